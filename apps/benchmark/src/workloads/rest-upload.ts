import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { openUploadSubject } from "../subjects/upload-subjects.ts";
import { usedBytesAfterCollection } from "./collect-garbage.ts";

/** What is uploaded, and where to. */
export interface RestUploadOptions {
  port: number;
  megabytes: number;
}

const chunkBytes = 64 * 1024;

/**
 * Uploads one file as a stream, after a small one, and looks at how far the memory rose; then again, and looks at how much of
 * it is in use meanwhile, once the garbage is collected.
 */
export async function restUpload(subject: string, options: Record<string, unknown>, watch: Stopwatch): Promise<Sample> {
  const { port, megabytes } = options as unknown as RestUploadOptions;
  const upload = await openUploadSubject(subject, port);
  await upload(content(chunkBytes));
  const before = process.resourceUsage().maxRSS / 1024;
  await watch.start();
  await upload(content(megabytes * 1e6));
  const { wallMs, cpuMs, peakMemoryMiB } = await watch.stop();
  const arrived = Number(await (await fetch(`http://127.0.0.1:${port}/control/bytes`)).text());
  if (arrived < megabytes * 1e6) throw new Error(`${arrived} bytes arrived`);
  const used = await usedBytesAfterCollection();
  let mostUsed = used;
  await upload(
    watched(content(megabytes * 1e6), async () => {
      mostUsed = Math.max(mostUsed, await usedBytesAfterCollection());
    }),
  );
  return { growthMiB: peakMemoryMiB - before, heldMiB: (mostUsed - used) / 2 ** 20, cpuMs, wallMs };
}

/** Looks every now and then, between two chunks, and before the end. */
async function* watched(chunks: AsyncIterable<Uint8Array>, look: () => Promise<void>): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of chunks) {
    yield chunk;
    if (++count % 100 === 0) await look();
  }
  await look();
}

/** Chunks as a file's stream has them: each a buffer of its own. */
async function* content(bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; left -= chunkBytes) yield Buffer.alloc(Math.min(left, chunkBytes), left & 0xff);
}
