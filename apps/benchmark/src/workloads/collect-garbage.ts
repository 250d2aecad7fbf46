import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes in use after full collections: the heap, and what lies outside of it (array buffers included). */
export async function usedBytesAfterCollection(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    collect();
    // Finalisers and what waits for the end of a task.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
