import { channelTypeNumbers } from "../channel-type.ts";
import { optionType as type } from "../commands/option-type.ts";
import { locales } from "../commands/locale.ts";
import { lazily } from "../lazily.ts";
import { checkCommandSize, checkOptionList, checkOptionRange } from "./command-rules.ts";
import { byField, list, object, optional, record, uniqueList, withRule } from "./combinators.ts";
import { bitString, bool, decimal, field, integer, oneOf, text } from "./fields.ts";
import { fileType } from "./modal.ts";
import { asRecord } from "./record.ts";
import type { Schema } from "./schema.ts";

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** The name of a slash command, subcommand or option. */
const slashName: Schema = field(
  (value) => typeof value === "string" && namePattern.test(value) && value === value.toLowerCase(),
  "1 to 32 lower-case letters, digits, - or _, without spaces",
);

const description: Schema = text(1, 100);

/** Texts by locale. */
function localized(item: Schema): Schema {
  return optional(record(oneOf(locales, "a locale of Discord, such as de or pt-BR"), optional(item)));
}

function option(kind: number, extra: Record<string, Schema>): Schema {
  return object({
    type: oneOf([kind]),
    name: slashName,
    name_localizations: localized(slashName),
    description,
    description_localizations: localized(description),
    required: optional(bool),
    ...extra,
  });
}

function choices(value: Schema): Schema {
  return optional(list(object({ name: text(1, 100), name_localizations: localized(text(1, 100)), value }), 0, 25));
}

/** Discord's integers are those that a double holds exactly. */
const int53: Schema = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const double: Schema = decimal(-(2 ** 53), 2 ** 53);

const basicOptions: () => Readonly<Record<number, Schema>> = lazily(() => {
  const numeric = (kind: number, value: Schema): Schema =>
    withRule(
      option(kind, {
        choices: choices(value),
        autocomplete: optional(bool),
        min_value: optional(value),
        max_value: optional(value),
      }),
      checkOptionRange,
    );
  return {
    [type.string]: withRule(
      option(type.string, {
        choices: choices(text(1, 100)),
        autocomplete: optional(bool),
        min_length: optional(integer(0, 6000)),
        max_length: optional(integer(1, 6000)),
      }),
      checkOptionRange,
    ),
    [type.integer]: numeric(type.integer, int53),
    [type.number]: numeric(type.number, double),
    [type.boolean]: option(type.boolean, {}),
    [type.user]: option(type.user, {}),
    [type.channel]: option(type.channel, {
      channel_types: optional(uniqueList(oneOf(channelTypeNumbers, "a type of channel"), 0, 13)),
    }),
    [type.role]: option(type.role, {}),
    [type.mentionable]: option(type.mentionable, {}),
    [type.attachment]: option(type.attachment, { file_types: optional(uniqueList(fileType, 0, 10)) }),
  };
});

const subcommand: () => Schema = lazily(() =>
  withRule(
    option(type.subcommand, {
      options: optional(list(byField("type", basicOptions, "a type of option other than a subcommand"), 0, 25)),
    }),
    (value, report) => checkOptionList(asRecord(value)["options"], report),
  ),
);

const group: () => Schema = lazily(() =>
  withRule(option(type.subcommandGroup, { options: list(subcommand(), 1, 25) }), (value, report) =>
    checkOptionList(asRecord(value)["options"], report),
  ),
);

/** An option by itself. */
export const optionSchema: () => Schema = lazily(() =>
  byField(
    "type",
    () => ({ ...basicOptions(), [type.subcommand]: subcommand(), [type.subcommandGroup]: group() }),
    "a type of option: 1 to 11",
  ),
);

function command(kind: readonly number[], extra: Record<string, Schema>, name: Schema): Schema {
  return withRule(
    object({
      type: kind.includes(1) ? optional(oneOf(kind)) : oneOf(kind),
      name,
      name_localizations: localized(name),
      default_member_permissions: optional(bitString),
      nsfw: optional(bool),
      contexts: optional(uniqueList(oneOf([0, 1, 2]), 1, 3)),
      integration_types: optional(uniqueList(oneOf([0, 1]), 1, 2)),
      ...extra,
    }),
    checkCommandSize,
  );
}

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object | Discord Docs/Application Command} */
export const slashCommandSchema: () => Schema = lazily(() =>
  withRule(
    command(
      [1],
      {
        description,
        description_localizations: localized(description),
        options: optional(list(optionSchema(), 0, 25)),
      },
      slashName,
    ),
    (value, report) => checkOptionList(asRecord(value)["options"], report),
  ),
);

const emptyDescription: Schema = optional(field((value) => value === "", "left out"));

/** A user or message command. */
export const contextMenuCommandSchema: () => Schema = lazily(() =>
  command([2, 3], { description: emptyDescription }, text(1, 32)),
);

/** The command that starts an app's activity. */
export const entryPointCommandSchema: () => Schema = lazily(() =>
  command(
    [4],
    {
      description: optional(text(0, 100)),
      description_localizations: localized(description),
      handler: optional(oneOf([1, 2])),
    },
    text(1, 32),
  ),
);
