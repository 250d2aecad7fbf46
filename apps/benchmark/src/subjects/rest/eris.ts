import Eris from "eris";
import { LoopbackAgent } from "../loopback-agent.ts";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Eris speaks https only; its `agent` option is what takes it to loopback. */
export function openEris({ port }: RestTarget): RestSubject {
  const client = Eris(`Bot ${benchmarkToken}`, {
    intents: 0,
    restMode: true,
    rest: { baseURL: "/api/v10", agent: new LoopbackAgent(port) },
  });
  return {
    createMessage: (channelId, content) =>
      client.requestHandler.request("POST", `/channels/${channelId}/messages`, true, { content }),
  };
}
