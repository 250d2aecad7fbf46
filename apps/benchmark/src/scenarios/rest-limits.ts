import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import type { BucketChange } from "../servers/changing-bucket.ts";
import type { GlobalOutageOptions } from "../servers/global-outage.ts";
import { restSubjectNames } from "../subjects/rest-subjects.ts";

/** Work under limits, and the limits. */
export interface Limits extends Record<string, number> {
  /** Requests per second in each channel. */
  limit: number;
  latencyMs: number;
  channels: number;
  messagesPerChannel: number;
}

/** What happens midway. */
export interface Trouble extends Record<string, unknown> {
  change?: BucketChange;
  outage?: GlobalOutageOptions;
}

const windowMs = 1000;

/** Windows after the first, the way there and back, and the time in which nothing is taken. */
function idealMs({ limit, latencyMs, messagesPerChannel }: Limits, { change, outage }: Trouble): number {
  const before = Math.min(Math.ceil(messagesPerChannel / limit), change?.afterWindows ?? Infinity);
  const after = change ? Math.ceil(Math.max(0, messagesPerChannel - before * limit) / change.limit) : 0;
  return (before + after - 1) * windowMs + latencyMs + (outage?.retryAfterMs ?? 0);
}

/** A drain of more messages than the limits allow at once; `trouble` is what happens midway. */
export function drain(
  name: string,
  summary: string,
  limits: (size: Size) => Limits,
  trouble: (size: Size) => Trouble = () => ({}),
): Scenario {
  return {
    name,
    summary: `${summary} All are handed over at once, and each library keeps its own settings.`,
    // The floor knows no limits: it would be refused.
    subjects: restSubjectNames.filter((subject) => !subject.startsWith("undici")),
    metrics: [
      { key: "toIdeal", label: "time / ideal", digits: 3 },
      { key: "wallMs", label: "time, ms", digits: 0 },
      { key: "refused", label: "answers 429", digits: 0 },
      { key: "needless", label: "of which needless", digits: 0 },
      { key: "failed", label: "requests failed", digits: 0 },
    ],
    rounds: ({ quick }) => (quick ? 1 : 5),
    parameters: (size) => ({ ...limits(size), idealMs: idealMs(limits(size), trouble(size)) }),
    prepare: async (size) => {
      const { limit, latencyMs, channels, messagesPerChannel } = limits(size);
      const server = await runServer({
        server: "rest-limits",
        options: { limit, windowMs, latencyMs, ...trouble(size) },
      });
      const ideal = idealMs(limits(size), trouble(size));
      const options = { port: server.port, channels, messagesPerChannel, idealMs: ideal };
      return {
        run: (subject, profile) => runSubject({ workload: "rest-drain", subject, options, profile }),
        close: () => server.close(),
      };
    },
  };
}

/** How close to the limits a library comes in many buckets. */
export const restLimits: Scenario = drain(
  "rest-limits",
  "Drain of 300 messages in 10 channels that take 5 per second each, behind no latency.",
  ({ quick }) => ({ limit: 5, latencyMs: 0, channels: 10, messagesPerChannel: quick ? 10 : 30 }),
);

/** How close to the limit a library comes in one bucket, when an answer takes its time. */
export const restBucket: Scenario = drain(
  "rest-bucket",
  "Drain of 60 messages in one channel that takes 20 per second, behind 100 ms of latency.",
  ({ quick }) => ({ limit: 20, latencyMs: 100, channels: 1, messagesPerChannel: quick ? 40 : 60 }),
);
