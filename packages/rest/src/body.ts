import { ValidationError } from "@zignal/errors";
import type { FormPart } from "./multipart.ts";

/**
 * Writes a body as JSON.
 * @throws {ValidationError} for what JSON can not say, also for what it would say nothing of: a Map would be `{}`.
 */
export function toJson(body: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(body);
  } catch (cause) {
    throw ValidationError.of("body", `can not be written as JSON: ${cause instanceof Error ? cause.message : "?"}`, {
      cause,
    });
  }
  if (json === undefined || (json === "{}" && !isPlain(body)) || ArrayBuffer.isView(body)) {
    throw ValidationError.of(
      "body",
      "must be what JSON can say, such as an object; files go in as files: [{ name, data }]",
    );
  }
  return json;
}

/** A FormData, of whatever realm or copy of undici: what counts is what it can do. */
export function isForm(body: unknown): body is FormData {
  return (
    typeof body === "object" &&
    body !== null &&
    Object.prototype.toString.call(body) === "[object FormData]" &&
    "entries" in body
  );
}

/** The fields of a form as they are. */
export function partsOf(form: FormData): FormPart[] {
  return Array.from(form.entries(), ([name, value]): FormPart => {
    if (typeof value === "string") return { name, text: value };
    const type = value.type === "" ? {} : { contentType: value.type };
    return { name, file: { name: value.name, data: value, ...type } };
  });
}

/** Bodies may be instances that know how they are written, such as builders of others: that is what fields are added to. */
export function withoutToJson(body: unknown): unknown {
  const knowsItself =
    typeof body === "object" && body !== null && "toJSON" in body && typeof body.toJSON === "function";
  return knowsItself && !ArrayBuffer.isView(body) ? (body as { toJSON(): unknown }).toJSON() : body;
}

/** Is it a body to which a field can be added? Not a form, a list or a Map. */
export function hasFields(body: object): boolean {
  return !(Symbol.iterator in body) && (isPlain(body) || Object.keys(body).length > 0);
}

/** An object with nothing above it but `Object.prototype`, of whatever realm, or one that writes itself. */
function isPlain(body: unknown): boolean {
  if (typeof body !== "object" || body === null || "toJSON" in body) return true;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
