import { RequestBatcher, Rest } from "@zignal/rest";
import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { benchmarkToken } from "../subjects/benchmark-token.ts";

/** How many there are of each. */
export interface RestBatchOptions {
  port: number;
  deletes: number;
  bans: number;
}

interface Part {
  requests: number;
  handled: number;
  refused: number;
  wallMs: number;
}

const guildId = "1456000000000000001";
const channelId = "1456000000000000002";

/** Deletes messages of one channel, then bans users of one guild; all of a kind are handed over at once. */
export async function restBatch(subject: string, options: Record<string, unknown>, watch: Stopwatch): Promise<Sample> {
  const { port, deletes, bans } = options as unknown as RestBatchOptions;
  const rest = new Rest({
    token: benchmarkToken,
    baseUrl: `http://127.0.0.1:${port}/api/v10`,
    ...(subject === "zignal with batcher" ? { requestBatcher: new RequestBatcher(), batch: true } : {}),
  });
  const measure = async (count: number, act: (id: string) => Promise<unknown>): Promise<Part> => {
    await readCounts(port);
    const startedAt = performance.now();
    await Promise.all(youngIds(count).map(act));
    const wallMs = performance.now() - startedAt;
    const counts = await readCounts(port);
    if (counts.handled !== count) throw new Error(`${counts.handled} of ${count} were taken care of`);
    return { ...counts, wallMs };
  };
  await watch.start();
  const deleted = await measure(deletes, (id) => rest.channels.deleteMessage(channelId, id));
  const banned = await measure(bans, (id) => rest.guilds.banUserFromGuild(guildId, id, {}));
  const { cpuMs } = await watch.stop();
  return {
    deleteRequests: deleted.requests,
    deleteMs: deleted.wallMs,
    banRequests: banned.requests,
    banMs: banned.wallMs,
    refused: deleted.refused + banned.refused,
    cpuMs,
  };
}

async function readCounts(port: number): Promise<Omit<Part, "wallMs">> {
  const response = await fetch(`http://127.0.0.1:${port}/control/counts`);
  return (await response.json()) as Omit<Part, "wallMs">;
}

/** Ids of now: messages older than two weeks can not be deleted in bulk. */
function youngIds(count: number): string[] {
  const discordEpochMs = 1_420_070_400_000;
  const first = BigInt(Date.now() - discordEpochMs) << 22n;
  return Array.from({ length: count }, (_, index) => String(first + BigInt(index)));
}
