import { messageFrom } from "@zignal/builders";
import { ValidationError } from "@zignal/errors";
import type { APIInteraction, RESTPostAPIApplicationCommandsJSONBody } from "@zignal/types";
import type { Command, SlashCommand } from "./commands/command.ts";
import { slashCommandFrom } from "./commands/define-slash-command.ts";
import type { PlainSlashCommand } from "./commands/define-slash-command.ts";
import { defineComponent } from "./components/define-component.ts";
import type { ComponentDefinition, ComponentHandler } from "./components/component-handler.ts";
import type { InteractionContext, UserInteraction } from "./context/interaction-context.ts";
import { deferWhenSlow } from "./deadline.ts";
import { tellOfFailure } from "./failure.ts";
import { resolveHandlerOptions } from "./handler-options.ts";
import type { InteractionHandlerOptions, ResolvedHandlerOptions } from "./handler-options.ts";
import { withPatientWebhooks } from "./http/patient-webhooks.ts";
import { refusalOf } from "./guards/guard.ts";
import { InteractionError } from "./interaction-error.ts";
import type { DocumentedResponseBody, InteractionResponseBody } from "./interaction-response.ts";
import { routeOf } from "./interaction-route.ts";
import type { InteractionRoute } from "./interaction-route.ts";
import { type InteractionTrace, traced } from "./interaction-trace.ts";
import { interactionType } from "./interaction-type.ts";
import type { AnyMiddleware, MiddlewareList } from "./middleware/context-middleware.ts";
import { nothingAdded, runMiddleware } from "./middleware/run-middleware.ts";
import type { Additions } from "./middleware/run-middleware.ts";
import { defineModal } from "./modals/define-modal.ts";
import type { ModalDefinition, ModalHandler } from "./modals/define-modal.ts";
import type { FieldMap } from "./modals/modal-fields.ts";
import { Registry } from "./registry.ts";
import type { AutocompleteHandler, PurchaseEligibilityHandler } from "./registry.ts";
import { Responder } from "./responder.ts";
import type { SendCallback } from "./responder.ts";
import { markRoute, routeMarkedOn } from "./route-mark.ts";
import { syncCommands } from "./sync/sync-commands.ts";
import type { SyncOptions, SyncResult } from "./sync/sync-commands.ts";
import type { ObservedEvent } from "./waiting/gone.ts";
import { conversation } from "./waiting/conversation.ts";
import { Waiters } from "./waiting/waiters.ts";

/** Runs around every handler. Those of `defineMiddleware` that need nothing are such, too. */
export type Middleware = (ctx: InteractionContext, next: (added?: object) => Promise<void>) => unknown;

/** Takes a registered handler out again. */
export type Unregister = () => void;

/** Routes interactions to their handlers, and keeps commands in step with Discord. */
export class InteractionHandler {
  readonly #options: ResolvedHandlerOptions;
  readonly #registry = new Registry();
  readonly #waiters: Waiters;
  readonly #middleware: Middleware[] = [];
  #applicationId: string | undefined;
  /** How many handlers are at work. */
  #running = 0;
  #fallbackOnError: InteractionHandlerOptions["onError"];

  /** @throws {ValidationError} if `autoDefer` comes too late. */
  constructor(options: InteractionHandlerOptions) {
    this.#options = resolveHandlerOptions(options);
    this.#applicationId = options.applicationId;
    this.#waiters = new Waiters(this.#options.clock);
  }

  /** Tells the application's id, once it is known. */
  setApplicationId(applicationId: string): void {
    this.#applicationId = applicationId;
  }

  /**
   * Hears of what handlers throw where the options name nobody: neither `onError` nor a `logger`. A client sets it, so that
   * no error is lost unseen.
   */
  setFallbackOnError(onError: NonNullable<InteractionHandlerOptions["onError"]>): void {
    this.#fallbackOnError = onError;
  }

  /**
   * Registers a slash command: one of `defineSlashCommand`, or Discord's JSON with an `execute`.
   * @throws {ValidationError} if the name is taken, or the JSON breaks a limit of Discord.
   */
  registerSlashCommand(command: SlashCommand): Unregister;
  registerSlashCommand<const List extends MiddlewareList = readonly []>(command: PlainSlashCommand<List>): Unregister;
  registerSlashCommand<List extends MiddlewareList>(command: SlashCommand | PlainSlashCommand<List>): Unregister {
    return this.#registry.addCommand("routes" in command ? command : slashCommandFrom(command));
  }

