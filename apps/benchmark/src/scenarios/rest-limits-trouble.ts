import type { Scenario } from "../harness/scenario.ts";
import { drain } from "./rest-limits.ts";

/** Whether a lower limit under another hash is noticed in time, in many buckets. */
export const restLimitsChange: Scenario = drain(
  "rest-limits-change",
  "`rest-limits`, but after two windows (quick: one) each bucket has another hash and takes 3 per second.",
  ({ quick }) => ({ limit: 5, latencyMs: 0, channels: 10, messagesPerChannel: quick ? 10 : 30 }),
  ({ quick }) => ({ change: { afterWindows: quick ? 1 : 2, limit: 3 } }),
);

/** Whether a lower limit under another hash is noticed in time, with many requests in flight. */
export const restBucketChange: Scenario = drain(
  "rest-bucket-change",
  "`rest-bucket`, but after the first window the bucket has another hash and takes 10 per second.",
  ({ quick }) => ({ limit: 20, latencyMs: 100, channels: 1, messagesPerChannel: quick ? 40 : 60 }),
  () => ({ change: { afterWindows: 1, limit: 10 } }),
);

/** Whether everything keeps still when the global limit was met. */
export const restGlobal: Scenario = drain(
  "rest-global",
  "`rest-limits`, but behind 20 ms of latency, and midway everything is refused for 1.5 s as the global limit does it. " +
    "Needless is what arrives when a client could have heard of it, and any 429 of a bucket.",
  ({ quick }) => ({ limit: 5, latencyMs: 20, channels: 10, messagesPerChannel: quick ? 10 : 30 }),
  ({ quick }) => ({ outage: { afterRequests: quick ? 20 : 60, retryAfterMs: 1500 } }),
);
