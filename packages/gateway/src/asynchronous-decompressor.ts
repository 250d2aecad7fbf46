import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { CompressedFormat, MessageDecoder, MessageSink } from "./decompression.ts";

/** The way round where the native handle can not be driven: node's streams, one chunk after the other, in order. */
export function decodeAsynchronously(
  format: CompressedFormat,
  sink: MessageSink,
  onError: (error: unknown) => void,
): MessageDecoder {
  return new AsynchronousDecoder(
    format === "zstd-stream"
      ? zlib.createZstdDecompress({ flush: zlib.constants.ZSTD_e_flush })
      : zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH }),
    sink,
    onError,
  );
}

class AsynchronousDecoder implements MessageDecoder {
  bytesOut = 0;
  readonly #stream: Transform;
  readonly #sink: MessageSink;
  readonly #onError: (error: unknown) => void;
  readonly #waiting: Buffer[] = [];
  #output: Buffer[] = [];
  #busy = false;
  #closed = false;

  constructor(stream: Transform, sink: MessageSink, onError: (error: unknown) => void) {
    this.#stream = stream;
    this.#sink = sink;
    this.#onError = onError;
    stream.on("data", (part: Buffer) => this.#output.push(part));
    stream.on("error", (error) => {
      if (!this.#closed) onError(error);
    });
  }

  push(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#next();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#stream.destroy();
  }

  #next(): void {
    if (this.#busy || this.#closed) return;
    const chunk = this.#waiting.shift();
    if (chunk === undefined) return;
    this.#busy = true;
    // One chunk at a time, so that what comes out belongs to what went in.
    this.#stream.write(chunk, (error) => {
      if (error !== null && error !== undefined) return;
      this.#busy = false;
      if (this.#closed) return;
      this.#deliver();
      this.#next();
    });
  }

  #deliver(): void {
    // In flowing mode this emits what is still buffered.
    while (this.#stream.read() !== null);
    if (this.#output.length === 0) return;
    const [first] = this.#output;
    const bytes = this.#output.length === 1 && first !== undefined ? first : Buffer.concat(this.#output);
    this.#output = [];
    this.bytesOut += bytes.length;
    try {
      this.#sink(bytes, bytes.length);
    } catch (error) {
      this.#onError(error);
    }
  }
}
