import { randomUUID } from "node:crypto";
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import type { FileInput } from "@zignal/types";
import { ValidationError } from "@zignal/errors";

/** A field of a form: text, JSON or a file. */
export type FormPart =
  | { readonly name: string; readonly text: string; readonly contentType?: string }
  | { readonly name: string; readonly file: FileInput };

/** A body of the type multipart/form-data, written as it is sent. */
export interface MultipartBody {
  readonly contentType: string;
  /** In bytes; `undefined` when a file's length is not known before it ends. */
  readonly contentLength: number | undefined;
  /** Can it be written again? Not when a file is a stream. */
  readonly isReplayable: boolean;
  /** Writes the body; nothing is read from a file before it is asked for. */
  write(): AsyncGenerator<Uint8Array, void, void>;
}

interface EncodedPart {
  readonly head: Uint8Array;
  readonly data: FileInput["data"];
}

const lineBreak = Buffer.from("\r\n");

/**
 * Puts a form together. Hand-written rather than a FormData: those of another realm or another copy of undici are not
 * recognised, and all of them buffer.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7578 | RFC 7578}
 */
export function multipart(parts: readonly FormPart[]): MultipartBody {
  const boundary = `zignal-${randomUUID()}`;
  const encoded = parts.map((part) => encode(part, boundary));
  const end = Buffer.from(`--${boundary}--\r\n`);
  let contentLength: number | undefined = end.byteLength;
  for (const { head, data } of encoded) {
    const length = byteLength(data);
    contentLength =
      contentLength === undefined || length === undefined ? undefined : contentLength + head.byteLength + length + 2;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength,
    isReplayable: encoded.every(({ data }) => typeof data === "string" || isBytes(data) || isBlob(data)),
    async *write() {
      for (const { head, data } of encoded) {
        yield head;
        yield* bytes(data);
        yield lineBreak;
      }
      yield end;
    },
  };
}

function encode(part: FormPart, boundary: string): EncodedPart {
  let head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(part.name)}"`;
  if ("text" in part) {
    if (part.contentType !== undefined) head += `\r\nContent-Type: ${part.contentType}`;
    return { head: Buffer.from(`${head}\r\n\r\n`), data: part.text };
  }
  const { file } = part;
  checkFile(file, part.name);
  head += `; filename="${quoted(file.name)}"\r\nContent-Type: ${file.contentType ?? "application/octet-stream"}\r\n\r\n`;
  // A stream may fail before it is read, a file that does not exist while the call waits: unheard, that ends the process.
  // Reading it says what went wrong.
  if (file.data instanceof Readable) file.data.on("error", ignore);
  return { head: Buffer.from(head), data: file.data };
}

function ignore(): void {
  // See above.
}

/** @throws {ValidationError} naming what does not fit. */
export function checkFile(file: FileInput, field: string): void {
  if (typeof file !== "object" || file === null) throw ValidationError.of(field, "must be a file: { name, data }");
  if (typeof file.name !== "string" || file.name === "") {
    throw ValidationError.of(`${field}.name`, "must be a file name, such as data.txt");
  }
  if (file.contentType !== undefined && !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w=."-]+)*$/.test(file.contentType)) {
    throw ValidationError.of(
      `${field}.contentType`,
      `must be a MIME type, such as image/png (was ${JSON.stringify(file.contentType)})`,
    );
  }
  const { data } = file;
  if (data instanceof Readable && data.readableEnded) {
    throw ValidationError.of(`${field}.data`, "is a stream that was read to its end before: open it anew");
  }
  const isFit = typeof data === "string" || isBytes(data) || isBlob(data) || isAsyncIterable(data);
  if (!isFit)
    throw ValidationError.of(
      `${field}.data`,
      "must be a string, Uint8Array, Blob, stream or async iterable of Uint8Array",
    );
}

/** As browsers write it: RFC 7578 leaves quoting open, and a line break would end the header. */
function quoted(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}

async function* bytes(data: FileInput["data"]): AsyncGenerator<Uint8Array, void, void> {
  if (typeof data === "string") yield Buffer.from(data);
  else if (isBytes(data)) yield Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  else if (isBlob(data)) yield* data.stream();
  else yield* streamed(data);
}

/** Knows web streams as well, which its type does not say. */
const isDisturbed: (stream: object) => boolean = Readable.isDisturbed.bind(Readable) as (stream: object) => boolean;

/** Of a stream that somebody has read already nothing may be left: an empty file would arrive, and nobody would know why. */
async function* streamed(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const wasRead = (data instanceof Readable || data instanceof ReadableStream) && isDisturbed(data);
  let isEmpty = true;
  for await (const chunk of data) {
    isEmpty = false;
    yield chunk;
  }
  if (isEmpty && wasRead)
    throw ValidationError.of("files", "has a stream that was read to its end before: open it anew");
}

function byteLength(data: FileInput["data"]): number | undefined {
  if (typeof data === "string") return Buffer.byteLength(data);
  if (isBytes(data)) return data.byteLength;
  return isBlob(data) ? data.size : undefined;
}

/** Also of another realm, where `instanceof` fails. */
function isBytes(data: FileInput["data"]): data is Uint8Array {
  return ArrayBuffer.isView(data);
}

/** Of whatever realm or library: what counts is what it can do. */
function isBlob(data: FileInput["data"]): data is Blob {
  return (
    typeof data === "object" && data !== null && "stream" in data && typeof data.stream === "function" && "size" in data
  );
}

function isAsyncIterable(data: unknown): boolean {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}
