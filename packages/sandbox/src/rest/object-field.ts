import type { JsonObject } from "../world/json.ts";
import { isJsonObject } from "../world/json.ts";
import type { Field } from "./fields.ts";
import { below, fail } from "./fields.ts";

/** A field of an object: must it be there? */
export interface Property<T, Required extends boolean = boolean> {
  readonly field: Field<T>;
  readonly isRequired: Required;
}

export function required<T>(field: Field<T>): Property<T, true> {
  return { field, isRequired: true };
}

/** May be absent. `null` counts as absent unless the field is nullable. */
export function optional<T>(field: Field<T>): Property<T, false> {
  return { field, isRequired: false };
}

type Shape = Readonly<Record<string, Property<unknown>>>;

type RequiredKeys<S extends Shape> = { [K in keyof S]: S[K] extends Property<unknown, true> ? K : never }[keyof S];

type ValueOf<P> = P extends Property<infer T> ? T : never;

/** What an object of a shape reads as. */
export type Read<S extends Shape> = { [K in RequiredKeys<S>]: ValueOf<S[K]> } & {
  [K in Exclude<keyof S, RequiredKeys<S>>]?: ValueOf<S[K]>;
};

/** An object with these fields. Others are dropped without a word, as Discord does. */
export function object<S extends Shape>(shape: S): Field<Read<S>> {
  const properties = Object.entries(shape);
  return (value, at) => {
    if (!isJsonObject(value)) return fail(at, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    const result: JsonObject = {};
    const faults = at.errors.count;
    for (const [name, { field, isRequired }] of properties) {
      const present = Object.hasOwn(value, name) ? value[name] : undefined;
      if (present === undefined) {
        if (isRequired) fail(below(at, name), "BASE_TYPE_REQUIRED", "This field is required");
        continue;
      }
      if (present === null && field.takesNull !== true) {
        if (isRequired) fail(below(at, name), "BASE_TYPE_REQUIRED", "This field is required");
        continue;
      }
      const read = field(present, below(at, name));
      if (read !== undefined) result[name] = read;
    }
    if (at.errors.count > faults) return undefined;
    // The loop above is what makes it true: each name of the shape, read by its own field.
    return result as Read<S>;
  };
}

/** A dictionary with arbitrary keys. */
export function record<T>(field: Field<T>): Field<Record<string, T>> {
  return (value, at) => {
    if (!isJsonObject(value)) return fail(at, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    const result: Record<string, T> = {};
    for (const [key, item] of Object.entries(value)) {
      const read = field(item, below(at, key));
      if (read !== undefined) result[key] = read;
    }
    return result;
  };
}
