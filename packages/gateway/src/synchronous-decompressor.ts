import * as zlib from "node:zlib";
import type { CompressedFormat, Output, StreamDecompressor } from "./decompression.ts";

/** The part of a node stream's native handle that is driven here. It is not a public interface: see {@link probe}. */
interface ZlibHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
  close(): void;
}

const flushes: Readonly<Record<CompressedFormat, number>> = {
  "zlib-stream": zlib.constants.Z_SYNC_FLUSH,
  "zstd-stream": zlib.constants.ZSTD_e_flush,
};

/** More than any gateway message; a stream that yields it is broken or hostile. */
const limitBytes = 256 * 1024 * 1024;

/**
 * Decompresses in the same turn, by the native handle under node's own stream: the stream classes pay a hop to the
 * thread pool for each message, which costs ten times what the decompression does.
 */
export class SynchronousDecompressor implements StreamDecompressor {
  readonly #handle: ZlibHandle;
  /** [output bytes left, input bytes left], written by the handle. */
  readonly #left: Uint32Array;
  readonly #flush: number;
  #failure: Error | undefined;

  constructor(format: CompressedFormat) {
    const parts = handleOf(format);
    if (parts === undefined) throw new Error(`This version of node has no synchronous driver for ${format}`);
    this.#handle = parts.handle;
    this.#left = parts.left;
    this.#flush = flushes[format];
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a native handle has no other way
    this.#handle.onerror = (message, _errno, code) => {
      this.#failure = Object.assign(new Error(`${format}: ${message}`), { code });
    };
  }

  decompress(chunk: Buffer, output: Output): void {
    let length = 0;
    let consumed = 0;
    for (;;) {
      const room = output.bytes.length - length;
      this.#handle.writeSync(this.#flush, chunk, consumed, chunk.length - consumed, output.bytes, length, room);
      if (this.#failure !== undefined) throw this.#failure;
      const [outputLeft = 0, inputLeft = 0] = [this.#left[0], this.#left[1]];
      length += room - outputLeft;
      consumed = chunk.length - inputLeft;
      if (outputLeft > 0) break;
      if (output.bytes.length >= limitBytes) throw new Error(`A message is longer than ${limitBytes} bytes`);
      const larger = Buffer.allocUnsafe(output.bytes.length * 2);
      output.bytes.copy(larger, 0, 0, length);
      output.bytes = larger;
    }
    // The stream ended (it never does on a gateway), and what follows belongs to nothing.
    if (consumed < chunk.length) throw new Error("Data follows the end of the compressed stream");
    output.length = length;
  }

  close(): void {
    this.#handle.close();
  }
}

function handleOf(format: CompressedFormat): { handle: ZlibHandle; left: Uint32Array } | undefined {
  if (format === "zstd-stream" && typeof zlib.createZstdDecompress !== "function") return undefined;
  const stream: object = format === "zstd-stream" ? zlib.createZstdDecompress() : zlib.createInflate();
  const { _handle: handle, _writeState: left } = stream as { _handle?: unknown; _writeState?: unknown };
  return isHandle(handle) && left instanceof Uint32Array ? { handle, left } : undefined;
}

function isHandle(value: unknown): value is ZlibHandle {
  if (typeof value !== "object" || value === null) return false;
  const { writeSync, close } = value as Partial<ZlibHandle>;
  return typeof writeSync === "function" && typeof close === "function";
}

/** Two messages of one stream, the second of which needs the window of the first: `{"a":1}` and `{"a":1,"b":2}`. */
const samples: Readonly<Record<CompressedFormat, readonly string[]>> = {
  "zstd-stream": ["KLUv/QBYOAAAeyJhIjoxfQ==", "aAAAeyJhIjoxLCJiIjoyfQ=="],
  "zlib-stream": ["eJyqVkpUsjKsBQAAAP//", "qgZTOkpJSlZGtQAAAAD//w=="],
};

const supported = new Map<CompressedFormat, boolean>();

/** Whether this version of node can be driven synchronously, tried once with real data. */
export function hasSynchronousDriver(format: CompressedFormat): boolean {
  let answer = supported.get(format);
  if (answer === undefined) {
    answer = probe(format);
    supported.set(format, answer);
  }
  return answer;
}

function probe(format: CompressedFormat): boolean {
  try {
    const stream = new SynchronousDecompressor(format);
    const texts = samples[format].map((sample) => {
      const output: Output = { bytes: Buffer.allocUnsafe(64), length: 0 };
      stream.decompress(Buffer.from(sample, "base64"), output);
      return output.bytes.toString("utf8", 0, output.length);
    });
    stream.close();
    return texts.join("\n") === '{"a":1}\n{"a":1,"b":2}';
  } catch {
    return false;
  }
}
