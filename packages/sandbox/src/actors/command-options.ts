import { ValidationError } from "@zignal/errors";
import type { ValidationIssue } from "@zignal/errors";
import type { JsonObject } from "../world/json.ts";
import { isJsonObject, objectsIn } from "../world/json.ts";
import type { Directory, UploadedInput } from "./directory.ts";

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type | Discord Docs/Option Types} */
const OptionType = {
  Subcommand: 1,
  SubcommandGroup: 2,
  String: 3,
  Integer: 4,
  Boolean: 5,
  User: 6,
  Channel: 7,
  Role: 8,
  Mentionable: 9,
  Number: 10,
  Attachment: 11,
} as const;

/** What a user can give for an option: users, channels and roles by name or id. */
export type OptionValue = string | number | boolean | UploadedInput;

export type OptionValues = Readonly<Record<string, OptionValue>>;

/** The definitions of the options that a path such as `["group", "sub"]` leads to. */
export interface OptionScope {
  readonly options: readonly JsonObject[];
  /** The subcommand path, outermost first. */
  readonly path: readonly { name: string; type: number }[];
}

/**
 * Follows a subcommand path into a command.
 * @throws {ValidationError} when the path does not lead to something that can be run.
 */
export function optionScope(command: JsonObject, path: readonly string[]): OptionScope {
  let options = objectsIn(command["options"]);
  const walked: { name: string; type: number }[] = [];
  for (const name of path) {
    const next = options.find((option) => option["name"] === name && isNesting(option));
    if (next === undefined) {
      const known = options.filter(isNesting).map((option) => String(option["name"]));
      const hint = known.length === 0 ? "it has no subcommands" : `known: ${known.join(", ")}`;
      throw ValidationError.of("subcommand", `"${name}" does not exist in /${fullName(command, walked)} (${hint})`);
    }
    walked.push({ name, type: Number(next["type"]) });
    options = objectsIn(next["options"]);
  }
  const nested = options.filter(isNesting).map((option) => String(option["name"]));
  if (nested.length > 0) {
    throw ValidationError.of(
      "subcommand",
      `is required for /${fullName(command, walked)}: one of ${nested.join(", ")}`,
    );
  }
  return { options, path: walked };
}

/**
 * The options of an interaction, from what a user typed, in the order of the definition.
 * @throws {ValidationError} naming each option that is unknown, missing, or does not fit its definition.
 */
export function resolveOptions(scope: OptionScope, values: OptionValues, directory: Directory): JsonObject[] {
  const issues: ValidationIssue[] = unknownOptions(scope, values);
  const result: JsonObject[] = [];
  for (const definition of scope.options) {
    const name = String(definition["name"]);
    const value = values[name];
    const path = `options.${name}`;
    if (value === undefined) {
      if (definition["required"] === true) issues.push({ path, message: `is required (${describe(definition)})` });
      continue;
    }
    const outcome = resolveValue(definition, value, directory);
    if (outcome.ok) result.push({ name, type: definition["type"], value: outcome.value });
    else issues.push({ path, message: outcome.message });
  }
  if (issues.length > 0) throw new ValidationError(issues);
  return nest(scope, result);
}

/** The options of an autocomplete interaction: what has been typed so far, unchecked, and which option has the cursor. */
export function partialOptions(
  scope: OptionScope,
  focused: string,
  partial: string,
  values: OptionValues,
): JsonObject[] {
  const definition = scope.options.find((option) => option["name"] === focused);
  if (definition === undefined) {
    throw ValidationError.of("option", `"${focused}" does not exist (${knownOptions(scope)})`);
  }
  if (definition["autocomplete"] !== true) {
    throw ValidationError.of("option", `"${focused}" is not defined with autocomplete`);
  }
  const result: JsonObject[] = [];
  for (const { name, type } of scope.options) {
    if (name === focused) result.push({ name, type, value: partial, focused: true });
    else if (typeof name === "string" && values[name] !== undefined) result.push({ name, type, value: values[name] });
  }
  return nest(scope, result);
}

type Resolution = { ok: true; value: string | number | boolean } | { ok: false; message: string };

