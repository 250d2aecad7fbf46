import { isSecretName, redacted, redactText } from "./redact.ts";

export type PlainValue = string | number | boolean | null | PlainValue[] | { [name: string]: PlainValue };

/** An error as plain data: everything it holds, its causes, and no secret. */
export interface PlainError {
  name: string;
  message: string;
  [field: string]: PlainValue;
}

/** Deeper than this, an object is only named. */
const maxDepth = 12;

/**
 * Any value as plain data that `JSON.stringify` takes, without secrets: errors keep name, message, stack, their own
 * fields, `cause` and the `errors` of an AggregateError. Cycles, functions, bytes and unreadable fields are named.
 */
export function toPlainValue(value: unknown): PlainValue {
  return plain(value, new Set(), 0) ?? null;
}

/** Like {@link toPlainValue}, for an error. */
export function toPlainError(error: Error): PlainError {
  return plainError(error, new Set([error]), 0);
}

function plain(value: unknown, above: Set<object>, depth: number): PlainValue | undefined {
  switch (typeof value) {
    case "string":
      return redactText(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return String(value);
    case "symbol":
      return redactText(String(value));
    case "function":
      return `[function ${value.name}]`;
    case "undefined":
      return undefined;
    case "object":
      return value === null ? null : plainObject(value, above, depth);
    default:
      return undefined;
  }
}

function plainObject(value: object, above: Set<object>, depth: number): PlainValue {
  if (above.has(value)) return "[circular]";
  if (depth >= maxDepth) return `[${nameOf(value)}]`;
  above.add(value);
  try {
    if (value instanceof Error) return plainError(value, above, depth);
    if (Array.isArray(value)) return plainList(value, above, depth);
    if (value instanceof Map)
      return plainFields(
        [...value].map(([key, item]) => [String(key), item]),
        above,
        depth,
      );
    if (value instanceof Set) return plainList([...value], above, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
      return `[${nameOf(value)} of ${value.byteLength} bytes]`;
    if (value instanceof URL) return redactText(value.href);
    if (value instanceof Headers) return plainFields([...value], above, depth);
    if (hasToJson(value)) return plain(value.toJSON(), above, depth + 1) ?? null;
    return plainFields(readFields(value), above, depth);
  } catch {
    return `[unreadable ${nameOf(value)}]`;
  } finally {
    above.delete(value);
  }
}

function plainError(error: Error, above: Set<object>, depth: number): PlainError {
  // These are not enumerable, and they are what matters most.
  const hiddenFields = ["stack", "cause", "errors"].filter((name) => Object.hasOwn(error, name));
  const ownFields = readFields(error).filter(
    ([name]) => name !== "name" && name !== "message" && !hiddenFields.includes(name),
  );
  const fields = plainFields(
    [...ownFields, ...hiddenFields.map((name): [string, unknown] => [name, read(error, name)])],
    above,
    depth,
  );
  return { name: readText(error, "name"), message: readText(error, "message"), ...fields };
}

function plainList(list: readonly unknown[], above: Set<object>, depth: number): PlainValue[] {
  return list.map((item, index) => {
    // Raw headers are flat lists of names and values.
    const before = list[index - 1];
    if (index % 2 === 1 && typeof item === "string" && typeof before === "string" && isSecretName(before))
      return redacted;
    return plain(item, above, depth + 1) ?? null;
  });
}

function plainFields(
  fields: readonly (readonly [name: string, value: unknown])[],
  above: Set<object>,
  depth: number,
): Record<string, PlainValue> {
  const result: Record<string, PlainValue> = {};
  for (const [name, value] of fields) {
    const plainValue =
      isSecretName(name) && value !== undefined && value !== null ? redacted : plain(value, above, depth + 1);
    if (plainValue === undefined) continue;
    // Plain assignment would lose a field called __proto__.
    Object.defineProperty(result, redactText(name), {
      value: plainValue,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return result;
}

function readFields(value: object): [name: string, value: unknown][] {
  return Object.keys(value).map((name) => [name, read(value, name)]);
}

/** A getter may throw; an error that is being reported must not make another. */
function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return "[unreadable]";
  }
}

/** What is no text (nothing keeps an error from having a number for its message) is written as one. */
function readText(error: Error, name: "name" | "message"): string {
  return redactText(String(read(error, name)));
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

function nameOf(value: object): string {
  const constructor: unknown = read(value, "constructor");
  return typeof constructor === "function" ? constructor.name : "object";
}
