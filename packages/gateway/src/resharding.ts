import type { Clock, ClockTimer } from "@zignal/errors";
import { GatewayError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { announcedGuilds, identityOf } from "./event-identity.ts";
import { eventNeed } from "./message-reader.ts";
import { Overlap } from "./overlap.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import type { ShardPlan } from "./shard-set.ts";
import { ShardSet } from "./shard-set.ts";

/** An event of the new set that the old one has not handed out. */
export interface HeldDispatch {
  payload: GatewayDispatchPayload;
  shardId: number;
}

export interface ReshardingOptions {
  clock: Clock;
  old: ShardSet;
  plan: ShardPlan;
  context: ShardContext;
  isWanted: (event: string) => boolean;
  onError: (error: unknown, shardId: number) => void;
}

/** How often it is looked whether the new set may take over. */
const lookMs = 100;
/** How long the guilds that READY announced, and the old shards' answers, are waited for. */
const settleMs = 10_000;
/** How long the old shards may be away before the new ones take over without them. */
const oldAwayMs = 60_000;
/** More events than this that only one set has brought mean that the other is lost. */
const heldLimit = 250_000;

/**
 * A new set of shards beside the old one. It identifies, and what it brings is held until it takes over; what the old
 * one hands out meanwhile is crossed out (see {@link Overlap}). Whatever goes wrong before that ends the new set, and
 * the old one stays.
 */
export class Resharding {
  readonly next: ShardSet;
  readonly #options: ReshardingOptions;
  readonly #overlap = new Overlap<HeldDispatch>();
  /** Guilds whose GUILD_CREATE only introduces them to a new session, by shard. */
  readonly #announced = new Map<number, Set<string>>();
  readonly #broken = Promise.withResolvers<never>();
  #oldAwaySince: number | undefined;
  #isBroken = false;
  #isOver = false;

  constructor(options: ReshardingOptions) {
    this.#options = options;
    this.next = new ShardSet(options.plan, options.context, this.#host());
    this.#broken.promise.catch(() => undefined);
  }

  /** @throws {Error} why the new set can not take over; it is stopped by then. */
  async prepare(): Promise<void> {
    this.next.start();
    try {
      while (!(await this.#mayTakeOver())) await this.#pause();
    } catch (error) {
      await this.next.stop(false);
      throw error;
    }
  }

  /** Ends it from outside. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isBroken = true;
    this.#broken.reject(error);
  }

  /** The old set is about to hand out an event. @returns What has to be handed out before it. */
  delivered(payload: GatewayDispatchPayload): readonly HeldDispatch[] {
    const identity = identityOf(payload);
    if (identity === undefined || !this.#mayBringAsWell(payload)) return [];
    const skipped = this.#overlap.delivered(identity);
    this.#checkSize();
    return skipped;
  }

  /** The new set hands out from now on. @returns What the old one has not handed out. */
  takeOver(): readonly HeldDispatch[] {
    this.#isOver = true;
    return this.#overlap.takeOver();
  }

  /** After it has taken over: whether the old set has handed this event out, being ahead. */
  repeats(payload: GatewayDispatchPayload): boolean {
    const identity = identityOf(payload);
    return identity !== undefined && this.#overlap.repeats(identity);
  }

  async #mayTakeOver(): Promise<boolean> {
    const { old, clock } = this.#options;
    if (!isReady(this.next)) return false;
    const until = clock.now() + settleMs;
    const isIntroducing = (): boolean => [...this.#announced.values()].some((guilds) => guilds.size > 0);
    while (isIntroducing() && clock.now() < until) await this.#pause();
    // What the old shards have not received yet may be from before the new sessions, and come to nobody else.
    if (isReady(old) && (await this.#haveCaughtUp(old)) && isReady(old)) {
      this.#oldAwaySince = undefined;
      return isReady(this.next);
    }
    this.#oldAwaySince ??= clock.now();
    return clock.now() - this.#oldAwaySince >= oldAwayMs && isReady(this.next);
  }

  async #haveCaughtUp({ shards }: ShardSet): Promise<boolean> {
    const caughtUp = Promise.all([...shards.values()].map(async (shard) => await shard.caughtUp()));
    const late = Promise.withResolvers<false>();
    const timer = this.#options.clock.setTimeout(() => late.resolve(false), settleMs);
    try {
      return (await Promise.race([caughtUp, late.promise, this.#broken.promise])) !== false;
    } finally {
      timer.clear();
    }
  }

  /** An event from before its new shard's session can not come on that. */
  #mayBringAsWell({ d }: { d: unknown }): boolean {
    const { guild_id: guildId } = (d ?? {}) as { guild_id?: unknown };
    const shard = typeof guildId === "string" ? this.next.shardOf(guildId) : undefined;
    return shard === undefined || shard.getStats().identifies > 0;
  }

  #host(): ShardHost {
    const { isWanted, onError } = this.#options;
    return {
      needsAll: () => false,
      need: (event) => (isWanted(event) ? eventNeed.listeners : eventNeed.nobody),
      onDispatch: (payload, shardId) => {
        this.#hold(payload, shardId);
        return undefined;
      },
      onReady: () => undefined,
      onResumed: () => undefined,
      onDisconnect: () => undefined,
      onMute: () => undefined,
      onError,
      onFailed: (error) => this.fail(error),
    };
  }

  #hold(payload: GatewayDispatchPayload, shardId: number): void {
    const event: string = payload.t;
    if (event === "READY") {
      // Without the intent guilds they are announced, and do not come.
      const comes = (this.#options.context.intents & 1) !== 0 && this.#options.isWanted("GUILD_CREATE");
      this.#announced.set(shardId, new Set(comes ? announcedGuilds(payload) : []));
      return;
    }
    if (event === "GUILD_CREATE" && this.#isIntroduction(payload, shardId)) return;
    const identity = identityOf(payload);
    // Every shard of both sets has its own of these; those of the old set do.
    if (identity === undefined || event === "USER_UPDATE") return;
    this.#overlap.received(identity, { payload, shardId });
    this.#checkSize();
  }

  #isIntroduction({ d }: { d: unknown }, shardId: number): boolean {
    const { id } = d as { id?: unknown };
    return typeof id === "string" && this.#announced.get(shardId)?.delete(id) === true;
  }

  #checkSize(): void {
    if (this.#overlap.size <= heldLimit) return;
    this.fail(new GatewayError(`Resharding was given up: one set of shards is ${heldLimit} events behind the other`));
  }

  async #pause(): Promise<void> {
    if (this.#isBroken) await this.#broken.promise;
    let timer: ClockTimer | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = this.#options.clock.setTimeout(resolve, lookMs);
    });
    try {
      await Promise.race([passed, this.#broken.promise]);
    } finally {
      timer?.clear();
    }
  }
}

/** Every shard is ready, but for those that will never be. */
function isReady({ shards }: ShardSet): boolean {
  return [...shards.values()].every(({ status }) => status === "ready" || status === "failed");
}