  /** Registers any command: slash, user, message or entry point. @throws {ValidationError} if the name is taken. */
  registerCommand(command: Command): Unregister {
    return this.#registry.addCommand(command);
  }

  /**
   * Registers what a button or select menu does: one of `defineComponent`, or `{ customId, execute }`.
   * @throws {ValidationError} if the custom id is taken, ambiguous or too long.
   */
  registerComponentHandler<const Pattern extends string, const List extends MiddlewareList = readonly []>(
    definition: ComponentDefinition<Pattern, List>,
  ): Unregister;
  registerComponentHandler<Pattern extends string>(handler: ComponentHandler<Pattern>): Unregister;
  registerComponentHandler<Pattern extends string, List extends MiddlewareList>(
    handler: ComponentHandler<Pattern> | ComponentDefinition<Pattern, List>,
  ): Unregister {
    return this.#registry.components.add("pattern" in handler ? handler : defineComponent(handler));
  }

  /**
   * Registers what a submitted modal does: one of `defineModal`, or `{ customId, fields, execute }`.
   * @throws {ValidationError} if the custom id is taken, ambiguous or too long.
   */
  registerModalHandler<
    const Pattern extends string,
    const Fields extends FieldMap = Record<string, never>,
    const List extends MiddlewareList = readonly [],
  >(definition: ModalDefinition<Pattern, Fields, List>): Unregister;
  registerModalHandler<Pattern extends string, Fields extends FieldMap>(
    handler: ModalHandler<Pattern, Fields>,
  ): Unregister;
  registerModalHandler<Pattern extends string, Fields extends FieldMap, List extends MiddlewareList>(
    handler: ModalHandler<Pattern, Fields> | ModalDefinition<Pattern, Fields, List>,
  ): Unregister {
    return this.#registry.modals.add("pattern" in handler ? handler : defineModal(handler));
  }

  /**
   * Registers what proposes the values of an option, where its definition does not.
   * @throws {ValidationError} if there is one for this option.
   */
  registerAutocompleteHandler(handler: AutocompleteHandler): Unregister {
    return this.#registry.addAutocomplete(handler);
  }

  /**
   * Registers who says whether a user may buy a SKU of the Social Layer, when Discord asks.
   * @throws {ValidationError} if there is one.
   */
  registerPurchaseEligibilityHandler(execute: PurchaseEligibilityHandler): Unregister {
    const registry = this.#registry;
    if (registry.purchaseEligibility !== undefined) {
      throw ValidationError.of("execute", "must be the only one: a handler of purchase eligibility is registered");
    }
    registry.purchaseEligibility = execute;
    return () => {
      if (registry.purchaseEligibility === execute) registry.purchaseEligibility = undefined;
    };
  }

  /**
   * Runs this around every handler, in the order of registration: `await next()` runs the rest.
   * @returns Takes it out again.
   */
  use(middleware: Middleware): Unregister {
    this.#middleware.push(middleware);
    return () => {
      const index = this.#middleware.indexOf(middleware);
      if (index >= 0) this.#middleware.splice(index, 1);
    };
  }

  /** Tells of an event of the gateway, so that nobody waits for a component of a message, channel or guild that has gone. */
  observe(event: ObservedEvent): void {
    this.#waiters.observe(event);
  }

  /** Is {@link observe} waiting for events of this name just now? Others need not be read for it. */
  wants(event: string): boolean {
    return this.#waiters.wants(event);
  }

