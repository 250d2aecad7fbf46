import type { Clock, ClockTimer } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import type { UserInteraction } from "../context/interaction-context.ts";
import type { Responder } from "../responder.ts";
import { Arrivals } from "./arrivals.ts";
import { goneBy, madeBy, observedEvents } from "./gone.ts";
import type { Gone, ObservedEvent } from "./gone.ts";
import type { MessageTrail } from "./message-trail.ts";

/** Where what is waited for lives: when one of these goes, so does the waiting. */
export interface WaitScope {
  messageId?: string;
  /** The messages of the interaction that waits, where it waits for no certain one: ends with the last. */
  trail?: MessageTrail;
  /** The channel; of a thread its parent as well. */
  channelIds: readonly string[];
  guildId?: string;
}

export interface WaitRequest<Context> {
  /** The context of an interaction that is waited for; `undefined` for any other. */
  accept: (interaction: UserInteraction, responder: Responder) => Context | undefined;
  scope: WaitScope;
  timeoutMs: number;
  signal?: AbortSignal;
  /** {@link Waiters.closings} when the interaction came: one from before a closing waits for nothing any more. */
  closings: number;
}

/** Somebody who waits. */
interface Waiter {
  accept: (interaction: UserInteraction, responder: Responder) => unknown;
  scope: WaitScope;
  /** Takes what came. @returns Is it still waiting for more? */
  deliver(context: unknown): boolean;
  end(): void;
  /** Its filter has thrown. */
  fail(error: unknown): void;
}

/** The longest that an interaction can be waited for: after fifteen minutes its token is no longer known. */
const maxTimeoutMs = 15 * 60_000;

/** An interaction that somebody waits for, with the context made for them. */
export interface Awaited {
  context: unknown;
  /** Gives it to whoever waits, with what middleware have added. */
  deliver: (context: unknown) => void;
}

/** An interaction for which nobody waits yet. */
interface Unclaimed {
  interaction: UserInteraction;
  responder: Responder;
  claim(awaited: Awaited | undefined): void;
}

/** How long an interaction that came early is kept, in milliseconds. */
const holdMs = 1000;

/** Those who wait for what a user does next: each for a limited time, and no longer than their message lives. */
export class Waiters {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();
  readonly #unclaimed = new Set<Unclaimed>();
  /** Of the interactions whose handlers are at work, by their ids. */
  readonly #trails = new Map<string, MessageTrail>();

