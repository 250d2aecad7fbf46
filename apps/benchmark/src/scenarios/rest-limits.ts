import type { Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import { restSubjectNames } from "../subjects/rest-subjects.ts";

interface Limits extends Record<string, number> {
  /** Requests per second in each channel. */
  limit: number;
  latencyMs: number;
  channels: number;
  messagesPerChannel: number;
}

const windowMs = 1000;

/** Windows after the first, and the way there and back. */
function idealMs({ limit, latencyMs, messagesPerChannel }: Limits): number {
  return (Math.ceil(messagesPerChannel / limit) - 1) * windowMs + latencyMs;
}

function drain(name: string, summary: string, limits: (size: Size) => Limits): Scenario {
  return {
    name,
    summary: `${summary} All are handed over at once, and each library keeps its own settings.`,
    // The floor knows no limits: it would be refused.
    subjects: restSubjectNames.filter((subject) => !subject.startsWith("undici")),
    metrics: [
      { key: "toIdeal", label: "time / ideal", digits: 3 },
      { key: "wallMs", label: "time, ms", digits: 0 },
      { key: "refused", label: "answers 429", digits: 0 },
      { key: "failed", label: "requests failed", digits: 0 },
    ],
    rounds: ({ quick }) => (quick ? 1 : 5),
    parameters: (size) => ({ ...limits(size), idealMs: idealMs(limits(size)) }),
    prepare: async (size) => {
      const { limit, latencyMs, channels, messagesPerChannel } = limits(size);
      const server = await runServer({ server: "rest-limits", options: { limit, windowMs, latencyMs } });
      const options = { port: server.port, channels, messagesPerChannel, idealMs: idealMs(limits(size)) };
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
