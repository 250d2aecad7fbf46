import { constants, createDeflate, createZstdCompress, deflateSync } from "node:zlib";
import type { Transform } from "node:stream";

/** How payloads are compressed on one connection. */
export type TransportCompression = "none" | "zlib-stream" | "zstd-stream";

/** Turns payloads into WebSocket messages, in order. */
export interface PayloadEncoder {
  encode(text: string, deliver: (message: string | Buffer) => void): void;
  /** Calls back when everything encoded so far has been delivered. */
  whenDrained(callback: () => void): void;
  /** Drops what is pending and frees the compression context. */
  close(): void;
}

/** Payloads above this size are compressed when Identify asked for payload compression; Discord compresses some as well. */
const payloadCompressionThreshold = 1024;

/** No transport compression. */
export class PlainEncoder implements PayloadEncoder {
  /** Set by an Identify with `compress: true`: larger payloads go out as zlib, each on its own. */
  compressPayloads = false;

  encode(text: string, deliver: (message: string | Buffer) => void): void {
    deliver(this.compressPayloads && text.length > payloadCompressionThreshold ? deflateSync(text) : text);
  }

  whenDrained(callback: () => void): void {
    callback();
  }

  close(): void {
    // Nothing is held.
  }
}

interface Job {
  readonly text: string | undefined;
  readonly done: (message: Buffer) => void;
}

/** One compression context for the life of the connection, flushed after each payload. */
class StreamEncoder implements PayloadEncoder {
  readonly #stream: Transform & { flush(kind: number, callback: () => void): void };
  readonly #flushKind: number;
  readonly #jobs: Job[] = [];
  #busy = false;
  #closed = false;

  constructor(compression: "zlib-stream" | "zstd-stream") {
    // The output is read out whole after each flush, so that the stream must never wait for a reader.
    const options = { chunkSize: 16 * 1024, readableHighWaterMark: 2 ** 30 };
    if (compression === "zlib-stream") {
      this.#stream = createDeflate(options);
      this.#flushKind = constants.Z_SYNC_FLUSH;
    } else {
      this.#stream = createZstdCompress(options);
      this.#flushKind = constants.ZSTD_e_flush;
    }
  }

  encode(text: string, deliver: (message: string | Buffer) => void): void {
    this.#jobs.push({ text, done: deliver });
    this.#next();
  }

  whenDrained(callback: () => void): void {
    this.#jobs.push({ text: undefined, done: callback });
    this.#next();
  }

  close(): void {
    this.#closed = true;
    this.#jobs.length = 0;
    this.#stream.destroy();
  }

  #next(): void {
    if (this.#busy || this.#closed) return;
    const job = this.#jobs.shift();
    if (job === undefined) return;
    if (job.text === undefined) {
      job.done(Buffer.alloc(0));
      this.#next();
      return;
    }
    this.#busy = true;
    this.#stream.write(job.text);
    this.#stream.flush(this.#flushKind, () => {
      this.#busy = false;
      if (this.#closed) return;
      // Node 26 gives one buffer for each read, the versions before it all of them together.
      const output: Buffer[] = [];
      for (let part: unknown = this.#stream.read(); Buffer.isBuffer(part); part = this.#stream.read())
        output.push(part);
      if (output.length > 0) job.done(Buffer.concat(output));
      this.#next();
    });
  }
}

export function createEncoder(compression: TransportCompression): PayloadEncoder {
  return compression === "none" ? new PlainEncoder() : new StreamEncoder(compression);
}
