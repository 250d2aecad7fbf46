import { ValidationError } from "@zignal/errors";
import type { UploadedInput } from "../actors/directory.ts";
import type { MessageRef } from "../actors/seen-message.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject, objectsIn } from "../world/json.ts";

/** Reads the fields of what the page sends. Each throws a {@link ValidationError} that names the field. */
export class RequestFields {
  readonly #body: JsonObject;

  constructor(body: JsonObject) {
    this.#body = body;
  }

  text(name: string): string {
    const value = this.#body[name];
    if (typeof value === "string") return value;
    throw ValidationError.of(name, "must be text");
  }

  object(name: string): JsonObject {
    const value = this.#body[name];
    if (isJsonObject(value)) return value;
    throw ValidationError.of(name, "must be an object");
  }

  objectOrEmpty(name: string): JsonObject {
    return this.#body[name] === undefined ? {} : this.object(name);
  }

  texts(name: string): string[] {
    const value = this.#body[name];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    throw ValidationError.of(name, "must be a list of texts");
  }

  message(name: string): MessageRef {
    const { id, channel_id } = this.object(name);
    if (typeof id === "string" && typeof channel_id === "string") return { id, channel_id };
    throw ValidationError.of(name, "must name a message: { id, channel_id }");
  }

  messageOrNone(name: string): MessageRef | undefined {
    return this.#body[name] === undefined ? undefined : this.message(name);
  }

  files(name: string): UploadedInput[] {
    return objectsIn(this.#body[name]).map((file) => uploaded(file, name));
  }
}

/** Files come as base64; wherever one stands in a value, it becomes a file. */
export function withFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFiles);
  return isJsonObject(value) && "base64" in value ? uploaded(value, "file") : value;
}

function uploaded(file: JsonObject, field: string): UploadedInput {
  const { name, base64, contentType } = file;
  if (typeof name !== "string" || typeof base64 !== "string") {
    throw ValidationError.of(field, "must be files: { name, base64 }");
  }
  const type = typeof contentType === "string" ? { contentType } : {};
  return { name, data: Buffer.from(base64, "base64"), ...type };
}
