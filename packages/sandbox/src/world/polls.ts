import type { JsonObject } from "./json.ts";
import { isJsonObject, objectsIn } from "./json.ts";

/** A poll with its votes. */
export interface Poll {
  readonly question: JsonObject;
  readonly answers: readonly { readonly answer_id: number; readonly poll_media: JsonObject }[];
  expiry: string;
  readonly allow_multiselect: boolean;
  readonly layout_type: number;
  finalized: boolean;
  /** Voters by answer. */
  readonly votes: Map<number, string[]>;
}

const hourMs = 60 * 60 * 1000;

/** From the request object, whose `duration` in hours becomes an expiry. */
export function createPoll(request: JsonObject, nowMs: number): Poll {
  const duration = typeof request["duration"] === "number" ? request["duration"] : 24;
  return {
    question: isJsonObject(request["question"]) ? { text: request["question"]["text"] } : {},
    answers: objectsIn(request["answers"]).map((answer, index) => ({
      answer_id: index + 1,
      poll_media: isJsonObject(answer["poll_media"]) ? answer["poll_media"] : {},
    })),
    expiry: new Date(nowMs + duration * hourMs).toISOString().replace("Z", "000+00:00"),
    allow_multiselect: request["allow_multiselect"] === true,
    layout_type: typeof request["layout_type"] === "number" ? request["layout_type"] : 1,
    finalized: false,
    votes: new Map(),
  };
}

/** The poll object, with results as the viewer sees them. */
export function pollPayload(poll: Poll, viewerId: string | undefined): JsonObject {
  const { votes, finalized, ...fields } = poll;
  const counts = [...votes].filter(([, voters]) => voters.length > 0);
  return {
    ...fields,
    results: {
      is_finalized: finalized,
      answer_counts: counts.map(([id, voters]) => ({
        id,
        count: voters.length,
        me_voted: viewerId !== undefined && voters.includes(viewerId),
      })),
    },
  };
}

/** The embed by which a poll's result is told. */
export function pollResultEmbed(poll: Poll): JsonObject {
  const counts = poll.answers.map((answer) => ({ answer, votes: poll.votes.get(answer.answer_id)?.length ?? 0 }));
  const total = counts.reduce((sum, { votes }) => sum + votes, 0);
  const most = Math.max(0, ...counts.map(({ votes }) => votes));
  const winners = counts.filter(({ votes }) => votes === most && votes > 0);
  const winner = winners.length === 1 ? winners[0]?.answer : undefined;
  const fields = [
    ["poll_question_text", poll.question["text"]],
    ["victor_answer_votes", most],
    ["total_votes", total],
    ...(winner === undefined
      ? []
      : [
          ["victor_answer_id", winner.answer_id],
          ["victor_answer_text", winner.poll_media["text"]],
        ]),
  ];
  return {
    type: "poll_result",
    fields: fields.map(([name, value]) => ({ name, value: String(value), inline: false })),
  };
}
