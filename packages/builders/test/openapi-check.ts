import { readFileSync } from "node:fs";

/** What a schema of Discord's specification may hold. */
interface SpecSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  oneOf?: SpecSchema[];
  anyOf?: SpecSchema[];
  allOf?: SpecSchema[];
  properties?: Record<string, SpecSchema>;
  additionalProperties?: SpecSchema | boolean;
  required?: string[];
  items?: SpecSchema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  pattern?: string;
}

const path = process.env["DISCORD_OPENAPI"];

/** Is a copy of Discord's specification at hand? `DISCORD_OPENAPI` names it. */
export const hasSpec: boolean = path !== undefined;

const spec = JSON.parse(path === undefined ? '{"components":{"schemas":{}}}' : readFileSync(path, "utf8")) as {
  components: { schemas: Record<string, SpecSchema> };
};

/** The documentation has these as strings of bits, and so does the API; the specification says integer. */
const bitFields = new Set(["permissions", "default_member_permissions", "allow", "deny"]);

/** What keeps `value` from being a body of this name in the specification; nothing if it is one. */
export function faultsBySpec(name: string, value: unknown): string[] {
  const schema = spec.components.schemas[name];
  if (schema === undefined) throw new Error(`the specification has no ${name}`);
  return faults(schema, value, "");
}

function faults(schema: SpecSchema, value: unknown, at: string): string[] {
  if (schema.$ref !== undefined) {
    const target = spec.components.schemas[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)];
    return target === undefined ? [`${at}: ${schema.$ref} is not there`] : faults(target, value, at);
  }
  const found: string[] = [];
  const must = (fits: boolean, what: string): void => {
    if (!fits) found.push(`${at}: ${what}`);
  };
  if (schema.type !== undefined) {
    const types = [schema.type].flat();
    must(
      types.some((type) => isType(type, value)),
      `is no ${types.join("|")}`,
    );
  }
  if (schema.enum !== undefined && value !== null)
    must(schema.enum.includes(value), `is none of ${String(schema.enum)}`);
  if ("const" in schema) must(schema.const === value, `is not ${String(schema.const)}`);
  if (schema.allOf !== undefined) found.push(...schema.allOf.flatMap((part) => faults(part, value, at)));
  for (const choices of [schema.oneOf, schema.anyOf]) {
    if (choices === undefined) continue;
    const attempts = choices.map((choice) => faults(choice, value, at));
    if (attempts.every(({ length }) => length > 0)) {
      found.push(attempts.toSorted((a, b) => a.length - b.length)[0]?.[0] ?? `${at}: fits nothing`);
    }
  }
  if (typeof value === "string") {
    const { length } = Array.from(value);
    if (schema.minLength !== undefined) must(length >= schema.minLength, `is shorter than ${schema.minLength}`);
    if (schema.maxLength !== undefined) must(length <= schema.maxLength, `is longer than ${schema.maxLength}`);
    if (schema.pattern !== undefined) must(new RegExp(schema.pattern, "u").test(value), `is not ${schema.pattern}`);
  }
  if (typeof value === "number") {
    if (schema.minimum !== undefined) must(value >= schema.minimum, `is below ${schema.minimum}`);
    if (schema.maximum !== undefined) must(value <= schema.maximum, `is above ${schema.maximum}`);
  }
  if (Array.isArray(value)) found.push(...listFaults(schema, value, at));
  else if (typeof value === "object" && value !== null) found.push(...objectFaults(schema, value, at));
  return found;
}

function listFaults(schema: SpecSchema, value: readonly unknown[], at: string): string[] {
  const found: string[] = [];
  if (schema.minItems !== undefined && value.length < schema.minItems) found.push(`${at}: has too few`);
  if (schema.maxItems !== undefined && value.length > schema.maxItems) found.push(`${at}: has too many`);
  if (schema.uniqueItems === true && new Set(value).size < value.length) found.push(`${at}: has one twice`);
  const { items } = schema;
  if (items !== undefined) found.push(...value.flatMap((item, index) => faults(items, item, `${at}[${index}]`)));
  return found;
}

