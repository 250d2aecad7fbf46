import type { MessageSink } from "./decompression.ts";

const brace = 0x7b;
const closingBrace = 0x7d;
const space = 0x20;

/**
 * Puts together what a chunk has decompressed to a part of: Discord sends a message of a zstd stream in one chunk, and
 * whatever stands between may cut it. A message is an object, so what does not end as one goes on in the next chunk; a
 * part that happens to end like one can not be parsed, and comes again on another connection.
 */
export class WholeMessages {
  readonly #sink: MessageSink;
  #held: Buffer | undefined;

  constructor(sink: MessageSink) {
    this.#sink = sink;
  }

  push(bytes: Buffer, length: number): void {
    const isEnd = endsObject(bytes, length);
    if (this.#held === undefined && (isEnd || bytes[0] !== brace)) return this.#sink(bytes, length);
    // A copy: the bytes are reused after the call.
    const part = bytes.subarray(0, length);
    const whole = this.#held === undefined ? Buffer.from(part) : Buffer.concat([this.#held, part]);
    this.#held = isEnd ? undefined : whole;
    if (isEnd) this.#sink(whole, whole.length);
  }
}

function endsObject(bytes: Buffer, length: number): boolean {
  let at = length - 1;
  while (at > 0 && (bytes[at] ?? 0) <= space) at -= 1;
  return bytes[at] === closingBrace;
}
