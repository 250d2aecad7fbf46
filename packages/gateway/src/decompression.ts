import { decodeAsynchronously } from "./asynchronous-decompressor.ts";
import { OutputPool } from "./output-pool.ts";
import { hasSynchronousDriver, SynchronousDecompressor } from "./synchronous-decompressor.ts";
import { WholeMessages } from "./whole-messages.ts";
import { ZlibMessages } from "./zlib-messages.ts";

/** How the messages of a connection are compressed in transport. */
export type Compression = "zstd-stream" | "zlib-stream" | "none";

/** Takes one complete gateway message: the first `length` bytes of `bytes`, which are reused after the call. May throw. */
export type MessageSink = (bytes: Buffer, length: number) => void;

/** The streaming formats among {@link Compression}. */
export type CompressedFormat = Exclude<Compression, "none">;

/** Turns what arrives on one connection into gateway messages. A connection has its own; nothing is carried over. */
export interface MessageDecoder {
  /**
   * Takes one socket message.
   * @throws {Error} when the data is corrupted (the connection can not be read any further), and what the sink throws.
   */
  push(chunk: Buffer): void;
  /** Bytes of gateway messages handed out so far, decompressed. */
  readonly bytesOut: number;
  close(): void;
}

/** Where a chunk is decompressed to: the first `length` bytes of `bytes`. */
export interface Output {
  bytes: Buffer;
  length: number;
}

/** Decompresses one chunk, keeping the window for the next. */
export interface StreamDecompressor {
  /**
   * Fills `output`, and makes it larger where that is needed; `length` 0 when the chunk completed nothing.
   * @throws {Error} when the data is corrupted.
   */
  decompress(chunk: Buffer, output: Output): void;
  close(): void;
}

/**
 * The decoder for a connection.
 * @param onError - What comes later than during `push` (only the asynchronous path does so).
 */
export function createDecoder(
  compression: Compression,
  sink: MessageSink,
  onError: (error: unknown) => void,
): MessageDecoder {
  if (compression === "none") return new PlainDecoder(sink);
  // A zlib stream shows where a message ends; in a zstd stream only the message itself does.
  const whole = new WholeMessages(sink);
  const take: MessageSink = compression === "zlib-stream" ? sink : (bytes, length) => whole.push(bytes, length);
  const decoder = hasSynchronousDriver(compression)
    ? new SynchronousDecoder(new SynchronousDecompressor(compression), take)
    : decodeAsynchronously(compression, take, onError);
  return compression === "zlib-stream" ? new ZlibMessages(decoder) : decoder;
}

/** One for all connections of a thread: what is decompressed is read before the next chunk is. */
const outputs = new OutputPool();

class PlainDecoder implements MessageDecoder {
  bytesOut = 0;
  readonly #sink: MessageSink;
  #closed = false;

  constructor(sink: MessageSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    if (this.#closed) return;
    this.bytesOut += chunk.length;
    this.#sink(chunk, chunk.length);
  }

  close(): void {
    this.#closed = true;
  }
}

class SynchronousDecoder implements MessageDecoder {
  bytesOut = 0;
  readonly #stream: StreamDecompressor;
  readonly #sink: MessageSink;
  #closed = false;

  constructor(stream: StreamDecompressor, sink: MessageSink) {
    this.#stream = stream;
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    // The sink may have closed the connection in the middle of a chunk; a closed handle must not be touched.
    if (this.#closed) return;
    const output = outputs.take();
    try {
      this.#stream.decompress(chunk, output);
      this.bytesOut += output.length;
      if (output.length > 0) this.#sink(output.bytes, output.length);
    } finally {
      outputs.give(output);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.close();
  }
}
