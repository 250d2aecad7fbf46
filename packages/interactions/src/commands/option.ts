import { commandOption } from "@zignal/builders";
import type {
  AttachmentOptionSettings,
  ChannelOptionSettings,
  NumberOptionSettings,
  OptionChoice,
  OptionKind,
  OptionKinds,
  OptionSettings,
  StringOptionSettings,
} from "@zignal/builders";
import type { APIApplicationCommandBasicOption } from "@zignal/types";
import type { AutocompleteContext } from "../context/autocomplete-context.ts";
import type {
  ResolvedAttachment,
  ResolvedChannel,
  ResolvedMentionable,
  ResolvedRole,
  ResolvedUser,
} from "./resolved.ts";

/** Proposes values while the user types: returns them, or answers by `ctx.respond`. At most 25 are sent. */
export type Autocomplete<Value extends string | number> = (
  ctx: AutocompleteContext<Value>,
) => AutocompleteResult<Value> | Promise<AutocompleteResult<Value>>;

export type AutocompleteResult<Value extends string | number> = readonly (Value | OptionChoice<Value>)[] | void;

/** An option of a command: what Discord is told, and the type that its value has in `ctx.options`. */
export interface OptionDefinition<Value = unknown> {
  readonly description: string;
  /** Discord's JSON, once the name is known. */
  toJson(name: string): APIApplicationCommandBasicOption;
  readonly autocomplete: Autocomplete<string | number> | undefined;
  /** Carries the type only; there is nothing here at run time. */
  readonly value?: Value;
}

interface Description {
  /** 1 to 100 characters. */
  description: string;
}

type TextSettings = Description & Omit<StringOptionSettings, "autocomplete"> & { autocomplete?: Autocomplete<string> };
type NumericSettings = Description &
  Omit<NumberOptionSettings, "autocomplete"> & { autocomplete?: Autocomplete<number> };

/** The literal of each choice, or `Otherwise` if there are none. */
type Choice<Settings, Otherwise> = Settings extends { choices: readonly (infer Item)[] }
  ? Item extends { value: infer Value }
    ? Value
    : Item
  : Otherwise;

type Presence<Settings, Value> = Settings extends { required: true } ? Value : Value | undefined;

function define<Value>(
  kind: OptionKind,
  {
    description,
    autocomplete,
    ...settings
  }: Description & { autocomplete?: Autocomplete<string | number> } & OptionKinds[OptionKind],
): OptionDefinition<Value> {
  return {
    description,
    autocomplete,
    toJson: (name) =>
      commandOption(
        kind,
        name,
        description,
        autocomplete === undefined ? settings : { ...settings, autocomplete: true },
      ),
  };
}

/** Refuses settings that the kind of option does not have, which a type parameter would let pass. */
type Exactly<Settings, Allowed> = Settings & { readonly [Name in Exclude<keyof Settings, keyof Allowed>]: never };

/** The kinds of options. */
export interface OptionFactory {
  string<const Settings extends TextSettings>(
    settings: Exactly<Settings, TextSettings>,
  ): OptionDefinition<Presence<Settings, Choice<Settings, string>>>;
  /** A whole number that a double holds exactly. */
  integer<const Settings extends NumericSettings>(
    settings: Exactly<Settings, NumericSettings>,
  ): OptionDefinition<Presence<Settings, Choice<Settings, number>>>;
  number<const Settings extends NumericSettings>(
    settings: Exactly<Settings, NumericSettings>,
  ): OptionDefinition<Presence<Settings, Choice<Settings, number>>>;
  boolean<const Settings extends Description & OptionSettings>(
    settings: Exactly<Settings, Description & OptionSettings>,
  ): OptionDefinition<Presence<Settings, boolean>>;
  user<const Settings extends Description & OptionSettings>(
    settings: Exactly<Settings, Description & OptionSettings>,
  ): OptionDefinition<Presence<Settings, ResolvedUser>>;
  channel<const Settings extends Description & ChannelOptionSettings>(
    settings: Exactly<Settings, Description & ChannelOptionSettings>,
  ): OptionDefinition<Presence<Settings, ResolvedChannel>>;
  role<const Settings extends Description & OptionSettings>(
    settings: Exactly<Settings, Description & OptionSettings>,
  ): OptionDefinition<Presence<Settings, ResolvedRole>>;
  mentionable<const Settings extends Description & OptionSettings>(
    settings: Exactly<Settings, Description & OptionSettings>,
  ): OptionDefinition<Presence<Settings, ResolvedMentionable>>;
  attachment<const Settings extends Description & AttachmentOptionSettings>(
    settings: Exactly<Settings, Description & AttachmentOptionSettings>,
  ): OptionDefinition<Presence<Settings, ResolvedAttachment>>;
}

/**
 * The options of commands: `option.string({ description: "What to look for", required: true })`.
 *
 * `required: true` takes `undefined` from the type of the value, `choices` make it a union of literals, and
 * `autocomplete` proposes values while the user types.
 */
export const option: OptionFactory = {
  string: (settings) => define("string", settings),
  integer: (settings) => define("integer", settings),
  number: (settings) => define("number", settings),
  boolean: (settings) => define("boolean", settings),
  user: (settings) => define("user", settings),
  channel: (settings) => define("channel", settings),
  role: (settings) => define("role", settings),
  mentionable: (settings) => define("mentionable", settings),
  attachment: (settings) => define("attachment", settings),
};

/** The options of a command by name. */
export type OptionMap = Readonly<Record<string, OptionDefinition>>;

/** The values of the options. */
export type OptionValues<Options extends OptionMap> = {
  readonly [Name in keyof Options]: Options[Name] extends OptionDefinition<infer Value> ? Value : never;
};
