import { isSnowflake } from "../world/snowflakes.ts";
import type { FieldPath } from "./form-errors.ts";
import { FormErrors } from "./form-errors.ts";

/** Where in a body a field stands, and where its faults go. */
export interface At {
  readonly path: FieldPath;
  readonly errors: FormErrors;
}

/** Reads one value: gives it back as its type, or notes what is wrong and gives `undefined`. */
export type Field<T> = ((value: unknown, at: At) => T | undefined) & {
  /** Is `null` a value of it? Otherwise `null` stands for absence. */
  readonly takesNull?: boolean;
};

export function below(at: At, key: string | number): At {
  return { path: [...at.path, key], errors: at.errors };
}

export function fail(at: At, code: string, message: string): undefined {
  at.errors.add(at.path, code, message);
  return undefined;
}

export interface Range {
  min?: number;
  max?: number;
}

/** Length in characters, as people count them: a pair of surrogates is one. */
export function textLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) length -= 1;
  }
  return length;
}

function checkLength(length: number, { min, max }: Range, at: At): boolean {
  const tooShort = min !== undefined && length < min;
  const tooLong = max !== undefined && length > max;
  if (!tooShort && !tooLong) return true;
  if (min !== undefined && max !== undefined && min > 0) {
    fail(at, "BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in length.`);
  } else if (tooLong) {
    fail(at, "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`);
  } else {
    fail(at, "BASE_TYPE_MIN_LENGTH", `Must be ${min} or more in length.`);
  }
  return false;
}

/** Text, measured without the white space around it. Numbers are taken as text. */
export function string(range: Range = {}): Field<string> {
  return (value, at) => {
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string") {
      return fail(at, "STRING_TYPE_CONVERT", `Could not interpret "${describe(value)}" as string.`);
    }
    // A required text of only white space counts as none.
    if ((range.min ?? 0) > 0 && text.trim() === "") return fail(at, "BASE_TYPE_REQUIRED", "This field is required");
    return checkLength(textLength(text.trim()), range, at) ? text : undefined;
  };
}

/** A whole number; digits in a string count as one. */
export function integer(range: Range = {}): Field<number> {
  return (value, at) => {
    const whole = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof whole !== "number" || !Number.isSafeInteger(whole)) {
      return fail(at, "NUMBER_TYPE_COERCE", `Value "${describe(value)}" is not int.`);
    }
    return checkRange(whole, range, "int", at);
  };
}

/** Any finite number. */
export function number(range: Range = {}): Field<number> {
  return (value, at) => {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return fail(at, "NUMBER_TYPE_COERCE", `Value "${describe(value)}" is not float.`);
    }
    return checkRange(value, range, "float", at);
  };
}

function checkRange(value: number, { min, max }: Range, type: string, at: At): number | undefined {
  if (min !== undefined && value < min) {
    return fail(at, "NUMBER_TYPE_MIN", `${type} value should be greater than or equal to ${min}.`);
  }
  if (max !== undefined && value > max) {
    return fail(at, "NUMBER_TYPE_MAX", `${type} value should be less than or equal to ${max}.`);
  }
  return value;
}

export const boolean: Field<boolean> = (value, at) => {
  if (typeof value === "boolean") return value;
  // Form fields and old clients send words.
  if (value === "true" || value === "True" || value === 1) return true;
  if (value === "false" || value === "False" || value === 0) return false;
  return fail(at, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
};

export const snowflake: Field<string> = (value, at) => {
  const text = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? String(value) : value;
  if (isSnowflake(text)) return text.replace(/^0+(?=\d)/, "");
  return fail(at, "NUMBER_TYPE_COERCE", `Value "${describe(value)}" is not snowflake.`);
};

/** Permissions: a decimal string (or number) of bits. */
export const permissionBits: Field<string> = (value, at) => {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && /^\d{1,20}$/.test(text)) return text;
  return fail(at, "NUMBER_TYPE_COERCE", `Value "${describe(value)}" is not int.`);
};

/** One of a few values. */
export function choice<const T extends string | number>(values: readonly T[]): Field<T> {
  return (value, at) => {
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const list = values.map((candidate) => (typeof candidate === "string" ? `'${candidate}'` : candidate)).join(", ");
    return fail(at, "BASE_TYPE_CHOICES", `Value must be one of {${list}}.`);
  };
}

/** An address. Without a list of schemes, those of the web. */
export function url(schemes: readonly string[] = ["http", "https"], max = 2048): Field<string> {
  return (value, at) => {
    if (typeof value !== "string") {
      return fail(at, "STRING_TYPE_CONVERT", `Could not interpret "${describe(value)}" as string.`);
    }
    if (!checkLength(textLength(value), { max }, at)) return undefined;
    const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
    if (scheme === undefined) return fail(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    if (!schemes.includes(scheme)) {
      const list = schemes.map((known) => `'${known}'`).join(", ");
      return fail(
        at,
        "URL_TYPE_INVALID_SCHEME",
        `Scheme "${scheme}" is not supported. Scheme must be one of (${list}).`,
      );
    }
    if (scheme !== "attachment" && scheme !== "discord" && !URL.canParse(value)) {
      return fail(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
    return value;
  };
}

/** A moment, as ISO 8601 writes it. */
export const timestamp: Field<string> = (value, at) => {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  return fail(at, "DATE_TIME_TYPE_PARSE", `Could not parse ${describe(value)}. Should be ISO8601.`);
};

/** A picture as a data URI. */
export const imageData: Field<string> = (value, at) => {
  if (typeof value === "string" && /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,[\w+/=]+$/.test(value))
    return value;
  return fail(at, "IMAGE_INVALID", "Invalid image data");
};

/** Several values of one kind. */
export function array<T>(item: Field<T>, range: Range = {}): Field<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return fail(at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    if (!checkLength(value.length, range, at)) return undefined;
    const values: readonly unknown[] = value;
    const faults = at.errors.count;
    const result = values.flatMap((element, index) => {
      const read = element === null ? undefined : item(element, below(at, index));
      if (element === null)
        fail(below(at, index), "LIST_ITEM_VALUE_REQUIRED", "List item values of ListType are required");
      return read === undefined ? [] : [read];
    });
    return at.errors.count > faults ? undefined : result;
  };
}

/** `null` is a value too. */
export function nullable<T>(field: Field<T>): Field<T | null> {
  const read = (value: unknown, at: At): T | null | undefined => (value === null ? null : field(value, at));
  return Object.assign(read, { takesNull: true });
}

/** Adds a check of the value as a whole. */
export function refine<T>(field: Field<T>, check: (value: T, at: At) => void): Field<T> {
  const refined = (value: unknown, at: At): T | undefined => {
    const read = field(value, at);
    if (read !== undefined) check(read, at);
    return read;
  };
  return Object.assign(refined, { takesNull: field.takesNull === true });
}

/** Reads a whole body. @throws {ApiError} 50035 with every fault in it */
export function readBody<T>(field: Field<T>, body: unknown): T {
  const errors = new FormErrors();
  const value = field(body, { path: [], errors });
  errors.throwIfAny();
  if (value === undefined) throw new Error("a field gave no value and named no fault");
  return value;
}

function describe(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
