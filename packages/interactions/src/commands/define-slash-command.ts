import { SlashCommandBuilder, slashCommandFrom as slashCommandJson, toJson } from "@zignal/builders";
import type { Input, Localizations } from "@zignal/builders";
import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "@zignal/types";
import type { SlashCommandContext } from "../context/command-contexts.ts";
import type { MiddlewareList, Ordered, WithMiddleware } from "../middleware/context-middleware.ts";
import { nestingType } from "../interaction-type.ts";
import type { SlashCommand, SlashRoute } from "./command.ts";
import { applyCommandSettings } from "./command-settings.ts";
import type { CommandSettings } from "./command-settings.ts";
import { settingsOf } from "./handler-settings.ts";
import type { HandlerSettings } from "./handler-settings.ts";
import type { Autocomplete, OptionMap, OptionValues } from "./option.ts";

/** No options: an index signature would have one of every name. */
type NoOptions = { readonly [Name in never]: OptionMap[Name] };

/** What a slash command or a subcommand does. */
interface Action<Options extends OptionMap, Middleware extends MiddlewareList> extends HandlerSettings {
  /** By name: 1 to 32 lower-case letters, digits, `-` or `_`. Required ones are sent to Discord first. */
  options?: Options;
  middleware?: Middleware & Ordered<Middleware>;
  execute(ctx: WithMiddleware<SlashCommandContext<OptionValues<Options>>, Middleware>): unknown;
}

interface Described {
  /** 1 to 100 characters. */
  description: string;
  nameLocalizations?: Localizations;
  descriptionLocalizations?: Localizations;
}

export interface SubcommandDefinition<Options extends OptionMap, Middleware extends MiddlewareList = readonly []>
  extends Action<Options, Middleware>, Described {}

/** A subcommand with its types settled: made by {@link defineSubcommand}. */
export interface Subcommand extends Described {
  readonly kind: "subcommand";
  readonly options: readonly APIApplicationCommandBasicOption[];
  readonly route: SlashRoute;
}

/** A group of subcommands: made by {@link defineSubcommandGroup}. */
export interface SubcommandGroup extends Described {
  readonly kind: "group";
  readonly subcommands: Readonly<Record<string, Subcommand>>;
}

interface Named extends Described, CommandSettings {
  /** 1 to 32 lower-case letters, digits, `-` or `_`. */
  name: string;
}

/** A slash command with options. */
export interface SlashCommandDefinition<Options extends OptionMap, Middleware extends MiddlewareList = readonly []>
  extends Named, Action<Options, Middleware> {
  subcommands?: never;
}

/** A slash command with subcommands, which alone can be called. */
export interface SlashCommandGroupDefinition extends Named {
  subcommands: Readonly<Record<string, Subcommand | SubcommandGroup>>;
  options?: never;
  execute?: never;
}

/** The fields of Discord's JSON that a slash command may have, beside its options. */
const plainFields = [
  "name",
  "name_localizations",
  "description",
  "description_localizations",
  "default_member_permissions",
  "nsfw",
  "contexts",
  "integration_types",
] as const;

type PlainFields = Pick<RESTPostAPIChatInputApplicationCommandsJSONBody, (typeof plainFields)[number]>;

/** A slash command in Discord's JSON, as the reference has it. */
export interface PlainSlashCommand<Middleware extends MiddlewareList = readonly []>
  extends PlainFields, HandlerSettings {
  options?: readonly Input<APIApplicationCommandOption>[];
  middleware?: Middleware & Ordered<Middleware>;
  /** For every subcommand; `ctx.path` tells which. */
  execute(ctx: WithMiddleware<SlashCommandContext, Middleware>): unknown;
}

/**
 * A slash command whose options type its handler.
 * @throws {ValidationError} if it breaks a limit of Discord.
 */
export function defineSlashCommand<
  const Options extends OptionMap = NoOptions,
  const Middleware extends MiddlewareList = readonly [],
>(definition: SlashCommandDefinition<Options, Middleware>): SlashCommand;
export function defineSlashCommand(definition: SlashCommandGroupDefinition): SlashCommand;
export function defineSlashCommand(
  definition: SlashCommandDefinition<OptionMap> | SlashCommandGroupDefinition,
): SlashCommand {
  const builder = describe(new SlashCommandBuilder().name(definition.name), definition);
  const routes = new Map<string, SlashRoute>();
  if (definition.subcommands === undefined) {
    for (const json of optionsJson(definition.options)) builder.addOption(json);
    routes.set("", routeOf(definition));
  } else {
    for (const [name, child] of Object.entries(definition.subcommands)) {
      builder.addOption(childJson(name, child));
      for (const [path, route] of childRoutes(name, child)) routes.set(path, route);
    }
  }
  applyCommandSettings(builder, definition);
  return { kind: "slash", name: definition.name, body: builder.build(), routes };
}

