import type {
  APIApplicationCommandAutocompleteInteraction,
  APIApplicationCommandInteraction,
  APIChatInputApplicationCommandInteraction,
  APIMessageApplicationCommandInteraction,
  APIMessageComponentInteraction,
  APIModalSubmitInteraction,
  APIUserApplicationCommandInteraction,
} from "@zignal/types";
import type { HandlerSettings } from "./commands/handler-settings.ts";
import { callOf, valuesOf } from "./commands/option-values.ts";
import { AutocompleteContext } from "./context/autocomplete-context.ts";
import {
  EntryPointCommandContext,
  MessageCommandContext,
  SlashCommandContext,
  UserCommandContext,
} from "./context/command-contexts.ts";
import { ComponentContext } from "./context/component-context.ts";
import { InteractionContext } from "./context/interaction-context.ts";
import type { UserInteraction } from "./context/interaction-context.ts";
import { ModalContext } from "./context/modal-context.ts";
import { PurchaseEligibilityContext } from "./context/purchase-eligibility-context.ts";
import { InteractionError } from "./interaction-error.ts";
import { commandType, interactionType, purchaseEligibilityType } from "./interaction-type.ts";
import { extendedContext } from "./middleware/run-middleware.ts";
import type { Additions } from "./middleware/run-middleware.ts";
import { fieldsOf } from "./modals/modal-fields.ts";
import type { Registry } from "./registry.ts";
import type { Responder } from "./responder.ts";
import type { Awaited } from "./waiting/waiters.ts";

/** An interaction with its context, and what to run for it. */
export interface InteractionRoute {
  context: InteractionContext;
  /** What it is about, for messages: `"/search"`, `"component vote:7"`. */
  name: string;
  /** Runs it, with what middleware have added to the context; `undefined` if nothing is registered for it. */
  run: ((added: Additions) => unknown) | undefined;
  settings: HandlerSettings;
  /** What a deferral by itself does: `"none"` for autocomplete, `"never"` for what no message can answer. */
  deferral: "message" | "update" | "none" | "never";
  /** Whoever waits for it answers after `run` has ended. */
  awaited?: true;
  /** Hears when the first answer has been taken, where somebody traces. */
  onAnswer?: () => void;
  /** Where nothing is registered for it: waits a moment for somebody to wait for it. */
  claim?: () => Promise<InteractionRoute | undefined>;
}

const noSettings: HandlerSettings = {};

/** Finds the handler of an interaction and makes its context. */
export function routeOf(interaction: UserInteraction, registry: Registry, responder: Responder): InteractionRoute {
  try {
    return documentedRoute(interaction, registry, responder);
  } catch (error) {
    // Not as Discord documents it: told as the failure of a handler. How it could be answered is not known.
    return {
      context: new InteractionContext(interaction, responder),
      name: `interaction of type ${interaction.type}`,
      run() {
        throw error;
      },
      settings: noSettings,
      deferral: "never",
    };
  }
}

function documentedRoute(interaction: UserInteraction, registry: Registry, responder: Responder): InteractionRoute {
  if (isPurchaseEligibility(interaction)) return purchaseEligibilityRoute(interaction, registry, responder);
  switch (interaction.type) {
    case interactionType.messageComponent:
      return componentRoute(interaction, registry, responder);
    case interactionType.modalSubmit:
      return modalRoute(interaction, registry, responder);
    case interactionType.autocomplete:
      return autocompleteRoute(interaction, registry, responder);
    case interactionType.applicationCommand:
      return commandRoute(interaction, registry, responder);
    default:
      throw new InteractionError("notPossible", `Interactions of type ${typeOf(interaction)} are not known here`);
  }
}

function typeOf({ type }: { type: number }): number {
  return type;
}

/** The types know the documented kinds only. */
function isPurchaseEligibility({ type }: { type: number }): boolean {
  return type === purchaseEligibilityType;
}

function purchaseEligibilityRoute(
  interaction: UserInteraction,
  { purchaseEligibility: execute }: Registry,
  responder: Responder,
): InteractionRoute {
  const context = new PurchaseEligibilityContext(interaction, responder);
  return {
    context,
    name: "purchase eligibility",
    run: execute && ((added) => execute(extendedContext(context, added))),
    settings: noSettings,
    deferral: "never",
  };
}

function commandRoute(
  interaction: APIApplicationCommandInteraction,
  registry: Registry,
  responder: Responder,
): InteractionRoute {
  const { name } = interaction.data;
  if (isSlash(interaction)) return slashRoute(interaction, registry, responder);
  if (isUser(interaction)) {
    const context = new UserCommandContext(interaction, responder);
    const command = registry.command("user", name);
    return commandResult(
      context,
      name,
      command,
      command && ((added) => command.execute(extendedContext(context, added))),
    );
  }
  if (isMessage(interaction)) {
    const context = new MessageCommandContext(interaction, responder);
    const command = registry.command("message", name);
    return commandResult(
      context,
      name,
      command,
      command && ((added) => command.execute(extendedContext(context, added))),
    );
  }
  const context = new EntryPointCommandContext(interaction, responder);
  const command = registry.command("entryPoint", name);
  return commandResult(
    context,
    name,
    command,
    command && ((added) => command.execute(extendedContext(context, added))),
  );
}

