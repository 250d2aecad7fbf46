import { type ErrorContext, ZignalError } from "@zignal/errors";
import type { InteractionHandler } from "@zignal/interactions";
import type { Rest } from "@zignal/rest";
import type { APIInteraction, APIUser, GatewayDispatchPayload } from "@zignal/types";
import type { ClientEvents } from "./client-events.ts";
import { DispatchTrace, dispatchTracing } from "./diagnostics.ts";
import { type DispatchRoute, DispatchRoutes } from "./dispatch-routes.ts";
import type { EventBus } from "./event-bus.ts";
import { dispatchName } from "./event-names.ts";
import { errorContextOf, placeOf } from "./event-place.ts";
import type { SubjectHost } from "./event-subjects.ts";
import type { GuildArrival } from "./guild-arrival.ts";

export interface DispatchPathOptions {
  readonly guilds: GuildArrival;
  readonly bus: EventBus<ClientEvents>;
  readonly host: SubjectHost;
  readonly interactions: InteractionHandler;
  readonly rest: Pick<Rest, "users" | "applications">;
  /** Hears of the handlers that are at work. */
  onWork(work: Promise<void>): void;
  /** Hears of errors that no caller is there to hear of. */
  report(error: unknown, context: ErrorContext): void;
}

/** Who the bot is. */
export interface Self {
  readonly user: APIUser;
  readonly applicationId: string;
}

/** The way of every dispatch: the cache, the structure, the interaction's handler, the listeners. */
export class DispatchPath {
  readonly #options: DispatchPathOptions;
  readonly #routes: DispatchRoutes;
  /** Guilds of each shard's session, as READY counted them. */
  readonly #guildCounts = new Map<number, number>();
  #self: Self | undefined;

  constructor(options: DispatchPathOptions) {
    const { bus, host } = options;
    this.#options = options;
    this.#routes = new DispatchRoutes(
      (event) => bus.listenerCount(event as keyof ClientEvents) > 0,
      (dispatch) => host.cache?.wants(dispatch) === true,
    );
  }

  /** Who the bot is, once READY has told. */
  get self(): Self | undefined {
    return this.#self;
  }

  /** How many guilds the sessions began with; `undefined` when none has told. */
  get guildCount(): number | undefined {
    if (this.#guildCounts.size === 0) return undefined;
    return [...this.#guildCounts.values()].reduce((sum, count) => sum + count, 0);
  }

  setSelf(user: APIUser, applicationId: string): Self {
    this.#options.interactions.setApplicationId(applicationId);
    this.#self = { user, applicationId };
    return this.#self;
  }

  /** Who the bot is, as Discord's HTTP API tells. */
  async askSelf(): Promise<Self> {
    const { users, applications } = this.#options.rest;
    const [user, application] = await Promise.all([users.getMyUser(), applications.getMyApplication()]);
    return this.setSelf(user, application.id);
  }

  /** Does anybody need the body of this dispatch? */
  wants(dispatch: string): boolean {
    return this.#routes.of(dispatch).wanted;
  }

  onListenersChange(): void {
    this.#routes.forget();
  }

  /** @param text - The message that brought it, as JSON, where it is at hand. */
  onDispatch(payload: GatewayDispatchPayload, shardId: number, text?: string): void {
    const previous = this.#applyToCache(payload, shardId, text);
    // A body that is none has nothing to learn from; its listeners hear of the failure to make something of it.
    if (isBody(payload.d)) this.#learn(payload, shardId);
    const route = this.#routes.of(payload.t);
    if (!route.heard && !route.heardRaw && payload.t !== "INTERACTION_CREATE") return;
    if (dispatchTracing.hasSubscribers) {
      const trace = new DispatchTrace(payload.t, route.event, shardId, payload.d);
      dispatchTracing.traceSync(() => this.#deliver(payload, previous, shardId, route), trace);
    } else {
      this.#deliver(payload, previous, shardId, route);
    }
  }

  /** What the client itself takes from a dispatch: who the bot is, and which guilds are here. */
  #learn(payload: GatewayDispatchPayload, shardId: number): void {
    if (payload.t === "READY") {
      const { user, application, guilds }: Incomplete<typeof payload.d> = payload.d;
      // A bot has its application's id, since 2016.
      if (isBody(user)) this.setSelf(user, application?.id ?? user.id);
      const ids = Array.isArray(guilds) ? guilds.filter(isBody).map(({ id }) => id) : [];
      this.#guildCounts.set(shardId, ids.length);
      if (this.wants("GUILD_CREATE")) this.#options.guilds.announce(ids);
    } else if (payload.t === "GUILD_CREATE" || payload.t === "GUILD_DELETE") {
      this.#options.guilds.settle(payload.d.id);
    } else if (payload.t === "USER_UPDATE" && this.#self !== undefined) {
      this.#self = { ...this.#self, user: payload.d };
    }
  }

  onListenerFailure(error: unknown, event: string, parameters: readonly unknown[]): void {
    const [subject, context] = parameters;
    if (typeof context === "object" && context !== null && "raw" in context && "shardId" in context) {
      const place = placeOf(dispatchName(event), context.raw);
      this.#options.report(error, errorContextOf(error, event, place, context.shardId as number));
      return;
    }
    // The events of a shard start with its id, `raw` ends with it.
    const shardId = [subject, context].find((value) => typeof value === "number");
    this.#options.report(error, errorContextOf(error, event, {}, shardId));
  }

  #deliver(payload: GatewayDispatchPayload, previous: unknown, shardId: number, route: DispatchRoute): void {
    const { bus, host } = this.#options;
    if (route.heardRaw) bus.emit("raw", payload, shardId);
    if (payload.t === "INTERACTION_CREATE") this.#options.onWork(this.#handleInteraction(payload.d, shardId));
    if (!route.heard) return;
    const { d: raw } = payload;
    let subject: unknown = raw;
    let before = previous;
    try {
      if (route.subject !== undefined) subject = route.subject(raw, host);
      if (before !== undefined && route.previous !== undefined) before = route.previous(before, raw, host);
    } catch (error) {
      this.#options.report(error, errorContextOf(error, route.event, placeOf(payload.t, raw), shardId));
      return;
    }
    const context = { shardId, previous: before, raw };
    // The tables of event-subjects.ts make what ClientEvents says for this name; the compiler can not follow a name it does not know.
    const event = route.event as "messageCreate";
    bus.emit(event, ...([subject, context] as unknown as ClientEvents["messageCreate"]));
  }

  /** A cache that fails, as with a body without the ids it files things by, must not keep the event from its listeners. */
  #applyToCache(payload: GatewayDispatchPayload, shardId: number, text: string | undefined): unknown {
    try {
      return this.#options.host.cache?.apply(payload, text);
    } catch (cause) {
      const context = errorContextOf(cause, `cache.apply(${payload.t})`, placeOf(payload.t, payload.d), shardId);
      const message = `The cache could not take ${payload.t}, and goes on without it: is its body complete?`;
      this.#options.report(new ZignalError("SystemError", message, { cause, context }), context);
      return undefined;
    }
  }

  async #handleInteraction(interaction: APIInteraction, shardId: number): Promise<void> {
    try {
      await this.#options.interactions.handle(interaction);
    } catch (error) {
      const place = placeOf("INTERACTION_CREATE", interaction);
      this.#options.report(error, errorContextOf(error, "interactionCreate", place, shardId));
    }
  }
}

/** Any field may be missing, or `null`. */
type Incomplete<Body> = { readonly [Key in keyof Body]?: Body[Key] | null };

function isBody<Body>(body: Body): body is Body & object {
  return typeof body === "object" && body !== null;
}
