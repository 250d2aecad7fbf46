import { types } from "node:util";
import { isError } from "./call-trace.ts";
import { isSecretName, redacted, redactText } from "./redact.ts";

export type PlainValue = string | number | boolean | null | PlainValue[] | { [name: string]: PlainValue };

/** An error as plain data: everything it holds, its causes, and no secret. */
export interface PlainError {
  name: string;
  message: string;
  [field: string]: PlainValue;
}

/** Deeper than this, an object is only named. */
const maxDepth = 32;

/** After so many values the rest is only counted: who logs a whole client must not stop the bot. */
const maxValues = 10_000;

interface Walk {
  /** The objects that the current one lies in. */
  readonly above: Set<object>;
  valuesLeft: number;
}

/**
 * Any value as plain data that `JSON.stringify` takes, without secrets: errors keep name, message, stack, their own
 * fields, `cause` and the `errors` of an AggregateError. Cycles, functions, bytes and unreadable fields are named; what
 * lies deeper than 32 levels, or comes after 10,000 values, is left out and says so.
 */
export function toPlainValue(value: unknown): PlainValue {
  return plain(value, { above: new Set(), valuesLeft: maxValues }) ?? null;
}

/** Like {@link toPlainValue}, for an error. */
export function toPlainError(error: Error): PlainError {
  return plainError(error, { above: new Set([error]), valuesLeft: maxValues });
}

function plain(value: unknown, walk: Walk): PlainValue | undefined {
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
      return redactText(`[function ${value.name}]`);
    case "undefined":
      return undefined;
    case "object":
      return value === null ? null : plainObject(value, walk);
    default:
      return undefined;
  }
}

function plainObject(value: object, walk: Walk): PlainValue {
  const { above } = walk;
  if (above.has(value)) return "[circular]";
  if (above.size >= maxDepth) return `[${nameOf(value)}]`;
  above.add(value);
  try {
    // An error of another realm (a vm context, a worker's message) is no instance of this one's.
    if (isError(value)) return plainError(value, walk);
    if (Array.isArray(value)) return plainList(value, walk);
    if (value instanceof Map) return plainMap(value, walk);
    if (value instanceof Set) return plainList([...value], walk);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
      return `[${nameOf(value)} of ${value.byteLength} bytes]`;
    if (value instanceof URL) return redactText(value.href);
    if (value instanceof Headers || value instanceof URLSearchParams) return plainFields([...value], walk);
    if (value instanceof RegExp) return redactText(String(value));
    if (types.isBoxedPrimitive(value)) return plain(value.valueOf(), walk) ?? null;
    if (hasToJson(value)) return plain(value.toJSON(), walk) ?? null;
    return plainFields(readFields(value), walk);
  } catch {
    return `[unreadable ${nameOf(value)}]`;
  } finally {
    above.delete(value);
  }
}

function plainError(error: Error, walk: Walk): PlainError {
  // These are not enumerable, and they are what matters most.
  const hiddenFields = ["stack", "cause", "errors"].filter((name) => Object.hasOwn(error, name));
  const ownFields = readFields(error).filter(
    ([name]) => name !== "name" && name !== "message" && !hiddenFields.includes(name),
  );
  const fields = plainFields(
    [...ownFields, ...hiddenFields.map((name): [string, unknown] => [name, read(error, name)])],
    walk,
  );
  return { name: readText(error, "name"), message: readText(error, "message"), ...fields };
}

/** By its keys, as an object; as a list of pairs where the keys would not stay apart. */
function plainMap(map: ReadonlyMap<unknown, unknown>, walk: Walk): PlainValue {
  const keys = [...map.keys()];
  if (keys.some(isObject) || new Set(keys.map(String)).size < map.size) return plainList([...map], walk);
  return plainFields(
    [...map].map(([key, item]) => [String(key), item]),
    walk,
  );
}

function isObject(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function plainList(list: readonly unknown[], walk: Walk): PlainValue[] {
  const result: PlainValue[] = [];
  for (const [index, item] of list.entries()) {
    if (walk.valuesLeft-- <= 0) {
      result.push(`[${list.length - index} more]`);
      break;
    }
    // Raw headers are flat lists of names and values; a value may be a list.
    const before = index % 2 === 1 ? list[index - 1] : undefined;
    const isSecret =
      typeof before === "string" && (typeof item === "string" || Array.isArray(item)) && isSecretName(before);
    result.push(isSecret ? redacted : (plain(item, walk) ?? null));
  }
  return result;
}

function plainFields(
  fields: readonly (readonly [name: string, value: unknown])[],
  walk: Walk,
): Record<string, PlainValue> {
  const result: Record<string, PlainValue> = {};
  // A header may be written as `{ name: "authorization", value: "…" }`.
  const label =
    fields.map(([name, value]) => (name === "name" || name === "key" ? value : undefined)).find(isText) ?? "";
  for (const [index, [name, value]] of fields.entries()) {
    if (walk.valuesLeft-- <= 0) {
      result["…"] = `[${fields.length - index} more]`;
      break;
    }
    const isSecret = name === "value" ? isSecretName(label) : isSecretName(name);
    const plainValue = isSecret && canBeSecret(value) ? redacted : plain(value, walk);
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

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether there is a token is no secret. */
function canBeSecret(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "boolean";
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
  try {
    return redactText(String(read(error, name)));
  } catch {
    return "[unreadable]";
  }
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

function nameOf(value: object): string {
  const constructor: unknown = read(value, "constructor");
  return typeof constructor === "function" ? constructor.name : "object";
}