  #closings = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How often it was closed. */
  get closings(): number {
    return this.#closings;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** The next interaction that is accepted; `undefined` when the time is over, or what it lives on has gone. */
  next<Context>(request: WaitRequest<Context>): Promise<Context | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Context | undefined>();
    const { signal } = request;
    const stop = this.#start(
      request,
      (context) => {
        resolve(context);
        return false;
      },
      () => resolve(undefined),
      reject,
    );
    if (signal !== undefined) {
      const abort = (): void => {
        stop();
        reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
      };
      if (signal.aborted) abort();
      else {
        signal.addEventListener("abort", abort, { once: true });
        void promise.finally(() => signal.removeEventListener("abort", abort)).catch(() => undefined);
      }
    }
    return promise;
  }

  /**
   * Every interaction that is accepted from now on, until the time is over or `max` have come.
   * @throws {ValidationError} if `max` is no whole number above 0.
   */
  all<Context>(request: WaitRequest<Context> & { max?: number }): AsyncGenerator<Context, void, undefined> {
    const { max = Infinity } = request;
    if (!(max >= 1 && (max === Infinity || Number.isInteger(max)))) {
      throw ValidationError.of("max", `must be a whole number above 0 (was ${max})`);
    }
    let taken = 0;
    const arrivals = new Arrivals<Context>(() => stop());
    const stop = this.#start(
      request,
      (context) => {
        taken++;
        arrivals.push(context);
        if (taken >= max) arrivals.end();
        return taken < max;
      },
      () => arrivals.end(),
      (error) => arrivals.fail(error),
    );
    return arrivals;
  }

  /** Gives an interaction to the first who waits for it. @returns Its context, if somebody does. */
  take(interaction: UserInteraction, responder: Responder): Awaited | undefined {
    for (const waiter of this.#waiting) {
      const awaited = offer(waiter, interaction, responder);
      if (awaited !== undefined) return awaited;
    }
    return undefined;
  }

  /**
   * Keeps an interaction that nobody waits for yet: a click can overtake the answer to the request that sent its button,
   * and then comes before the handler goes on to wait for it. `undefined` if nobody came for it in a second.
   */
  hold(interaction: UserInteraction, responder: Responder): Promise<Awaited | undefined> {
    const { promise, resolve } = Promise.withResolvers<Awaited | undefined>();
    const unclaimed: Unclaimed = {
      interaction,
      responder,
      claim: (awaited) => {
        timer.clear();
        this.#unclaimed.delete(unclaimed);
        resolve(awaited);
      },
    };
    const timer = this.#clock.setTimeout(() => unclaimed.claim(undefined), holdMs);
    this.#unclaimed.add(unclaimed);
    return promise;
  }

  /** Follows the messages of an interaction while its handler is at work. */
  follow(interactionId: string, trail: MessageTrail): void {
    this.#trails.set(interactionId, trail);
  }

  unfollow(interactionId: string): void {
    this.#trails.delete(interactionId);
  }

  /** Could an event of this name end somebody's waiting, or that of a handler at work? */
  wants(event: string): boolean {
    return observedEvents.has(event) && (this.#waiting.size > 0 || this.#trails.size > 0);
  }

  /** Follows where answers go, and ends the waiting for what lived on something that has gone. */
  observe(event: ObservedEvent): void {
    if (event.t === null || !this.wants(event.t)) return;
    const made = madeBy(event);
    if (made !== undefined) this.#trails.get(made.interactionId)?.heardOf(made.id, made.followsUp);
    for (const gone of goneBy(event)) this.#end(gone);
  }

  /** Ends the waiting of an interaction whose last message has gone. */
  endOf(trail: MessageTrail): void {
    for (const waiter of this.#waiting) if (waiter.scope.trail === trail) waiter.end();
  }

  #end({ messageId, channelId, guildId }: Gone): void {
    if (messageId !== undefined) this.#lose(messageId);
    for (const waiter of this.#waiting) {
      const { scope } = waiter;
      if (
        (messageId !== undefined && messageId === scope.messageId) ||
        (channelId !== undefined && scope.channelIds.includes(channelId)) ||
        (guildId !== undefined && guildId === scope.guildId)
      ) {
        waiter.end();
      }
    }
  }

  #lose(messageId: string): void {
    const trails = new Set(this.#trails.values());
    for (const { scope } of this.#waiting) if (scope.trail !== undefined) trails.add(scope.trail);
    for (const trail of trails) if (trail.lose(messageId)) this.endOf(trail);
  }

  /** Ends all waiting, also what interactions that are here already would begin. */
  close(): void {
    this.#closings++;
    for (const waiter of this.#waiting) waiter.end();
    for (const unclaimed of this.#unclaimed) unclaimed.claim(undefined);
  }

  #start<Context>(
    { accept, scope, timeoutMs, closings }: WaitRequest<Context>,
    deliver: (context: Context) => boolean,
    ended: () => void,
    failed: (error: unknown) => void,
  ): () => void {
    if (!(timeoutMs > 0 && timeoutMs <= maxTimeoutMs)) {
      throw ValidationError.of(
        "timeoutMs",
        `must be above 0 and at most ${maxTimeoutMs} milliseconds (was ${timeoutMs}): for longer, let a custom id carry the state`,
      );
    }
    const stop = (): void => {
      timer.clear();
      this.#waiting.delete(waiter);
    };
    const waiter: Waiter = {
      accept,
      scope,
      deliver: (context) => {
        // What `accept` of this very request made.
        const more = deliver(context as Context);
        if (!more) stop();
        return more;
      },
      end: () => {
        stop();
        ended();
      },
      fail: (error) => {
        stop();
        failed(error);
      },
    };
    this.#waiting.add(waiter);
    const timer: ClockTimer = this.#clock.setTimeout(() => waiter.end(), timeoutMs, { ref: true });
    if (scope.trail?.over === true || closings !== this.#closings) {
      waiter.end();
      return stop;
    }
    for (const unclaimed of this.#unclaimed) {
      const awaited = offer(waiter, unclaimed.interaction, unclaimed.responder);
      if (awaited !== undefined) unclaimed.claim(awaited);
    }
    return stop;
  }
}

function offer(waiter: Waiter, interaction: UserInteraction, responder: Responder): Awaited | undefined {
  // Somebody else has answered it.
  if (responder.hasSpoken) return undefined;
  let context: unknown;
  try {
    context = waiter.accept(interaction, responder);
  } catch (error) {
    // The interaction is not to blame: it goes on to the others.
    waiter.fail(error);
    return undefined;
  }
  return context === undefined ? undefined : { context, deliver: (extended) => void waiter.deliver(extended) };
}
