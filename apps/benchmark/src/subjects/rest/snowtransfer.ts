import { IntervalCounter, SnowTransfer } from "snowtransfer";
import { benchmarkToken } from "../benchmark-token.ts";
import type { RestSubject, RestTarget } from "../rest-subject.ts";

/** cloudstorm's HTTP side. Its limit on all requests is a constant, but the counter that holds it is public. */
export function openSnowTransfer({ port, unlimited }: RestTarget): RestSubject {
  const client = new SnowTransfer(benchmarkToken, {
    baseHost: `http://127.0.0.1:${port}`,
    baseURL: "/api/v10",
    retryRequests: true,
  });
  const [global] = client.ratelimiter.globalBucket.counters;
  if (unlimited && global instanceof IntervalCounter) {
    global.limit = Number.MAX_SAFE_INTEGER;
    global.remaining = Number.MAX_SAFE_INTEGER;
  }
  return { createMessage: (channelId, content) => client.channel.createMessage(channelId, { content }) };
}
