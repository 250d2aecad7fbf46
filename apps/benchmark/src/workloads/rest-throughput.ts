import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import type { RestSubject } from "../subjects/rest-subject.ts";
import { openRestSubject } from "../subjects/rest-subjects.ts";

/** How many requests are made, and how. */
export interface RestThroughputOptions {
  port: number;
  /** Channels, each with one request in flight at a time: no library keeps more than one per bucket. */
  concurrency: number;
  warmUp: number;
  requests: number;
}

/** Messages to many channels at once, with limits that are never reached. */
export async function restThroughput(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, concurrency, warmUp, requests } = options as unknown as RestThroughputOptions;
  const rest = await openRestSubject(subject, { port, concurrency, unlimited: true });
  await createMessages(rest, warmUp, concurrency);
  await watch.start();
  await createMessages(rest, requests, concurrency);
  const { wallMs, cpuMs, peakMemoryMiB } = await watch.stop();
  return { cpuUs: (cpuMs * 1000) / requests, wallUs: (wallMs * 1000) / requests, peakMemoryMiB };
}

async function createMessages(rest: RestSubject, count: number, concurrency: number): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: concurrency }, async (_, index) => {
      const channelId = String(1_456_000_000_000_000_000n + BigInt(index) * 4_194_304n);
      while (left-- > 0) await rest.createMessage(channelId, "The quick brown fox jumps over the lazy dog.");
    }),
  );
}