function resolveValue(definition: JsonObject, value: OptionValue, directory: Directory): Resolution {
  switch (definition["type"]) {
    case OptionType.String:
      return checkString(definition, value);
    case OptionType.Integer:
    case OptionType.Number:
      return checkNumber(definition, value);
    case OptionType.Boolean:
      return typeof value === "boolean" ? { ok: true, value } : wrong("must be true or false", value);
    case OptionType.User:
      return named(value, (name) => directory.findUser(name)) ?? wrong("must be the name or id of a user", value);
    case OptionType.Role:
      return named(value, (name) => directory.findRole(name)) ?? wrong("must be the name or id of a role", value);
    case OptionType.Mentionable:
      return (
        named(value, (name) => directory.findUser(name)) ??
        named(value, (name) => directory.findRole(name)) ??
        wrong("must be the name or id of a user or a role", value)
      );
    case OptionType.Channel:
      return resolveChannel(definition, value, directory);
    case OptionType.Attachment:
      if (typeof value !== "object") return wrong("must be a file: { name, data }", value);
      return { ok: true, value: directory.upload(value) };
    default:
      return wrong(`has the unknown type ${String(definition["type"])}`, value);
  }
}

function checkString(definition: JsonObject, value: OptionValue): Resolution {
  if (typeof value !== "string") return wrong("must be a string", value);
  const shorterThan = definition["min_length"];
  const longerThan = definition["max_length"];
  if (typeof shorterThan === "number" && value.length < shorterThan) {
    return wrong(`must have at least ${shorterThan} characters`, value);
  }
  if (typeof longerThan === "number" && value.length > longerThan) {
    return wrong(`must have at most ${longerThan} characters`, value);
  }
  return checkChoice(definition, value);
}

function checkNumber(definition: JsonObject, value: OptionValue): Resolution {
  if (typeof value !== "number" || Number.isNaN(value)) return wrong("must be a number", value);
  if (definition["type"] === OptionType.Integer && !Number.isSafeInteger(value)) {
    return wrong("must be a whole number between -2^53 and 2^53", value);
  }
  const { min_value: min, max_value: max } = definition;
  if (typeof min === "number" && value < min) return wrong(`must be at least ${min}`, value);
  if (typeof max === "number" && value > max) return wrong(`must be at most ${max}`, value);
  return checkChoice(definition, value);
}

/** A user picks a choice by its name; its value is what is sent. */
function checkChoice(definition: JsonObject, value: string | number): Resolution {
  const choices = objectsIn(definition["choices"]);
  if (choices.length === 0) return { ok: true, value };
  const chosen =
    choices.find((choice) => choice["value"] === value) ?? choices.find((choice) => choice["name"] === value);
  const sent = chosen?.["value"];
  if (typeof sent === "string" || typeof sent === "number") return { ok: true, value: sent };
  const known = choices.map((choice) => `${String(choice["name"])} (${JSON.stringify(choice["value"])})`);
  return wrong(`must be one of ${known.join(", ")}`, value);
}

/** The id that a name stands for; the world adds what the id stands for. */
function named(value: OptionValue, find: (name: string) => string | undefined): Resolution | undefined {
  const id = typeof value === "string" ? find(value) : undefined;
  return id === undefined ? undefined : { ok: true, value: id };
}

function resolveChannel(definition: JsonObject, value: OptionValue, directory: Directory): Resolution {
  const channel = named(value, (name) => directory.findChannel(name));
  if (channel?.ok !== true) return wrong("must be the name or id of a channel", value);
  const types = definition["channel_types"];
  const type = directory.channelType(String(channel.value));
  if (Array.isArray(types) && types.length > 0 && !types.includes(type)) {
    return wrong(`must be a channel of type ${types.join(" or ")}`, value);
  }
  return channel;
}

function unknownOptions(scope: OptionScope, values: OptionValues): ValidationIssue[] {
  const known = new Set(scope.options.map((option) => option["name"]));
  return Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) => ({ path: `options.${name}`, message: `does not exist (${knownOptions(scope)})` }));
}

function knownOptions(scope: OptionScope): string {
  const names = scope.options.map((option) => String(option["name"]));
  return names.length === 0 ? "the command takes no options" : `known: ${names.join(", ")}`;
}

function nest(scope: OptionScope, options: JsonObject[]): JsonObject[] {
  return scope.path.reduceRight<JsonObject[]>((inner, { name, type }) => [{ name, type, options: inner }], options);
}

function isNesting(option: JsonObject): boolean {
  return option["type"] === OptionType.Subcommand || option["type"] === OptionType.SubcommandGroup;
}

function fullName(command: JsonObject, path: readonly { name: string }[]): string {
  return [String(command["name"]), ...path.map(({ name }) => name)].join(" ");
}

function describe(definition: JsonObject): string {
  return typeof definition["description"] === "string" ? definition["description"] : "no description";
}

function wrong(message: string, value: OptionValue): Resolution {
  const shown = isJsonObject(value) ? "a file" : JSON.stringify(value);
  return { ok: false, message: `${message} (was ${shown})` };
}
