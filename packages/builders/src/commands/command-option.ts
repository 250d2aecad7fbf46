import type { APIApplicationCommandBasicOption, APIApplicationCommandOptionChoice } from "@zignal/types";
import { channelTypeFrom } from "../channel-type.ts";
import type { ChannelTypeInput } from "../channel-type.ts";
import type { FileType } from "../modal/choice-builders.ts";
import type { Localizations } from "./locale.ts";
import { optionType } from "./option-type.ts";

/** What every option can have. */
export interface OptionSettings {
  /** Must the user give it? Required options come first. @defaultValue `false` */
  required?: boolean;
  /** The name by locale. */
  nameLocalizations?: Localizations;
  /** The description by locale. */
  descriptionLocalizations?: Localizations;
}

/** A value to choose. */
export interface OptionChoice<Value extends string | number> {
  /** What the user reads: 1 to 100 characters. */
  name: string;
  value: Value;
  nameLocalizations?: Localizations;
}

export interface StringOptionSettings extends OptionSettings {
  /** The only values that can be given: at most 25. A plain value is its own name. */
  choices?: readonly (string | OptionChoice<string>)[];
  /** Does the app propose values while the user types? Not together with `choices`. @defaultValue `false` */
  autocomplete?: boolean;
  /** 0 to 6000 characters. */
  minLength?: number;
  /** 1 to 6000 characters. */
  maxLength?: number;
}

export interface NumberOptionSettings extends OptionSettings {
  /** The only values that can be given: at most 25. A plain value is its own name. */
  choices?: readonly (number | OptionChoice<number>)[];
  /** Does the app propose values while the user types? Not together with `choices`. @defaultValue `false` */
  autocomplete?: boolean;
  minValue?: number;
  maxValue?: number;
}

export interface ChannelOptionSettings extends OptionSettings {
  /** Offers channels of these types only. @defaultValue all */
  channelTypes?: readonly ChannelTypeInput[];
}

export interface AttachmentOptionSettings extends OptionSettings {
  /** Offers files of these types only, by their endings; at most 10. @defaultValue all */
  fileTypes?: readonly FileType[];
}

/** The settings of each kind of option. */
export interface OptionKinds {
  string: StringOptionSettings;
  integer: NumberOptionSettings;
  number: NumberOptionSettings;
  boolean: OptionSettings;
  user: OptionSettings;
  channel: ChannelOptionSettings;
  role: OptionSettings;
  mentionable: OptionSettings;
  attachment: AttachmentOptionSettings;
}

export type OptionKind = keyof OptionKinds;

type AnySettings = StringOptionSettings &
  Omit<NumberOptionSettings, "choices"> &
  ChannelOptionSettings &
  AttachmentOptionSettings;

/**
 * Discord's JSON of an option, unchecked: the command that gets it checks it.
 * @param name - 1 to 32 lower-case letters, digits, `-` or `_`.
 * @param description - 1 to 100 characters.
 */
export function commandOption<Kind extends OptionKind>(
  kind: Kind,
  name: string,
  description: string,
  settings: OptionKinds[Kind],
): APIApplicationCommandBasicOption {
  const { choices, ...given } = settings as Omit<AnySettings, "choices"> & {
    choices?: readonly (string | number | OptionChoice<string | number>)[];
  };
  const option: Record<string, unknown> = { type: optionType[kind], name, description };
  for (const [key, field] of fields) {
    if (given[key] !== undefined) option[field] = given[key];
  }
  if (choices !== undefined) option["choices"] = choices.map(choiceFrom);
  if (given.channelTypes !== undefined) option["channel_types"] = given.channelTypes.map(channelTypeFrom);
  if (given.fileTypes !== undefined) option["file_types"] = [...given.fileTypes];
  // The settings of a kind are those of its type of option.
  return option as unknown as APIApplicationCommandBasicOption;
}

const fields = [
  ["required", "required"],
  ["nameLocalizations", "name_localizations"],
  ["descriptionLocalizations", "description_localizations"],
  ["autocomplete", "autocomplete"],
  ["minLength", "min_length"],
  ["maxLength", "max_length"],
  ["minValue", "min_value"],
  ["maxValue", "max_value"],
] as const;

/** Discord's JSON of a choice: of an option, or of an answer to autocomplete. */
export function choiceFrom<Value extends string | number>(
  choice: Value | OptionChoice<Value>,
): APIApplicationCommandOptionChoice<Value> {
  if (typeof choice !== "object") return { name: String(choice), value: choice };
  const { name, value, nameLocalizations } = choice;
  return nameLocalizations === undefined ? { name, value } : { name, value, name_localizations: nameLocalizations };
}
