import * as v from "valibot";
import { schemaOf } from "./schema.ts";
import type { Schema } from "./schema.ts";

/** What the faults of a value say in brackets: its length if it is text, itself otherwise. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? `${lengthOf(value)} characters` : JSON.stringify(value);
  if (Array.isArray(value)) return `${value.length} items`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/** Characters as Discord counts them: code points, so that an emoji outside the first plane is one. */
export function lengthOf(content: string): number {
  let { length } = content;
  for (let index = 0; index < content.length - 1; index++) {
    if (isHighSurrogate(content.charCodeAt(index)) && isLowSurrogate(content.charCodeAt(index + 1))) {
      length--;
      index++;
    }
  }
  return length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function leaf(test: (value: unknown) => boolean, message: (input: unknown) => string): Schema {
  return schemaOf(
    v.custom(test, (issue) => message(issue.input)),
    test,
  );
}

/** A schema of one test; `must` completes the sentence "it must be …". */
export function field(test: (value: unknown) => boolean, must: string): Schema {
  return leaf(test, (input) => `must be ${must} (was ${shown(input)})`);
}

/** Text of `min` to `max` characters. */
export function text(min: number, max: number): Schema {
  return leaf(
    (value) => typeof value === "string" && value.length >= min && (value.length <= max || lengthOf(value) <= max),
    (input) => {
      if (typeof input !== "string") return `must be text (was ${shown(input)})`;
      if (input.length < min)
        return min === 1 ? "must not be empty" : `must be at least ${min} characters (was ${input.length})`;
      return `must be at most ${max} characters (was ${lengthOf(input)})`;
    },
  );
}

/** Text that Discord trims before it counts. */
export function trimmedText(min: number, max: number): Schema {
  return leaf(
    (value) =>
      typeof value === "string" &&
      (value.length <= max || lengthOf(value.trim()) <= max) &&
      (min === 0 || (value.length >= min && value.trim().length >= min)),
    (input) => {
      if (typeof input !== "string") return `must be text (was ${shown(input)})`;
      if (input.trim().length < min) return "must not be empty, nor white space only";
      return `must be at most ${max} characters (was ${lengthOf(input.trim())})`;
    },
  );
}

/** A whole number of `min` to `max`. */
export function integer(min: number, max: number): Schema {
  return field(
    (value) => typeof value === "number" && Number.isInteger(value) && value >= min && value <= max,
    max === Infinity ? `a whole number of at least ${min}` : `a whole number of ${min} to ${max}`,
  );
}

/** Any finite number of `min` to `max`. */
export function decimal(min: number, max: number): Schema {
  return field(
    (value) => typeof value === "number" && Number.isFinite(value) && value >= min && value <= max,
    `a number of ${min} to ${max}`,
  );
}

export const bool: Schema = field((value) => typeof value === "boolean", "true or false");

export const color: Schema = integer(0, 0xff_ff_ff);

/** Bits that fit a `number`. */
export const bits: Schema = integer(0, Number.MAX_SAFE_INTEGER);

/** Bits as Discord's decimal string. */
export const bitString: Schema = field(
  (value) => typeof value === "string" && /^\d{1,20}$/.test(value),
  "a decimal string of bits",
);

const snowflakePattern = /^(?:0|[1-9]\d{0,19})$/;

export const snowflake: Schema = field(
  (value) =>
    typeof value === "string" && snowflakePattern.test(value) && (value.length < 20 || BigInt(value) < 2n ** 64n),
  "an id: a decimal string, not a number",
);

export const isoTimestamp: Schema = field(
  (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)),
  "a timestamp such as 2026-01-31T12:00:00Z",
);

/** A URL with one of `schemes`, of at most `max` characters. */
export function url(schemes: readonly string[], max = 2048): Schema {
  return field(
    (value) =>
      typeof value === "string" &&
      value.length <= max &&
      schemes.some((scheme) => value.startsWith(scheme) && value.length > scheme.length) &&
      !/\s/.test(value),
    `a URL that starts with ${schemes.join(" or ")}, of at most ${max} characters`,
  );
}

export const webUrl: Schema = url(["https://", "http://"]);

/** A picture or file: from the web, or one that is sent along. */
export const mediaUrl: Schema = url(["https://", "http://", "attachment://"]);

/** Image data: a data URI in base64. */
export const imageData: Schema = field(
  (value) => typeof value === "string" && /^data:image\/(?:png|jpeg|gif|webp|avif);base64,/.test(value),
  "a data URI such as data:image/png;base64,…",
);

/** One of these values. */
export function oneOf(values: readonly (string | number)[], must?: string): Schema {
  const set: ReadonlySet<unknown> = new Set(values);
  return field((value) => set.has(value), must ?? `one of ${values.join(", ")}`);
}
