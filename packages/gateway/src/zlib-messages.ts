import type { MessageDecoder } from "./decompression.ts";

/**
 * Collects what arrives until it ends as a message of a zlib stream ends (with the bytes of Z_SYNC_FLUSH), wherever it
 * was split. Messages that arrived together go on together: the text shows where one ends.
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
    if (this.#parts.length === 0 && endsMessage(chunk)) return this.#decoder.push(chunk);
    this.#parts.push(chunk);
    // The ending itself may be split, so it is looked for in the whole.
    const whole = Buffer.concat(chunk.length >= 4 ? this.#parts.slice(-1) : this.#parts);
    if (!endsMessage(whole)) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#decoder.push(Buffer.concat(parts));
  }

  close(): void {
    this.#parts = [];
    this.#decoder.close();
  }
}

function endsMessage(chunk: Buffer): boolean {
  const end = chunk.length;
  return chunk[end - 1] === 0xff && chunk[end - 2] === 0xff && chunk[end - 3] === 0 && chunk[end - 4] === 0;
}