function isSlash(
  interaction: APIApplicationCommandInteraction,
): interaction is APIChatInputApplicationCommandInteraction {
  return interaction.data.type === commandType.slash;
}

function isUser(interaction: APIApplicationCommandInteraction): interaction is APIUserApplicationCommandInteraction {
  return interaction.data.type === commandType.user;
}

function isMessage(
  interaction: APIApplicationCommandInteraction,
): interaction is APIMessageApplicationCommandInteraction {
  return interaction.data.type === commandType.message;
}

function slashRoute(
  interaction: APIChatInputApplicationCommandInteraction,
  registry: Registry,
  responder: Responder,
): InteractionRoute {
  const { name, options, resolved } = interaction.data;
  const call = callOf(options);
  const path = call.path === "" ? name : `${name} ${call.path}`;
  const context = new SlashCommandContext(interaction, responder, path, valuesOf(call.options, resolved));
  const route = registry.command("slash", name)?.routes.get(call.path);
  return {
    context,
    name: `/${path}`,
    run: route && ((added) => route.execute(extendedContext(context, added))),
    settings: route ?? noSettings,
    deferral: "message",
  };
}

function commandResult(
  context: InteractionContext,
  name: string,
  settings: HandlerSettings | undefined,
  run: InteractionRoute["run"],
): InteractionRoute {
  return { context, name: `command ${name}`, run, settings: settings ?? noSettings, deferral: "message" };
}

/** The route to whoever waits for this. It is theirs to answer. */
function awaitedRoute(
  interaction: APIMessageComponentInteraction | APIModalSubmitInteraction,
  awaited: Awaited | undefined,
): InteractionRoute | undefined {
  if (awaited === undefined || !(awaited.context instanceof InteractionContext)) return undefined;
  const { context, deliver } = awaited;
  return {
    context,
    name: `awaited ${interaction.data.custom_id}`,
    run: (added) => deliver(extendedContext(context, added)),
    settings: noSettings,
    deferral: interaction.message === undefined ? "message" : "update",
    awaited: true,
  };
}

function claimLater(
  interaction: APIMessageComponentInteraction | APIModalSubmitInteraction,
  responder: Responder,
): () => Promise<InteractionRoute | undefined> {
  return async () => awaitedRoute(interaction, await responder.waiters.hold(interaction, responder));
}

function componentRoute(
  interaction: APIMessageComponentInteraction,
  registry: Registry,
  responder: Responder,
): InteractionRoute {
  const awaited = awaitedRoute(interaction, responder.waiters.take(interaction, responder));
  if (awaited !== undefined) return awaited;
  const { custom_id: customId, component_type: type } = interaction.data;
  const found = registry.components.find(customId, ({ componentType = type }) => componentType === type);
  const context = new ComponentContext(interaction, responder, found?.params ?? {});
  return {
    context,
    name: `component ${found?.entry.source ?? customId}`,
    // The parameters were read by the pattern that types them.
    run: found && ((added) => found.entry.execute(extendedContext(context, added) as ComponentContext<never>)),
    settings: found?.entry ?? noSettings,
    deferral: "update",
    ...(found === undefined && { claim: claimLater(interaction, responder) }),
  };
}

function modalRoute(
  interaction: APIModalSubmitInteraction,
  registry: Registry,
  responder: Responder,
): InteractionRoute {
  const awaited = awaitedRoute(interaction, responder.waiters.take(interaction, responder));
  if (awaited !== undefined) return awaited;
  const customId = interaction.data.custom_id;
  const found = registry.modals.find(customId);
  const submitted = fieldsOf(interaction.data);
  const fields =
    found?.entry.read(submitted) ?? Object.fromEntries([...submitted].map(([name, { value }]) => [name, value]));
  const context = new ModalContext(interaction, responder, found?.params ?? {}, fields);
  return {
    context,
    name: `modal ${found?.entry.source ?? customId}`,
    // Parameters and fields were read by the definition that types them.
    run: found && ((added) => found.entry.execute(extendedContext(context, added) as ModalContext<never, never>)),
    settings: found?.entry ?? noSettings,
    deferral: interaction.message === undefined ? "message" : "update",
    ...(found === undefined && { claim: claimLater(interaction, responder) }),
  };
}

function autocompleteRoute(
  interaction: APIApplicationCommandAutocompleteInteraction,
  registry: Registry,
  responder: Responder,
): InteractionRoute {
  const { data } = interaction;
  const { path, options } = callOf(data.options);
  const focused = options.find((option) => option.focused === true);
  const values: Record<string, string | number | boolean | undefined> = {};
  for (const { name, value } of options) values[name] = value;
  const context = new AutocompleteContext(
    interaction,
    responder,
    path === "" ? data.name : `${data.name} ${path}`,
    { name: focused?.name ?? "", value: String(focused?.value ?? "") },
    values,
  );
  const execute = registry.autocomplete(data.name, path, context.focused.name);
  return {
    context,
    name: `autocomplete ${context.focused.name} of /${context.path}`,
    run:
      execute &&
      (async (added) => {
        const choices = await execute(extendedContext(context, added));
        if (choices !== undefined && !context.answered) await context.respond(choices);
      }),
    settings: noSettings,
    deferral: "none",
  };
}
