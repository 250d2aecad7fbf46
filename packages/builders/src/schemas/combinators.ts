import * as v from "valibot";
import { field, shown } from "./fields.ts";
import { schemaOf } from "./schema.ts";
import type { Schema, Test } from "./schema.ts";

/** May be left out, or be `null`. */
export function optional(schema: Schema): Schema {
  const { accepts } = schema;
  return schemaOf(v.nullish(schema), (value) => value === undefined || value === null || accepts(value));
}

/** An object with these fields; others pass, as Discord adds fields. */
export function object(entries: Readonly<Record<string, Schema>>): Schema {
  const tests: (readonly [name: string, accepts: Test])[] = [];
  for (const [name, { accepts }] of Object.entries(entries)) tests.push([name, accepts]);
  return schemaOf(
    v.object(entries, (issue) =>
      issue.expected === "Object" ? `must be an object (was ${shown(issue.input)})` : "is required",
    ),
    (value) => {
      if (typeof value !== "object" || value === null) return false;
      const fields = value as Readonly<Record<string, unknown>>;
      for (const [name, accepts] of tests) {
        if (!accepts(fields[name])) return false;
      }
      return true;
    },
  );
}

/** An object whose keys and values fit these. */
export function record(key: Schema, value: Schema): Schema {
  return schemaOf(
    // Keys are text: valibot wants to know so.
    v.record(key as v.GenericSchema<string, string>, value, (issue) => `must be an object (was ${shown(issue.input)})`),
    (input) =>
      typeof input === "object" &&
      input !== null &&
      Object.entries(input).every(([name, item]) => key.accepts(name) && value.accepts(item)),
  );
}

/** A list of `min` to `max` items. */
export function list(item: Schema, min: number, max: number): Schema {
  const { accepts } = item;
  return schemaOf(
    v.pipe(
      v.array(item, (issue) => `must be a list (was ${shown(issue.input)})`),
      v.rawCheck(({ dataset, addIssue }) => {
        const length: number = Array.isArray(dataset.value) ? dataset.value.length : min;
        if (length < min) {
          addIssue({ message: `must have at least ${min} ${min === 1 ? "item" : "items"} (was ${length})` });
        }
        if (length > max) addIssue({ message: `must have at most ${max} items (was ${length})` });
      }),
    ),
    (value) => {
      if (!Array.isArray(value) || value.length < min || value.length > max) return false;
      for (const element of value) {
        if (!accepts(element)) return false;
      }
      return true;
    },
  );
}

/** Like {@link list}, and no item twice. */
export function uniqueList(item: Schema, min: number, max: number): Schema {
  return withRule(list(item, min, max), (value, report) => {
    if (Array.isArray(value) && new Set(value).size < value.length) report([], "must not have an item twice");
  });
}

/** Where a fault lies and what it is, from a rule over several fields. */
export type Report = (path: readonly (string | number)[], message: string) => void;

/** Adds a rule over several fields to a schema. The rule sees what is there, even where single fields have faults. */
export function withRule(schema: Schema, rule: (value: unknown, report: Report) => void): Schema {
  const { accepts } = schema;
  return schemaOf(
    v.pipe(
      schema,
      v.rawCheck(({ dataset, addIssue }) => {
        rule(dataset.value, (path, message) => {
          const [first, ...rest] = path.map(pathItem);
          addIssue(first === undefined ? { message } : { message, path: [first, ...rest] });
        });
      }),
    ),
    (value) => {
      if (!accepts(value)) return false;
      let fits = true;
      rule(value, () => {
        fits = false;
      });
      return fits;
    },
  );
}

function pathItem(key: string | number): v.IssuePathItem {
  return { type: "unknown", origin: "value", input: undefined, key, value: undefined };
}

/** Picks a schema by a field of the value, such as `type`; unknown kinds get a fault at that field. */
export function byField(name: string, schemas: () => Readonly<Record<number, Schema>>, must: string): Schema {
  let table: Readonly<Record<number, Schema>> | undefined;
  const unknown = object({ [name]: field(() => false, must) });
  const pick = (value: unknown): Schema => {
    table ??= schemas();
    const kind: unknown =
      typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    return (typeof kind === "number" ? table[kind] : undefined) ?? unknown;
  };
  return schemaOf(v.lazy(pick), (value) => pick(value).accepts(value));
}
