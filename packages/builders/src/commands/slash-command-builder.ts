import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
  APIApplicationCommandSubcommandGroupOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "@zignal/types";
import { copyJson, toJson } from "../buildable.ts";
import type { BuildOptions, Input } from "../buildable.ts";
import { optionSchema, slashCommandSchema } from "../schemas/command.ts";
import { checked } from "../validation.ts";
import { CommandBuilder } from "./command-builder.ts";
import { commandOption } from "./command-option.ts";
import type { OptionKind, OptionKinds } from "./command-option.ts";
import type { Localizations } from "./locale.ts";
import { OptionListBuilder } from "./option-list-builder.ts";

/**
 * A slash command.
 * @see {@link https://docs.discord.com/developers/interactions/application-commands#slash-commands | Discord Docs/Slash Commands}
 */
export class SlashCommandBuilder extends CommandBuilder {
  readonly #options: APIApplicationCommandOption[] = [];
  #description = "";
  #descriptionLocalizations: Localizations | undefined;

  /** 1 to 100 characters. */
  description(description: string): this {
    this.#description = description;
    return this;
  }

  /** The description by locale. */
  descriptionLocalizations(localizations: Localizations): this {
    this.#descriptionLocalizations = { ...localizations };
    return this;
  }

  /** Adds an option, at most 25: `.addOption("string", "query", "What to look for", { required: true })`. */
  addOption<Kind extends OptionKind>(kind: Kind, name: string, description: string, settings?: OptionKinds[Kind]): this;
  /** Adds Discord's JSON of an option. */
  addOption(option: Input<APIApplicationCommandOption>): this;
  addOption<Kind extends OptionKind>(
    kindOrOption: Kind | Input<APIApplicationCommandOption>,
    name = "",
    description = "",
    settings: OptionKinds[Kind] = {},
  ): this {
    this.#options.push(
      typeof kindOrOption === "string"
        ? commandOption(kindOrOption, name, description, settings)
        : toJson(kindOrOption),
    );
    return this;
  }

  /** Adds a subcommand, whose options `define` adds. */
  addSubcommand(name: string, description: string, define?: (subcommand: SubcommandBuilder) => unknown): this {
    this.#options.push(subcommandFrom(name, description, define));
    return this;
  }

  /** Adds a group, whose subcommands `define` adds. */
  addSubcommandGroup(name: string, description: string, define: (group: SubcommandGroupBuilder) => unknown): this {
    const group = new SubcommandGroupBuilder(name, description);
    define(group);
    this.#options.push(group.build({ validate: false }));
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIChatInputApplicationCommandsJSONBody {
    const body: RESTPostAPIChatInputApplicationCommandsJSONBody = {
      type: 1,
      ...copyJson(this.command),
      description: this.#description,
    };
    if (this.#descriptionLocalizations !== undefined) {
      body.description_localizations = { ...this.#descriptionLocalizations };
    }
    if (this.#options.length > 0) body.options = copyJson(this.#options);
    return checked(body, slashCommandSchema, "command", options);
  }
}

/** A slash command: a builder, or Discord's JSON with or without builders in it. Its `type` may be left out. */
export type SlashCommandInput = Input<RESTPostAPIChatInputApplicationCommandsJSONBody>;

/**
 * Discord's JSON of any slash command input.
 * @throws {ValidationError} with every fault, unless `validate` is `false`.
 */
export function slashCommandFrom(
  input: SlashCommandInput,
  options?: BuildOptions,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return checked({ ...toJson(input), type: 1 }, slashCommandSchema, "command", options);
}

/** A subcommand: made by {@link SlashCommandBuilder.addSubcommand}. */
export class SubcommandBuilder extends OptionListBuilder {
  readonly #options: APIApplicationCommandBasicOption[] = [];

  /** Adds an option, at most 25. */
  addOption<Kind extends OptionKind>(
    kind: Kind,
    name: string,
    description: string,
    settings: OptionKinds[Kind] = {},
  ): this {
    this.#options.push(commandOption(kind, name, description, settings));
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIApplicationCommandSubcommandOption {
    const subcommand: APIApplicationCommandSubcommandOption = { type: 1, ...this.heading() };
    if (this.#options.length > 0) subcommand.options = copyJson(this.#options);
    return checked(subcommand, optionSchema, "subcommand", options);
  }
}

/** A group of subcommands: made by {@link SlashCommandBuilder.addSubcommandGroup}. */
export class SubcommandGroupBuilder extends OptionListBuilder {
  readonly #subcommands: APIApplicationCommandSubcommandOption[] = [];

  /** Adds a subcommand, whose options `define` adds. */
  addSubcommand(name: string, description: string, define?: (subcommand: SubcommandBuilder) => unknown): this {
    this.#subcommands.push(subcommandFrom(name, description, define));
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIApplicationCommandSubcommandGroupOption {
    const group: APIApplicationCommandSubcommandGroupOption = {
      type: 2,
      ...this.heading(),
      options: copyJson(this.#subcommands),
    };
    return checked(group, optionSchema, "subcommand group", options);
  }
}

function subcommandFrom(
  name: string,
  description: string,
  define: ((subcommand: SubcommandBuilder) => unknown) | undefined,
): APIApplicationCommandSubcommandOption {
  const subcommand = new SubcommandBuilder(name, description);
  define?.(subcommand);
  return subcommand.build({ validate: false });
}
