import type { MessageDecoder } from "./decompression.ts";

/** What ends each message of a zlib stream (Z_SYNC_FLUSH). */
const suffix: Buffer = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/**
 * Collects what arrives until a message of the zlib stream is complete, wherever it was split, and takes apart what
 * arrived together.
 * @see {@link https://docs.discord.com/developers/events/gateway#zlib-stream | Discord Docs/zlib-stream}
 */
export class ZlibMessages implements MessageDecoder {
  readonly #decoder: MessageDecoder;
  #parts: Buffer[] = [];

  constructor(decoder: MessageDecoder) {
    this.#decoder = decoder;
  }

  get bytesOut(): number {
    return this.#decoder.bytesOut;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    if (this.#parts.length > 0) {
      this.#parts.push(chunk);
      // The suffix itself may be split, so it is looked for in the whole.
      rest = Buffer.concat(this.#parts);
      this.#parts = [];
    }
    for (;;) {
      const at = rest.indexOf(suffix);
      if (at < 0) break;
      const end = at + suffix.length;
      if (end === rest.length) {
        this.#decoder.push(rest);
        return;
      }
      this.#decoder.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    if (rest.length > 0) this.#parts.push(rest);
  }

  close(): void {
    this.#parts = [];
    this.#decoder.close();
  }
}
