import { ValidationError } from "@zignal/errors";

/**
 * Writes a query string, with its `?`, or nothing when there is nothing to say. Fields that are `undefined` or `null`
 * are left out; arrays repeat their key, as Discord's description says; dates become ISO 8601.
 */
export function queryString(query: object | undefined): string {
  if (query === undefined) return "";
  let text = "";
  for (const [name, value] of fieldsOf(query)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) text += pair(text, name, item);
    } else {
      text += pair(text, name, value);
    }
  }
  return text;
}

/** A Map or a list has no fields of its own, and would be left out without a word. */
function fieldsOf(query: unknown): Iterable<[string, unknown]> {
  if (query instanceof URLSearchParams) return query;
  if (typeof query !== "object" || query === null || Symbol.iterator in query) {
    throw ValidationError.of("query", "must be an object with the fields of the query, or a URLSearchParams");
  }
  return Object.entries(query);
}

function pair(text: string, name: string, value: unknown): string {
  const written = plain(name, value);
  try {
    return `${text === "" ? "?" : "&"}${encodeURIComponent(name)}=${encodeURIComponent(written)}`;
  } catch (cause) {
    throw ValidationError.of(`query.${name}`, "holds half of a surrogate pair", { cause });
  }
}

function plain(name: string, value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (!Number.isFinite(value)) break;
      // An id that became a number has lost its last digits already.
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw ValidationError.of(`query.${name}`, `is too large for a number (was ${value}): give ids as strings`);
      }
      return String(value);
    default:
      if (value instanceof Date) return value.toISOString();
  }
  throw ValidationError.of(`query.${name}`, `must be a string, number, boolean, bigint, Date or an array of them`);
}
