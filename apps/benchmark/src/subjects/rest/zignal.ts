import { Rest } from "@zignal/rest";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** Ours. */
export function openZignal({ port, unlimited }: RestTarget): RestSubject {
  const rest = new Rest({
    token: benchmarkToken,
    baseUrl: `http://127.0.0.1:${port}/api/v10`,
    ...(unlimited ? { rateLimiter: { globalRequestsPerSecond: Infinity } } : {}),
  });
  return { createMessage: (channelId, content) => rest.channels.createMessage(channelId, { content }) };
}
