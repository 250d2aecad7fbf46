import type { Output } from "./decompression.ts";

const startBytes = 64 * 1024;
/** A buffer that one large message made grow is given back when the messages are small again. */
const keptBytes = 1024 * 1024;

/** The buffer that messages are decompressed to. A shard that hears nothing holds none of its own. */
export class OutputPool {
  #free: Output | undefined;

  take(): Output {
    const output = this.#free ?? { bytes: Buffer.allocUnsafe(startBytes), length: 0 };
    // Whoever comes while it is in use (a listener that drives another connection) gets one of its own.
    this.#free = undefined;
    return output;
  }

  give(output: Output): void {
    if (output.bytes.length > keptBytes && output.length < startBytes) output.bytes = Buffer.allocUnsafe(startBytes);
    this.#free = output;
  }
}
