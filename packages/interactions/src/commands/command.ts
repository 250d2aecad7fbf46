import type { RESTPostAPIApplicationCommandsJSONBody } from "@zignal/types";
import type {
  EntryPointCommandContext,
  MessageCommandContext,
  SlashCommandContext,
  UserCommandContext,
} from "../context/command-contexts.ts";
import type { HandlerSettings } from "./handler-settings.ts";
import type { Autocomplete } from "./option.ts";

/** One thing that a slash command can be asked: the command itself, or a subcommand. */
export interface SlashRoute extends HandlerSettings {
  execute(ctx: SlashCommandContext): unknown;
  readonly autocomplete: ReadonlyMap<string, Autocomplete<string | number>>;
}

/** A slash command, ready to be registered: made by {@link defineSlashCommand}. */
export interface SlashCommand {
  readonly kind: "slash";
  readonly name: string;
  /** What Discord is told. */
  readonly body: RESTPostAPIApplicationCommandsJSONBody;
  /** By the names of group and subcommand (`"group sub"`), empty for the command itself. */
  readonly routes: ReadonlyMap<string, SlashRoute>;
}

/** A command in the menu of a user. */
export interface UserCommand extends HandlerSettings {
  readonly kind: "user";
  readonly name: string;
  readonly body: RESTPostAPIApplicationCommandsJSONBody;
  execute(ctx: UserCommandContext): unknown;
}

/** A command in the menu of a message. */
export interface MessageCommand extends HandlerSettings {
  readonly kind: "message";
  readonly name: string;
  readonly body: RESTPostAPIApplicationCommandsJSONBody;
  execute(ctx: MessageCommandContext): unknown;
}

/** The command that opens the app's activity, where the app answers it. */
export interface EntryPointCommand extends HandlerSettings {
  readonly kind: "entryPoint";
  readonly name: string;
  readonly body: RESTPostAPIApplicationCommandsJSONBody;
  execute(ctx: EntryPointCommandContext): unknown;
}

export type Command = SlashCommand | UserCommand | MessageCommand | EntryPointCommand;
