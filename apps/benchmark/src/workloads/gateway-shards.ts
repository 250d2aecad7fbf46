import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch, Usage } from "../processes/subject-process.ts";
import { markEvent } from "../servers/dispatch-events.ts";
import { connectShardsSubject } from "../subjects/gateway-shards-subjects.ts";
import { usedBytesAfterCollection } from "./collect-garbage.ts";

/** What each shard will be sent. */
export interface GatewayShardsOptions {
  port: number;
  shards: number;
  compressed: boolean;
  /** Events between the marks of one shard. */
  events: number;
}

/** Receives the streams of many shards at once: from the first mark of the first to the last of the last. */
export async function gatewayShards(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, shards, compressed, events } = options as unknown as GatewayShardsOptions;
  const { promise, resolve, reject } = Promise.withResolvers<Usage>();
  let marks = 0;
  await connectShardsSubject(subject, { port, shards, compressed }, (name) => {
    if (name !== markEvent) return;
    marks += 1;
    if (marks === 1) Promise.resolve(watch.start()).catch(reject);
    if (marks === 2 * shards) Promise.resolve(watch.stop()).then(resolve, reject);
  });
  const { wallMs, cpuMs, peakMemoryMiB } = await promise;
  const total = events * shards;
  return { wallUs: (wallMs * 1000) / total, cpuUs: (cpuMs * 1000) / total, peakMemoryMiB };
}

/** Connects many shards that hear nothing more, and looks at what each of them holds. */
export async function gatewayIdle(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, shards, compressed } = options as unknown as GatewayShardsOptions;
  // What the library itself takes is loaded with the first of them.
  const connect = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let marks = 0;
    await connectShardsSubject(subject, { port, shards, compressed }, (name) => {
      if (name === markEvent) marks += 1;
      if (marks === 2 * shards) resolve();
    });
    await promise;
  };
  await connect();
  const [before, residentBefore] = [await usedBytesAfterCollection(), process.memoryUsage().rss];
  await watch.start();
  await connect();
  const { cpuMs } = await watch.stop();
  const [after, residentAfter] = [await usedBytesAfterCollection(), process.memoryUsage().rss];
  return {
    kibPerShard: (after - before) / shards / 1024,
    residentKibPerShard: (residentAfter - residentBefore) / shards / 1024,
    cpuMsPerShard: cpuMs / shards,
  };
}