  /** Ends all waiting. Interactions are still handled. */
  close(): void {
    this.#waiters.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** What Discord has to be told of the registered commands. */
  commandPayloads(): RESTPostAPIApplicationCommandsJSONBody[] {
    return this.#registry.payloads();
  }

  /**
   * Brings Discord's commands in step with those registered: reads what is there, and writes only what differs.
   * @throws whatever the REST client throws; what was written until then stays.
   */
  async syncCommands(options: SyncOptions = {}): Promise<SyncResult> {
    const { applications } = this.#options.rest;
    this.#applicationId ??= (await applications.getMyApplication()).id;
    return syncCommands(applications, this.#applicationId, this.commandPayloads(), options);
  }

  /**
   * The context of an interaction, for code of your own: the same that a registered handler gets, so that there is one
   * answer.
   * @throws {InteractionError} for Discord's ping, which has no user.
   */
  contextFor(interaction: APIInteraction): InteractionContext {
    if (interaction.type === interactionType.ping) {
      throw new InteractionError("notPossible", "Discord's ping has no context: it is answered with a pong");
    }
    return this.#route(interaction).context;
  }

  /**
   * Runs the handler of an interaction. Resolves when it has ended; never rejects, as errors go to `onError`.
   * @param sendCallback - Sends the first answer. @defaultValue over REST
   */
  async handle(interaction: APIInteraction, sendCallback?: SendCallback): Promise<void> {
    if (interaction.type === interactionType.ping) return;
    const route = this.#route(interaction, sendCallback);
    if (traced?.hasSubscribers === true) {
      const trace: InteractionTrace = { interaction, name: route.name };
      const startedAtMs = this.#options.clock.now();
      route.onAnswer = () => void (trace.answeredAfterMs ??= this.#options.clock.now() - startedAtMs);
      let told: Promise<void> | undefined;
      const run = (): Promise<void> => {
        const work = this.#run(route);
        // Followed in here, so that what is told of a failure knows whose interaction it was.
        told = work.catch((error: unknown) => tellOfFailure(route, error, this.#options, this.#fallbackOnError));
        return work;
      };
      await traced.tracePromise(run, trace).catch(() => undefined);
      await told;
      return;
    }
    try {
      await this.#run(route);
    } catch (error) {
      await tellOfFailure(route, error, this.#options, this.#fallbackOnError);
    }
  }

  /** @internal Sends a first answer over REST. */
  async sendCallback({ id, token }: APIInteraction, body: InteractionResponseBody): Promise<void> {
    // Discord takes them all, whatever the types of the REST client know.
    await this.#options.rest.interactions.createInteractionResponse(id, token, body as DocumentedResponseBody);
  }

  #route(interaction: UserInteraction, sendCallback?: SendCallback): InteractionRoute {
    const known = routeMarkedOn(interaction, this);
    if (known !== undefined) return known;
    const { clock } = this.#options;
    const rest = sendCallback === undefined ? this.#options.rest : withPatientWebhooks(this.#options.rest, clock);
    const { id, token, application_id: applicationId } = interaction;
    const send: SendCallback = async (body) => {
      await (sendCallback === undefined ? this.sendCallback(interaction, body) : sendCallback(body));
      route.onAnswer?.();
    };
    const messageId = interaction.message?.id;
    const responder = new Responder(rest, { id, token, applicationId, messageId }, send, this.#waiters, conversation);
    const route: InteractionRoute = routeOf(interaction, this.#registry, responder);
    markRoute(interaction, this, route);
    return route;
  }

  async #run(route: InteractionRoute): Promise<void> {
    if (route.run === undefined) {
      // Only a handler that is at work can come to wait for it.
      const claimed = this.#running > 0 ? await route.claim?.() : undefined;
      if (claimed === undefined) await this.#unhandled(route);
      else await this.#run(claimed);
      return;
    }
    const timer = deferWhenSlow(route, this.#options);
    const { id } = route.context;
    this.#running++;
    route.context.follow();
    try {
      await this.#through(route, route.run);
    } finally {
      this.#running--;
      this.#waiters.unfollow(id);
      if (route.awaited !== true) timer?.clear();
    }
  }

  async #unhandled({ context, name }: InteractionRoute): Promise<void> {
    const { onUnhandled, logger } = this.#options;
    if (onUnhandled !== undefined) await onUnhandled(context);
    else logger.debug({ interaction: name }, "no handler is registered for this interaction");
  }

  /** Around each other: the middleware of all, the guards, the definition's middleware, the handler. */
  async #through(route: InteractionRoute, run: NonNullable<InteractionRoute["run"]>): Promise<void> {
    if (this.#middleware.length === 0) {
      await this.#guarded(route, run, nothingAdded, []);
      return;
    }
    // Taking one out meanwhile must not skip another.
    const everywhere = [...this.#middleware];
    await runMiddleware(everywhere, route.context, nothingAdded, (added) =>
      this.#guarded(route, run, added, everywhere),
    );
  }

  async #guarded(
    { context, settings }: InteractionRoute,
    run: NonNullable<InteractionRoute["run"]>,
    added: Additions,
    everywhere: readonly AnyMiddleware[],
  ): Promise<void> {
    const { guards, middleware } = settings;
    const refusal = guards === undefined ? undefined : await refusalOf(guards, context);
    if (refusal !== undefined) {
      await context.replyIfSilent(messageFrom(refusal));
      return;
    }
    if (middleware === undefined) {
      await run(added);
      return;
    }
    const own = middleware.filter((one) => !everywhere.includes(one));
    await runMiddleware(own, context, added, async (all) => {
      await run(all);
    });
  }
}
