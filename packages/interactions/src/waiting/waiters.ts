import type { Clock, ClockTimer } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import type { UserInteraction } from "../context/interaction-context.ts";
import type { Responder } from "../responder.ts";

/** Where what is waited for lives: when one of these goes, so does the waiting. */
export interface WaitScope {
  messageId?: string;
  channelId?: string;
  guildId?: string;
}

export interface WaitRequest<Context> {
  /** The context of an interaction that is waited for; `undefined` for any other. */
  accept: (interaction: UserInteraction, responder: Responder) => Context | undefined;
  scope: WaitScope;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Somebody who waits. */
interface Waiter {
  accept: (interaction: UserInteraction, responder: Responder) => unknown;
  scope: WaitScope;
  /** Takes what came. @returns Is it still waiting for more? */
  deliver(context: unknown): boolean;
  end(): void;
}

/** The longest that an interaction can be waited for: after fifteen minutes its token is no longer known. */
const maxTimeoutMs = 15 * 60_000;

/** An interaction that somebody waits for, with the context made for them. */
export interface Awaited {
  context: unknown;
  deliver: () => void;
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

  constructor(clock: Clock) {
    this.#clock = clock;
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

  /** Every interaction that is accepted from now on, until the time is over or `max` have come. */
  all<Context>(request: WaitRequest<Context> & { max?: number }): AsyncGenerator<Context, void, undefined> {
    const { max = Infinity } = request;
    const queue: Context[] = [];
    let taken = 0;
    let ended = false;
    let wake = Promise.withResolvers<void>();
    const stop = this.#start(
      request,
      (context) => {
        queue.push(context);
        taken++;
        wake.resolve();
        return taken < max;
      },
      () => {
        ended = true;
        wake.resolve();
      },
    );
    async function* drain(): AsyncGenerator<Context, void, undefined> {
      try {
        for (;;) {
          const context = queue.shift();
          if (context !== undefined) yield context;
          else if (ended || taken >= max) return;
          else {
            await wake.promise;
            wake = Promise.withResolvers<void>();
          }
        }
      } finally {
        stop();
      }
    }
    return drain();
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

  /** Ends the waiting for what lived on a message, channel or guild that has gone. */
  end(gone: WaitScope): void {
    for (const waiter of this.#waiting) {
      const { messageId, channelId, guildId } = waiter.scope;
      if (
        (gone.messageId !== undefined && gone.messageId === messageId) ||
        (gone.channelId !== undefined && gone.channelId === channelId) ||
        (gone.guildId !== undefined && gone.guildId === guildId)
      ) {
        waiter.end();
      }
    }
  }

  /** Ends all waiting. */
  close(): void {
    for (const waiter of this.#waiting) waiter.end();
    for (const unclaimed of this.#unclaimed) unclaimed.claim(undefined);
  }

  #start<Context>(
    { accept, scope, timeoutMs }: WaitRequest<Context>,
    deliver: (context: Context) => boolean,
    ended: () => void,
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
    };
    this.#waiting.add(waiter);
    const timer: ClockTimer = this.#clock.setTimeout(() => waiter.end(), timeoutMs, { ref: true });
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
  const context = waiter.accept(interaction, responder);
  return context === undefined ? undefined : { context, deliver: () => void waiter.deliver(context) };
}
