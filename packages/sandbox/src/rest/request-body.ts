import type { IncomingMessage } from "node:http";
import { ApiError, invalidForm } from "../world/api-error.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject } from "../world/json.ts";
import type { RestLimits } from "./limits.ts";

/** A file of a form. */
export interface UploadedPart {
  /** The `n` of `files[n]`. */
  readonly index: number;
  readonly filename: string;
  readonly contentType: string | undefined;
  readonly data: Uint8Array;
}

export interface RequestBody {
  readonly json: unknown;
  readonly files: readonly UploadedPart[];
}

const nothing: RequestBody = { json: undefined, files: [] };

/**
 * Reads a request's body, JSON or form.
 * @throws {ApiError} 50109 for broken JSON, 40005 when it or a file is too large, 50035 for anything else.
 */
export async function readRequestBody(request: IncomingMessage, limits: RestLimits): Promise<RequestBody> {
  const bytes = await readBytes(request, limits.maxRequestBytes);
  if (bytes.byteLength === 0) return nothing;
  const contentType = request.headers["content-type"] ?? "";
  const mediaType = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType === "application/json") return { json: parseJson(bytes.toString("utf8")), files: [] };
  if (mediaType === "multipart/form-data") return readForm(bytes, contentType, limits);
  throw contentTypeError();
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed when it is refused half way: the answer goes out on the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Buffer)) throw new Error("the request's stream has an encoding set");
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 50109, "The request body contains invalid JSON.");
  }
}

async function readForm(bytes: Buffer, contentType: string, limits: RestLimits): Promise<RequestBody> {
  const form = await parseForm(bytes, contentType);
  const files: UploadedPart[] = [];
  const fields: JsonObject = {};
  let payload: JsonObject = {};
  for (const [name, value] of form) {
    if (typeof value !== "string") {
      const index = Number(/^files?\[(\d+)\]$/.exec(name)?.[1] ?? files.length);
      if (value.size > limits.maxFileBytes) throw tooLarge();
      const isPlain = value.type === "" || value.type === "application/octet-stream";
      const data = new Uint8Array(await value.arrayBuffer());
      files.push({ index, filename: value.name, contentType: isPlain ? undefined : value.type, data });
    } else if (name === "payload_json") {
      const parsed = parseJson(value);
      if (!isJsonObject(parsed)) throw formError("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
      payload = parsed;
    } else {
      Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return { json: { ...fields, ...payload }, files };
}

async function parseForm(bytes: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw formError("MULTIPART_INVALID", "The multipart/form-data body could not be read.");
  }
}

function formError(code: string, message: string): ApiError {
  return invalidForm([], code, message);
}

function contentTypeError(): ApiError {
  return formError(
    "CONTENT_TYPE_INVALID",
    "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.",
  );
}

function tooLarge(): ApiError {
  return new ApiError(413, 40005, "Request entity too large");
}
