import type { CommandBody } from "../world/commands.ts";
import type { JsonObject } from "../world/json.ts";
import { objectsIn } from "../world/json.ts";
import { commandChoice } from "./command-choice.ts";
import type { At, Field } from "./fields.ts";
import {
  array,
  below,
  boolean,
  choice,
  fail,
  integer,
  nullable,
  number,
  permissionBits,
  refine,
  snowflake,
  string,
} from "./fields.ts";
import { object, optional, record, required } from "./object-field.ts";

const chatInput = 1;

const OptionType = { SubCommand: 1, SubCommandGroup: 2, String: 3, Integer: 4, Channel: 7, Number: 10 } as const;

const locales: ReadonlySet<string> = new Set(
  (
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja " +
    "zh-TW ko"
  ).split(" "),
);

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming | Discord Docs/Naming} */
const slashName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const commandName: Field<string> = refine(string({ min: 1, max: 32 }), (name, at) => {
  if (slashName.test(name) && name === name.toLowerCase()) return;
  fail(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
});

const menuName: Field<string> = string({ min: 1, max: 32 });

const description = string({ min: 1, max: 100 });

function localizations(field: Field<string>): Field<Record<string, string | null>> {
  return refine(record(nullable(field)), (value, at) => {
    for (const locale of Object.keys(value)) {
      if (!locales.has(locale))
        fail(below(at, locale), "BASE_TYPE_CHOICES", `Value must be one of {${[...locales].join(", ")}}.`);
    }
  });
}

const optionFields = (nested: Field<JsonObject[]>): Field<JsonObject> =>
  object({
    type: required(integer({ min: 1, max: 11 })),
    name: required(commandName),
    name_localizations: optional(nullable(localizations(commandName))),
    description: required(description),
    description_localizations: optional(nullable(localizations(description))),
    required: optional(boolean),
    choices: optional(nullable(array(commandChoice, { max: 25 }))),
    options: optional(nullable(nested)),
    channel_types: optional(nullable(array(integer({ min: 0, max: 16 })))),
    min_value: optional(nullable(number())),
    max_value: optional(nullable(number())),
    min_length: optional(nullable(integer({ min: 0, max: 6000 }))),
    max_length: optional(nullable(integer({ min: 1, max: 6000 }))),
    autocomplete: optional(boolean),
    file_types: optional(nullable(array(string({ min: 1, max: 100 }), { max: 10 }))),
  });

const leafless: Field<JsonObject[]> = array<JsonObject>(() => undefined, { max: 0 });

/** Options of a command (depth 0), of a group (1) or of a subcommand (1 or 2). Nothing is nested deeper. */
function optionList(depth: number): Field<JsonObject[]> {
  const items = array(optionFields(depth < 3 ? optionList(depth + 1) : leafless), { max: 25 });
  return (value, at) => {
    const list = items(value, at);
    if (list !== undefined) for (const [index, item] of list.entries()) checkOption(item, depth, below(at, index));
    if (list !== undefined) checkTogether(list, at);
    return list;
  };
}

function checkOption(option: JsonObject, depth: number, at: At): void {
  const type = Number(option["type"]);
  const isNesting = type === OptionType.SubCommand || type === OptionType.SubCommandGroup;
  const tooDeep = (type === OptionType.SubCommandGroup && depth > 0) || (type === OptionType.SubCommand && depth > 1);
  if (tooDeep)
    fail(below(at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is invalid");
  if (!isNesting && objectsIn(option["options"]).length > 0) {
    fail(below(at, "options"), "APPLICATION_COMMAND_OPTIONS_INVALID", "Only sub-commands and groups have options");
  }
  if (type === OptionType.SubCommandGroup) {
    const others = objectsIn(option["options"]).filter((inner) => inner["type"] !== OptionType.SubCommand);
    if (others.length > 0)
      fail(below(at, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is invalid");
  }
  const choices = objectsIn(option["choices"]);
  if (option["autocomplete"] === true && choices.length > 0) {
    fail(
      below(at, "autocomplete"),
      "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES",
      "Choices are not allowed with autocomplete",
    );
  }
  const takesChoices = type === OptionType.String || type === OptionType.Integer || type === OptionType.Number;
  if (!takesChoices && (option["autocomplete"] === true || choices.length > 0)) {
    fail(below(at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type of option takes no choices");
  }
  for (const [index, { value }] of choices.entries()) {
    if ((typeof value === "string") === (type === OptionType.String)) continue;
    const wanted = type === OptionType.String ? "string" : "number";
    fail(below(below(below(at, "choices"), index), "value"), "BASE_TYPE_CHOICES", `Value must be a ${wanted}.`);
  }
}

function checkTogether(list: readonly JsonObject[], at: At): void {
  let sawOptional = false;
  const names = new Set<unknown>();
  const kinds = new Set(list.map(({ type }) => Number(type) <= OptionType.SubCommandGroup));
  if (kinds.size > 1) {
    fail(
      at,
      "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
      "Sub-command and sub-command group option types are mutually exclusive to all other types",
    );
  }
  for (const [index, option] of list.entries()) {
    if (names.has(option["name"])) {
      fail(below(at, index), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
    }
    names.add(option["name"]);
    if (option["required"] === true && sawOptional) {
      fail(
        below(at, index),
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        "Required options must be placed before non-required options",
      );
    }
    if (option["required"] !== true && Number(option["type"]) > OptionType.SubCommandGroup) sawOptional = true;
  }
}

const fields = {
  id: optional(snowflake),
  name_localizations: optional(nullable(localizations(menuName))),
  description_localizations: optional(nullable(localizations(description))),
  options: optional(optionList(0)),
  default_member_permissions: optional(nullable(permissionBits)),
  dm_permission: optional(nullable(boolean)),
  default_permission: optional(boolean),
  nsfw: optional(boolean),
  integration_types: optional(array(choice([0, 1]), { min: 1, max: 2 })),
  contexts: optional(nullable(array(choice([0, 1, 2]), { max: 3 }))),
  handler: optional(choice([1, 2])),
};

const type = optional(choice([1, 2, 3, 4]));

const slashCommand: Field<CommandBody> = object({
  ...fields,
  type,
  name: required(commandName),
  description: required(description),
});

const menuCommand: Field<CommandBody> = object({
  ...fields,
  type,
  name: required(menuName),
  description: optional(string({ max: 100 })),
});

/** A command of the type that it says it has. */
export const newCommand: Field<CommandBody> = (value, at) => {
  const read = isMenu(value) ? menuCommand(value, at) : slashCommand(value, at);
  if (isContextMenu(read) && (read?.description ?? "") !== "") {
    const code = "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED";
    fail(below(at, "description"), code, "Context menu commands cannot have description");
  }
  if (read !== undefined) checkSize(read, at);
  return read;
};

/** A bulk overwrite. */
export const commandList: Field<CommandBody[]> = refine(array(newCommand, { max: 131 }), (list, at) => {
  const seen = new Set<string>();
  for (const [index, command] of list.entries()) {
    const key = `${command.type ?? chatInput}:${command.name}`;
    if (seen.has(key)) {
      fail(below(at, index), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
    }
    seen.add(key);
  }
});

/** Changes of a command whose type cannot change. */
export function commandChange(commandType: number): Field<CommandBody> {
  return commandType === chatInput
    ? object({ ...fields, name: optional(commandName), description: optional(description) })
    : object({ ...fields, name: optional(menuName), description: optional(string({ max: 100 })) });
}

function isMenu(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type !== undefined &&
    value.type !== chatInput
  );
}

/** Commands of users and messages; that of an activity may have a description. */
function isContextMenu(command: CommandBody | undefined): boolean {
  return command?.type === 2 || command?.type === 3;
}

const maxSize = 8000;

/** The combined length of all names, descriptions and values. */
function checkSize(command: CommandBody, at: At): void {
  if (sizeOf({ ...command }) > maxSize) {
    fail(at, "APPLICATION_COMMAND_TOO_LARGE", `Command exceeds maximum size (${maxSize})`);
  }
}

function sizeOf(part: JsonObject): number {
  const texts = [part["name"], part["description"], part["value"]];
  const own = texts.reduce<number>((sum, text) => sum + (typeof text === "string" ? text.length : 0), 0);
  const nested = [...objectsIn(part["options"]), ...objectsIn(part["choices"])];
  return nested.reduce((sum, item) => sum + sizeOf(item), own);
}