function objectFaults(schema: SpecSchema, value: object, at: string): string[] {
  const found: string[] = [];
  for (const name of schema.required ?? []) if (!(name in value)) found.push(`${at}.${name}: is missing`);
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined || (bitFields.has(name) && typeof field === "string")) continue;
    const property = schema.properties?.[name] ?? schema.additionalProperties;
    if (typeof property === "object") found.push(...faults(property, field, `${at}.${name}`));
  }
  return found;
}

function isType(type: string, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** A body with one value at, or just beyond, a limit of the specification. */
export interface LimitCase {
  /** Such as `embeds[0].title`. */
  path: string;
  /** Such as `maxLength 256`. */
  limit: string;
  /** As much as the limit allows. */
  within: unknown;
  /** One more. */
  beyond: unknown;
}

/** Every limit of the specification that touches a value of `body`, which is one of this name. */
export function limitCases(name: string, body: unknown): LimitCase[] {
  const found: LimitCase[] = [];
  const visit = (schema: SpecSchema, value: unknown, path: string, put: (replacement: unknown) => unknown): void => {
    const chosen = resolved(schema, value);
    for (const [limit, within, beyond] of limitsOf(chosen, value)) {
      found.push({ path, limit, within: put(within), beyond: put(beyond) });
    }
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      for (const [index, item] of items.entries()) {
        if (chosen.items === undefined) continue;
        visit(chosen.items, item, `${path}[${index}]`, (other) => put(items.with(index, other)));
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [field, item] of Object.entries(value)) {
        const property = chosen.properties?.[field];
        if (property === undefined) continue;
        const at = path === "" ? field : `${path}.${field}`;
        visit(property, item, at, (other) => put({ ...value, [field]: other }));
      }
    }
  };
  visit({ $ref: `/${name}` }, body, "", (replacement) => replacement);
  return found;
}

/** The one of the choices that `value` is. */
function resolved(schema: SpecSchema, value: unknown): SpecSchema {
  if (schema.$ref !== undefined) {
    const target = spec.components.schemas[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)];
    return target === undefined ? {} : resolved(target, value);
  }
  const choice = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].find((one) => faults(one, value, "").length === 0);
  return choice === undefined || "const" in choice ? schema : { ...schema, ...resolved(choice, value) };
}

function limitsOf(schema: SpecSchema, value: unknown): [limit: string, within: unknown, beyond: unknown][] {
  const found: [string, unknown, unknown][] = [];
  const { minLength = 0, maxLength, minItems = 0, maxItems, minimum, maximum } = schema;
  if (typeof value === "string" && schema.pattern === undefined && schema.enum === undefined) {
    const long = (length: number): string => value + "x".repeat(Math.max(0, length - Array.from(value).length));
    if (maxLength !== undefined) found.push([`maxLength ${maxLength}`, long(maxLength), long(maxLength + 1)]);
    if (minLength > 0) found.push([`minLength ${minLength}`, value, value.slice(0, minLength - 1)]);
  }
  if (typeof value === "number" && schema.enum === undefined) {
    if (maximum !== undefined && maximum < 2 ** 52) found.push([`maximum ${maximum}`, maximum, maximum + 1]);
    if (minimum !== undefined && minimum > -(2 ** 52)) found.push([`minimum ${minimum}`, minimum, minimum - 1]);
  }
  if (Array.isArray(value) && value.length > 0) {
    const items: readonly unknown[] = value;
    if (maxItems !== undefined) {
      const many = (count: number): unknown[] =>
        Array.from({ length: count }, (_, index) => items[index % items.length]);
      found.push([`maxItems ${maxItems}`, items, many(maxItems + 1)]);
    }
    if (schema.uniqueItems === true) found.push(["uniqueItems", items, [...items, items[0]]]);
    if (minItems > 0) found.push([`minItems ${minItems}`, items, items.slice(0, minItems - 1)]);
  }
  return found;
}
