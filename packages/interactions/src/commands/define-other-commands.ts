import { EntryPointCommandBuilder, MessageCommandBuilder, UserCommandBuilder } from "@zignal/builders";
import type { Localizations } from "@zignal/builders";
import type {
  EntryPointCommandContext,
  MessageCommandContext,
  UserCommandContext,
} from "../context/command-contexts.ts";
import type { MiddlewareList, Ordered, WithMiddleware } from "../middleware/context-middleware.ts";
import type { EntryPointCommand, MessageCommand, UserCommand } from "./command.ts";
import { applyCommandSettings } from "./command-settings.ts";
import type { CommandSettings } from "./command-settings.ts";
import { settingsOf } from "./handler-settings.ts";
import type { HandlerSettings } from "./handler-settings.ts";

/** A command in a menu, or the entry point. */
export interface MenuCommandDefinition<Context, Middleware extends MiddlewareList = readonly []>
  extends CommandSettings, HandlerSettings {
  /** 1 to 32 characters; may have capitals and spaces. */
  name: string;
  nameLocalizations?: Localizations;
  middleware?: Middleware & Ordered<Middleware>;
  execute(ctx: WithMiddleware<Context, Middleware>): unknown;
}

/** A command in the menu of a user. @throws {ValidationError} if it breaks a limit of Discord. */
export function defineUserCommand<const Middleware extends MiddlewareList = readonly []>(
  definition: MenuCommandDefinition<UserCommandContext, Middleware>,
): UserCommand {
  const builder = new UserCommandBuilder().name(definition.name);
  if (definition.nameLocalizations !== undefined) builder.nameLocalizations(definition.nameLocalizations);
  applyCommandSettings(builder, definition);
  return {
    kind: "user",
    name: definition.name,
    body: builder.build(),
    // The middleware that types the context is what extends it.
    execute: (ctx) => definition.execute(ctx as WithMiddleware<typeof ctx, Middleware>),
    ...settingsOf(definition),
  };
}

/** A command in the menu of a message. @throws {ValidationError} if it breaks a limit of Discord. */
export function defineMessageCommand<const Middleware extends MiddlewareList = readonly []>(
  definition: MenuCommandDefinition<MessageCommandContext, Middleware>,
): MessageCommand {
  const builder = new MessageCommandBuilder().name(definition.name);
  if (definition.nameLocalizations !== undefined) builder.nameLocalizations(definition.nameLocalizations);
  applyCommandSettings(builder, definition);
  return {
    kind: "message",
    name: definition.name,
    body: builder.build(),
    // The middleware that types the context is what extends it.
    execute: (ctx) => definition.execute(ctx as WithMiddleware<typeof ctx, Middleware>),
    ...settingsOf(definition),
  };
}

/** The command that opens the app's activity, answered by the app. @throws {ValidationError} if it breaks a limit. */
export function defineEntryPointCommand<const Middleware extends MiddlewareList = readonly []>(
  definition: MenuCommandDefinition<EntryPointCommandContext, Middleware> & { description?: string },
): EntryPointCommand {
  const builder = new EntryPointCommandBuilder().name(definition.name).handler("app");
  if (definition.description !== undefined) builder.description(definition.description);
  if (definition.nameLocalizations !== undefined) builder.nameLocalizations(definition.nameLocalizations);
  applyCommandSettings(builder, definition);
  return {
    kind: "entryPoint",
    name: definition.name,
    body: builder.build(),
    // The middleware that types the context is what extends it.
    execute: (ctx) => definition.execute(ctx as WithMiddleware<typeof ctx, Middleware>),
    ...settingsOf(definition),
  };
}
