import { Rest } from "@zignal/rest";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Ours. */
export function openZignal({ port }: RestTarget): RestSubject {
  const rest = new Rest({ token: benchmarkToken, baseUrl: `http://127.0.0.1:${port}/api/v10` });
  return { createMessage: (channelId, content) => rest.channels.createMessage(channelId, { content }) };
}