/** A subcommand, for the `subcommands` of a command or group; its name is its key there. */
export function defineSubcommand<
  const Options extends OptionMap = NoOptions,
  const Middleware extends MiddlewareList = readonly [],
>(definition: SubcommandDefinition<Options, Middleware>): Subcommand {
  const { description, nameLocalizations, descriptionLocalizations } = definition;
  return {
    kind: "subcommand",
    description,
    ...(nameLocalizations !== undefined && { nameLocalizations }),
    ...(descriptionLocalizations !== undefined && { descriptionLocalizations }),
    options: optionsJson(definition.options),
    route: routeOf(definition),
  };
}

/** A group of subcommands, for the `subcommands` of a command; its name is its key there. */
export function defineSubcommandGroup(definition: Omit<SubcommandGroup, "kind">): SubcommandGroup {
  return { ...definition, kind: "group" };
}

/** A command in Discord's JSON, ready to be registered. @throws {ValidationError} if it breaks a limit of Discord. */
export function slashCommandFrom<Middleware extends MiddlewareList>(
  plain: PlainSlashCommand<Middleware>,
): SlashCommand {
  // What else is there is the handler's.
  const fields = plainFields.filter((field) => plain[field] !== undefined).map((field) => [field, plain[field]]);
  const { options = [] } = plain;
  const body = slashCommandJson({
    ...(Object.fromEntries(fields) as PlainFields),
    ...(options.length > 0 && { options: options.map((one) => toJson(one)) }),
  });
  const route: SlashRoute = {
    // Middleware that is listed adds what it says.
    execute: (ctx) => plain.execute(ctx as WithMiddleware<SlashCommandContext, Middleware>),
    autocomplete: new Map(),
    ...settingsOf(plain),
  };
  const routes = new Map<string, SlashRoute>();
  for (const path of pathsOf(body.options ?? [])) routes.set(path, route);
  return { kind: "slash", name: plain.name, body, routes };
}

function pathsOf(options: readonly APIApplicationCommandOption[]): string[] {
  const paths: string[] = [];
  for (const child of options) {
    if (child.type === nestingType.subcommand) paths.push(child.name);
    if (child.type === nestingType.group)
      for (const nested of child.options ?? []) paths.push(`${child.name} ${nested.name}`);
  }
  return paths.length === 0 ? [""] : paths;
}

function routeOf<Options extends OptionMap, Middleware extends MiddlewareList>(
  action: Action<Options, Middleware>,
): SlashRoute {
  const autocomplete = new Map<string, Autocomplete<string | number>>();
  for (const [name, definition] of Object.entries(action.options ?? {})) {
    if (definition.autocomplete !== undefined) autocomplete.set(name, definition.autocomplete);
  }
  return {
    autocomplete,
    // Discord has checked the values against the options that were sent to it; middleware that is listed adds what it says.
    execute: (ctx) => action.execute(ctx as WithMiddleware<SlashCommandContext<OptionValues<Options>>, Middleware>),
    ...settingsOf(action),
  };
}

/** Required options first, as Discord wants; otherwise in their order. */
function optionsJson(options: OptionMap = {}): APIApplicationCommandBasicOption[] {
  const list = Object.entries(options).map(([name, definition]) => definition.toJson(name));
  return [...list.filter(({ required }) => required === true), ...list.filter(({ required }) => required !== true)];
}

function describe(builder: SlashCommandBuilder, described: Described): SlashCommandBuilder {
  builder.description(described.description);
  if (described.nameLocalizations !== undefined) builder.nameLocalizations(described.nameLocalizations);
  if (described.descriptionLocalizations !== undefined) {
    builder.descriptionLocalizations(described.descriptionLocalizations);
  }
  return builder;
}

function childJson(name: string, child: Subcommand | SubcommandGroup): APIApplicationCommandOption {
  const heading = {
    name,
    description: child.description,
    ...(child.nameLocalizations !== undefined && { name_localizations: child.nameLocalizations }),
    ...(child.descriptionLocalizations !== undefined && { description_localizations: child.descriptionLocalizations }),
  };
  if (child.kind === "subcommand") return { type: 1, ...heading, options: [...child.options] };
  return {
    type: 2,
    ...heading,
    options: Object.entries(child.subcommands).map(([key, { options, ...nested }]) => ({
      type: 1,
      name: key,
      description: nested.description,
      ...(nested.nameLocalizations !== undefined && { name_localizations: nested.nameLocalizations }),
      ...(nested.descriptionLocalizations !== undefined && {
        description_localizations: nested.descriptionLocalizations,
      }),
      options: [...options],
    })),
  };
}

function childRoutes(name: string, child: Subcommand | SubcommandGroup): [path: string, route: SlashRoute][] {
  if (child.kind === "subcommand") return [[name, child.route]];
  return Object.entries(child.subcommands).map(([key, { route }]) => [`${name} ${key}`, route]);
}
