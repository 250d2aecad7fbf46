import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { openRestSubject } from "../subjects/rest-subjects.ts";
import { usedBytesAfterCollection } from "./collect-garbage.ts";

/** How many channels there are, each of which gets one message. */
export interface RestMemoryOptions {
  port: number;
  concurrency: number;
  channels: number;
}

/** One message to each of very many channels, and what is remembered of them. */
export async function restMemory(subject: string, options: Record<string, unknown>, watch: Stopwatch): Promise<Sample> {
  const { port, concurrency, channels } = options as unknown as RestMemoryOptions;
  const rest = await openRestSubject(subject, { port, concurrency, unlimited: true });
  let next = 0;
  const send = async (until: number): Promise<void> => {
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (next < until) {
          const channelId = String(1_456_000_000_000_000_000n + BigInt(next++) * 4_194_304n);
          await rest.createMessage(channelId, "hello");
        }
      }),
    );
  };
  const warmUp = Math.ceil(channels / 10);
  await send(warmUp);
  const before = await usedBytesAfterCollection();
  await watch.start();
  await send(warmUp + channels);
  const { cpuMs, peakMemoryMiB } = await watch.stop();
  const growth = (await usedBytesAfterCollection()) - before;
  return {
    growthMiB: growth / 2 ** 20,
    bytesPerChannel: growth / channels,
    cpuUs: (cpuMs * 1000) / channels,
    peakMemoryMiB,
  };
}
