import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { ValidationError } from "@zignal/errors";
import { AudioSourceError } from "./audio-error.ts";
import type { HttpInputOptions } from "./http-input.ts";
import { readUrl } from "./http-input.ts";

/**
 * Where audio comes from: a URL (`https://…` as a string or a `URL`), the path of a file, the bytes themselves, a stream
 * of node's or of the web's, or anything that gives bytes one after the other.
 */
export type AudioInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Readable
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** What an input is, once looked at. */
export type ResolvedInput =
  | { readonly kind: "url"; readonly url: URL }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "stream"; readonly stream: AsyncIterable<unknown> };

/** Read in pieces of this size, so that no piece takes long to convert. */
const chunkBytes = 64 * 1024;

/** @throws {ValidationError} when it is nothing that can be played. */
export function resolveInput(input: AudioInput): ResolvedInput {
  if (typeof input === "string") return resolveString(input);
  if (input instanceof URL) return resolveUrl(input);
  if (input instanceof ArrayBuffer) return { kind: "bytes", bytes: new Uint8Array(input) };
  if (input instanceof Uint8Array) return { kind: "bytes", bytes: input };
  if (typeof input === "object" && input !== null && Symbol.asyncIterator in input) {
    // It may fail while it waits in the queue, where nobody reads it yet: that must not end the process.
    if (input instanceof Readable) input.on("error", () => undefined);
    return { kind: "stream", stream: input };
  }
  throw ValidationError.of(
    "source",
    `must be a URL, a file's path, bytes or a stream of bytes (was ${input === null ? "null" : typeof input})`,
  );
}

/** Can it be read again from its beginning? */
export function isRepeatable(input: ResolvedInput): boolean {
  return input.kind !== "stream";
}

/** Lets go of a stream that nobody will read. */
export function discardInput(input: ResolvedInput): void {
  if (input.kind !== "stream") return;
  if (input.stream instanceof Readable) input.stream.destroy();
  else if (input.stream instanceof ReadableStream && !input.stream.locked) {
    input.stream.cancel().catch(() => undefined);
  }
}

/** The bytes of an input. Ending the iteration early closes what was opened. */
export async function* readInput(
  input: ResolvedInput,
  options: HttpInputOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  switch (input.kind) {
    case "url":
      yield* readUrl(input.url, options);
      break;
    case "file":
      yield* readFile(input.path, options.signal);
      break;
    case "bytes":
      for (let offset = 0; offset < input.bytes.length; offset += chunkBytes) {
        yield input.bytes.subarray(offset, offset + chunkBytes);
      }
      break;
    case "stream":
      yield* readStream(input.stream, options.signal);
      break;
  }
}

function resolveString(input: string): ResolvedInput {
  if (input === "") throw ValidationError.of("source", "must be a URL or a file's path (was empty)");
  // A single letter and a colon is a drive of Windows.
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(input) && URL.canParse(input)
    ? resolveUrl(new URL(input))
    : { kind: "file", path: input };
}

function resolveUrl(url: URL): ResolvedInput {
  if (url.protocol === "file:") return { kind: "file", path: fileURLToPath(url) };
  if (url.protocol === "http:" || url.protocol === "https:") return { kind: "url", url };
  throw ValidationError.of("source", `must be an http, https or file URL (was ${url.protocol})`);
}

async function* readFile(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createReadStream(path, { highWaterMark: chunkBytes, ...(signal === undefined ? {} : { signal }) });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw new AudioSourceError(`The file ${path} can not be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function* readStream(
  stream: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = openStream(stream);
  // A stream that stands still answers no call to end it: it is closed from outside.
  signal?.addEventListener("abort", reader.close, { once: true });
  if (signal?.aborted === true) reader.close();
  try {
    for (;;) {
      const next = await reader.next().catch((error: unknown) => {
        throw new AudioSourceError(`The stream failed: ${reasonOf(error)}`, { cause: error });
      });
      if (next.done === true) return;
      if (!(next.value instanceof Uint8Array)) {
        throw new AudioSourceError(`The stream must give bytes (gave ${typeof next.value})`, {
          recovery: "Do not set an encoding, or object mode, on the stream.",
        });
      }
      for (let offset = 0; offset < next.value.length; offset += chunkBytes) {
        yield next.value.subarray(offset, offset + chunkBytes);
      }
    }
  } finally {
    signal?.removeEventListener("abort", reader.close);
    reader.close();
  }
}

interface StreamReader {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value: unknown }>;
  readonly close: () => void;
}

function openStream(stream: AsyncIterable<unknown>): StreamReader {
  if (stream instanceof ReadableStream) {
    const reader = stream.getReader();
    return { next: () => reader.read(), close: () => void reader.cancel().catch(() => undefined) };
  }
  const iterator = stream[Symbol.asyncIterator]();
  const end = (): void => {
    if (stream instanceof Readable) stream.destroy();
    else void Promise.resolve(iterator.return?.()).catch(() => undefined);
  };
  return { next: () => iterator.next(), close: end };
}

/** What went wrong, in the system's words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
