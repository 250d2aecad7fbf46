import { ValidationError } from "@zignal/errors";
import * as v from "valibot";
import type { BuildOptions } from "./buildable.ts";
import type { Schema } from "./schemas/schema.ts";

/**
 * Returns `json` if it keeps every limit, or if `options` say not to look.
 * @param subject - What the JSON is (`"embed"`): names a fault that belongs to no single field.
 * @throws {ValidationError} with every fault and its path.
 */
export function checked<T>(json: T, schema: () => Schema, subject: string, options: BuildOptions | undefined): T {
  if (options?.validate !== false) check(json, schema(), subject);
  return json;
}

function check(json: unknown, schema: Schema, subject: string): void {
  if (schema.accepts(json)) return;
  const result = v.safeParse(schema, json);
  if (result.success) return;
  throw new ValidationError(
    result.issues.map((issue) => ({ path: pathOf(issue.path, subject), message: issue.message })),
    { recovery: `Correct the fields named, or build the ${subject} with { validate: false } to let Discord judge.` },
  );
}

function pathOf(path: readonly { key?: unknown }[] | undefined, subject: string): string {
  let text = "";
  for (const { key } of path ?? []) {
    if (typeof key === "number") text += `[${key}]`;
    else text += text === "" ? String(key) : `.${String(key)}`;
  }
  return text === "" ? subject : text;
}
