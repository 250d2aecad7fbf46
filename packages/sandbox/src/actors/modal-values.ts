import { ValidationError } from "@zignal/errors";
import type { ValidationIssue } from "@zignal/errors";
import { ComponentType, walkComponents } from "../world/components.ts";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject, objectsIn } from "../world/json.ts";
import type { Directory, UploadedInput } from "./directory.ts";
import { optionValue, selectValues } from "./select-values.ts";

/** What a user enters into one field of a modal. */
export type FieldValue = string | boolean | readonly string[] | readonly UploadedInput[];

/** By custom id or by label. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

const inputs: ReadonlySet<unknown> = new Set<unknown>([
  ComponentType.TextInput,
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
  ComponentType.FileUpload,
  ComponentType.RadioGroup,
  ComponentType.CheckboxGroup,
  ComponentType.Checkbox,
]);

/**
 * The components of a Modal Submit, from what a user entered. What is left out keeps what the modal had pre-filled.
 * @throws {ValidationError} naming each field that does not exist, is missing, or does not fit.
 */
export function submittedComponents(
  components: readonly JsonObject[],
  values: FieldValues,
  directory: Directory,
): JsonObject[] {
  const fields = fieldNames(components);
  const known = new Set([...fields.values()].flat());
  const issues: ValidationIssue[] = Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) => ({ path: name, message: `is no field of the modal (known: ${[...fields.keys()].join(", ")})` }));
  const entered = (component: JsonObject): FieldValue | undefined => {
    const name = fields.get(String(component["custom_id"]))?.find((candidate) => values[candidate] !== undefined);
    return name === undefined ? undefined : values[name];
  };
  const submit = (component: JsonObject): JsonObject => {
    const { type, id } = component;
    const base = id === undefined ? { type } : { type, id };
    if (Array.isArray(component["components"]))
      return { ...base, components: objectsIn(component["components"]).map(submit) };
    if (isJsonObject(component["component"])) return { ...base, component: submit(component["component"]) };
    if (!inputs.has(type)) return base;
    try {
      return { ...base, custom_id: component["custom_id"], ...fieldAnswer(component, entered(component), directory) };
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      issues.push(...error.issues);
      return base;
    }
  };
  const submitted = components.map(submit);
  if (issues.length > 0) throw new ValidationError(issues);
  return submitted;
}

/** Custom id of each field, with the names it goes by. */
function fieldNames(components: readonly JsonObject[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const component of walkComponents(components)) {
    if (inputs.has(component["type"])) addName(names, component, component["label"]);
    const labelled = component["component"];
    if (isJsonObject(labelled)) addName(names, labelled, component["label"]);
  }
  return names;
}

function addName(names: Map<string, string[]>, component: JsonObject, label: unknown): void {
  const customId = String(component["custom_id"]);
  const known = names.get(customId) ?? [customId];
  if (typeof label === "string") known.push(label);
  names.set(customId, known);
}

function fieldAnswer(component: JsonObject, value: FieldValue | undefined, directory: Directory): JsonObject {
  const path = String(component["custom_id"]);
  switch (component["type"]) {
    case ComponentType.TextInput:
      return { value: textValue(component, value, path) };
    case ComponentType.Checkbox:
      return { value: booleanValue(component, value, path) };
    case ComponentType.RadioGroup:
      return { value: radioValue(component, value, path) };
    case ComponentType.CheckboxGroup: {
      const picked = strings(value ?? defaultsOf(component), path);
      const max = objectsIn(component["options"]).length;
      requireCount(component, picked.length, path, max);
      return { values: picked.map((one, index) => optionValue(component, one, `${path}[${index}]`)) };
    }
    case ComponentType.FileUpload: {
      const files = uploads(value ?? [], path);
      requireCount(component, files.length, path, 1);
      return { values: files.map((file) => directory.upload(file)) };
    }
    default: {
      const picked = strings(value ?? defaultsOf(component), path);
      // A menu that need not be used may be left alone, whatever it asks for otherwise.
      if (picked.length === 0 && component["required"] === false) return { values: [] };
      return { values: selectValues(component, picked, directory) };
    }
  }
}

function textValue(input: JsonObject, value: FieldValue | undefined, path: string): string {
  const text = value ?? (typeof input["value"] === "string" ? input["value"] : "");
  if (typeof text !== "string") throw ValidationError.of(path, "must be text");
  if (text === "") {
    if (input["required"] === false) return text;
    throw ValidationError.of(path, "is required");
  }
  const { min_length: min, max_length: max } = input;
  if (typeof min === "number" && text.length < min)
    throw ValidationError.of(path, `must have at least ${min} characters`);
  const limit = typeof max === "number" ? max : 4000;
  if (text.length > limit) throw ValidationError.of(path, `must have at most ${limit} characters (had ${text.length})`);
  return text;
}

function booleanValue(checkbox: JsonObject, value: FieldValue | undefined, path: string): boolean {
  if (value === undefined) return checkbox["default"] === true;
  if (typeof value !== "boolean") throw ValidationError.of(path, "must be true or false");
  return value;
}

function radioValue(group: JsonObject, value: FieldValue | undefined, path: string): string | null {
  const [picked] = strings(value ?? defaultsOf(group), path);
  if (picked !== undefined) return optionValue(group, picked, path);
  if (group["required"] === false) return null;
  throw ValidationError.of(path, "is required");
}

function requireCount(component: JsonObject, count: number, path: string, defaultMax: number): void {
  const optional = component["required"] === false;
  const min = typeof component["min_values"] === "number" ? component["min_values"] : optional ? 0 : 1;
  const max = typeof component["max_values"] === "number" ? component["max_values"] : defaultMax;
  if (count === 0 && optional) return;
  if (count < min || count > max) throw ValidationError.of(path, `must have ${min} to ${max} values (had ${count})`);
}

function defaultsOf(component: JsonObject): string[] {
  const chosen = objectsIn(component["options"]).filter((option) => option["default"] === true);
  const entities = objectsIn(component["default_values"]).map((entity) => String(entity["id"]));
  return [...chosen.map((option) => String(option["value"])), ...entities];
}

function strings(value: FieldValue, path: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== "string") throw ValidationError.of(path, "must be a value, or a list of values");
    return item;
  });
}

function uploads(value: FieldValue, path: string): UploadedInput[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (isUpload(item)) return item;
    throw ValidationError.of(path, "must be a list of files: { name, data }");
  });
}

function isUpload(value: unknown): value is UploadedInput {
  if (!isJsonObject(value) || typeof value["name"] !== "string") return false;
  return typeof value["data"] === "string" || value["data"] instanceof Uint8Array;
}
