import { ApiError, unknown } from "../world/api-error.ts";
import { compareSnowflakes } from "../world/snowflakes.ts";
import type { Endpoints } from "./call.ts";
import { me, param, queryValue } from "./call.ts";
import { integer, snowflake } from "./fields.ts";
import { ok } from "./reply.ts";
import { messageOf } from "./message-endpoints.ts";

export const pollEndpoints: Endpoints = {
  get_answer_voters: (call) => {
    const { poll } = messageOf(call);
    if (poll === undefined) throw unknown("Message");
    const limit = queryValue(call, "limit", integer({ min: 1, max: 100 })) ?? 25;
    const after = queryValue(call, "after", snowflake) ?? "0";
    const voters = (poll.votes.get(Number(param(call, "answer_id"))) ?? []).toSorted(compareSnowflakes);
    const page = voters.filter((id) => compareSnowflakes(id, after) > 0).slice(0, limit);
    return ok({ users: page.map((id) => call.world.users.require(id)) });
  },

  poll_expire: (call) => {
    const message = messageOf(call);
    const { user } = me(call);
    if (message.poll === undefined) throw new ApiError(400, 520006, "Cannot expire a non-poll message");
    if (message.author.id !== user.id) throw new ApiError(403, 50005, "Cannot edit a message authored by another user");
    if (message.poll.finalized) throw new ApiError(400, 520001, "Poll expired");
    call.world.endPoll(message);
    return ok(call.world.messages.payload(message, user.id));
  },
};
