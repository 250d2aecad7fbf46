import type { ClockTimer } from "@zignal/errors";
import { GatewayError, ValidationError } from "@zignal/errors";
import type { APIGatewayBotInfo, GatewayDispatchPayload } from "@zignal/types";
import { askGatewayInfo } from "./gateway-info.ts";
import { parseGatewayUrl } from "./gateway-url.ts";
import type { ResolvedGatewayOptions } from "./options.ts";
import type { HeldDispatch } from "./resharding.ts";
import { Resharding } from "./resharding.ts";
import type { ShardContext } from "./shard-context.ts";
import type { ShardControlHost } from "./shard-control-host.ts";
import { ShardReadiness } from "./shard-readiness.ts";
import type { ShardPlan, ShardRunner } from "./shard-set.ts";
import { planFor, ShardSet } from "./shard-set.ts";
import { WorkerShards } from "./worker-shards.ts";

/** The gateway's, and what is known only where it runs. */
export type ShardControlOptions = ResolvedGatewayOptions & Pick<ShardContext, "progress">;

/** How often it is asked whether more shards are recommended. */
const recommendationMs = 6 * 3_600_000;
/** How long after a take-over the new sessions may still bring what the old ones had handed out. */
const repeatsMs = 30_000;

/** Which shards run: starts, stops and replaces them. */
export class ShardControl {
  readonly #options: ShardControlOptions;
  readonly #host: ShardControlHost;
  #runner: ShardRunner | undefined;
  #resharding: Resharding | undefined;
  /** The one that has taken over only just: its sessions may still bring what the old ones had handed out. */
  #settling: Resharding | undefined;
  #isResharding = false;
  /** What `reshard()` has led to, for the next `connect()`. */
  #reshardedTo: number | undefined;
  /** Of the `connect()` that is under way, or done. */
  #connected: ShardReadiness | undefined;
  /** Of the `reconnect()`s that are under way. */
  readonly #reconnecting = new Set<ShardReadiness>();
  #disconnecting: Promise<void> | undefined;
  #asking = new AbortController();
  #timer: ClockTimer | undefined;
  #settled: ClockTimer | undefined;

  constructor(options: ShardControlOptions, host: ShardControlHost) {
    this.#options = options;
    this.#host = host;
  }

  get runner(): ShardRunner | undefined {
    return this.#runner;
  }

  /** The number of shards in all processes; 0 before they are known. */
  get shardCount(): number {
    return this.#runner?.plan.count ?? 0;
  }

  /** @throws {ValidationError} naming `path` when there is none. */
  running(path: string): ShardRunner {
    if (this.#runner !== undefined) return this.#runner;
    throw ValidationError.of(path, "has no shard yet: call connect() first");
  }

  /** The one that is under way. */
  get resharding(): Resharding | undefined {
    return this.#resharding;
  }

  /** Whether an event is to be handed out, now that two sets of shards may bring it. */
  isNews(payload: GatewayDispatchPayload, handOut: (skipped: HeldDispatch) => void): boolean {
    if (this.#settling?.repeats(payload) === true) return false;
    for (const skipped of this.#resharding?.delivered(payload) ?? []) handOut(skipped);
    return true;
  }

  /** Whether two sets of shards may bring the same events. */
  get isDoubled(): boolean {
    return this.#resharding !== undefined || this.#settling !== undefined;
  }

  async connect(): Promise<void> {
    // Without a turn in between where there is nothing to wait for: a disconnect() right after this must find it.
    if (this.#disconnecting !== undefined) await this.#disconnecting;
    // Whoever calls again after a shard has failed wants it mended.
    if (this.#runner?.getStats().some(({ status }) => status === "failed") === true) {
      await this.disconnect(true, Promise.resolve());
    }
    if (this.#connected === undefined) {
      const connected = new ShardReadiness([]);
      this.#connected = connected;
      this.#start(connected).catch((error: unknown) => this.#giveUp(connected, error));
    }
    await this.#connected.promise;
  }

  async disconnect(keepSessions: boolean, drained: Promise<unknown>, drainTimeoutMs?: number): Promise<void> {
    this.#disconnecting ??= this.#stopAll(keepSessions, drained, drainTimeoutMs).finally(() => {
      this.#disconnecting = undefined;
    });
    await this.#disconnecting;
  }

  async reconnect(): Promise<void> {
    // What is being disconnected does not come back by itself; connect() waits for the end of that.
    if (this.#runner === undefined || this.#disconnecting !== undefined) return await this.connect();
    const back = new ShardReadiness([]);
    this.#reconnecting.add(back);
    const ids = this.#runner.restart();
    if (ids.length === 0) back.fail(new GatewayError("No shard can be connected again: call connect()"));
    back.expect(ids);
    await back.promise.finally(() => this.#reconnecting.delete(back));
  }

  async reshard(count: number | "auto"): Promise<void> {
    const old = this.#runner;
    if (old === undefined || this.#connected?.pending !== false) {
      throw new GatewayError("There are no shards to replace yet: wait for connect()");
    }
    if (!(old instanceof ShardSet)) {
      throw new GatewayError("Shards in workers can not be replaced while they run: disconnect and connect again", {
        recovery: "Call disconnect(), set `shards`, and connect() again; sessions are new then.",
      });
    }
    if (old.plan.ids.length !== old.plan.count) {
      throw new GatewayError("Only a gateway that runs all shards can replace them without a gap");
    }
    if (this.#isResharding) throw new GatewayError("reshard() is under way already");
    if (count !== "auto" && (!Number.isInteger(count) || count < 1)) {
      throw ValidationError.of("shards", `must be a whole number of at least 1, or "auto" (was ${String(count)})`);
    }
    this.#isResharding = true;
    try {
      await this.#reshardFrom(old, count);
    } finally {
      this.#isResharding = false;
    }
  }

  async #reshardFrom(old: ShardSet, count: number | "auto"): Promise<void> {
    const info = await this.#ask();
    const total = count === "auto" ? info.shards : count;
    if (total === old.plan.count) {
      if (count === "auto") return;
      throw ValidationError.of("shards", `must be another number than now (was ${total})`);
    }
    const { remaining, reset_after: resetAfterMs } = info.session_start_limit;
    if (remaining < total) {
      throw new GatewayError(`${total} new shards need more session starts than are left today (${remaining})`, {
        recovery: `Try again in ${Math.ceil(resetAfterMs / 60_000)} minutes, when Discord grants new ones.`,
        retryable: true,
      });
    }
    await this.#replace(old, total, info);
  }

  /** A shard is ready. */
  onSession(shardId: number): void {
    this.#connected?.ready(shardId);
    for (const back of this.#reconnecting) back.ready(shardId);
  }

  /** Discord does not let a shard reconnect. @returns Whether that is being mended. */
  onFailed(error: Error): boolean {
    if (this.#mendsByResharding(error)) return true;
    for (const back of this.#reconnecting) back.fail(error);
    return false;
  }

  /** What failed can not be mended. */
  failConnect(error: Error): void {
    if (this.#connected?.pending === true) this.#giveUp(this.#connected, error);
  }

  async #start(connected: ShardReadiness): Promise<void> {
    const { shards, logger } = this.#options;
    const info = await this.#ask();
    // disconnect() may have been called meanwhile.
    if (this.#connected !== connected) return;
    const { remaining, total, reset_after: resetAfterMs } = info.session_start_limit;
    if (remaining < total / 10) {
      logger.warn(
        { remaining, total, resetAfterMs },
        "few session starts are left today: new sessions may have to wait",
      );
    }
    this.#run(planFor(this.#reshardedTo ?? shards, info.shards), info, connected);
    if (shards === "auto") this.#lookLater();
  }

  #run(plan: ShardPlan, info: APIGatewayBotInfo, connected: ShardReadiness): void {
    const context = this.#context(plan, info);
    const { workers } = this.#options;
    this.#runner =
      workers === undefined
        ? new ShardSet(plan, context, this.#host.shards)
        : new WorkerShards(plan, context, workers, {
            shards: this.#host.shards,
            onTold: (event, args) => this.#host.onTold(event, args),
            onBroken: (error) => this.#giveUp(connected, error),
          });
    connected.expect(plan.ids);
    this.#runner.start();
  }

  #context({ count }: ShardPlan, info: APIGatewayBotInfo): ShardContext {
    const { url } = this.#options;
    return { ...this.#options, url: url ?? info.url, shardCount: count, presence: () => this.#host.presence() };
  }

  async #ask(): Promise<APIGatewayBotInfo> {
    const { rest, identifyGate, url, infoPatienceMs: patienceMs } = this.#options;
    const info = await askGatewayInfo({
      ...this.#options,
      ask: async () => await rest.gateway.getBotGateway(),
      patienceMs,
      onFailure: (error) => this.#host.onError(error, -1),
      signal: this.#asking.signal,
    });
    parseGatewayUrl(url ?? info.url, "url of GET /gateway/bot");
    const { total, remaining, reset_after: resetAfterMs, max_concurrency: maxConcurrency } = info.session_start_limit;
    identifyGate.update({ total, remaining, resetAfterMs, maxConcurrency });
    return info;
  }

  async #replace(old: ShardSet, count: number, info: APIGatewayBotInfo): Promise<void> {
    const plan = planFor(count, count);
    const resharding = new Resharding({
      clock: this.#options.clock,
      old,
      plan,
      context: this.#context(plan, info),
      isWanted: (event) => this.#host.isWanted(event),
      onError: (error, shardId) => this.#host.onError(error, shardId),
    });
    this.#resharding = resharding;
    try {
      await resharding.prepare();
    } catch (error) {
      this.#resharding = undefined;
      throw error;
    }
    // From here on in one turn: no event can come in between.
    const { next } = resharding;
    next.tellTo(this.#host.shards);
    this.#runner = next;
    this.#reshardedTo = count;
    this.#resharding = undefined;
    this.#settling = resharding;
    const retired = old.retire(this.#options.clock);
    this.#host.onTakenOver(resharding.takeOver(), old.plan);
    this.#settled?.clear();
    this.#settled = this.#options.clock.setTimeout(() => {
      this.#settling = undefined;
    }, repeatsMs);
    await retired;
  }

  /** With `shards: "auto"`, too few shards are no reason to give up: Discord says how many it wants. */
  #mendsByResharding(failure: Error): boolean {
    const { shards, workers } = this.#options;
    if (shards !== "auto" || workers !== undefined) return false;
    if (!(failure instanceof GatewayError) || failure.closeCode !== 4011) return false;
    const connected = this.#connected;
    if (connected?.pending === true) {
      this.#startOver(connected, failure).catch((reason: unknown) => this.#giveUp(connected, reason));
    } else if (!this.#isResharding) {
      this.reshard("auto").catch((reason: unknown) => this.#host.onError(reason, -1));
    }
    return true;
  }

  async #startOver(connected: ShardReadiness, error: Error): Promise<void> {
    const before = this.#runner;
    const info = await this.#ask();
    if (this.#connected !== connected || this.#runner !== before || before === undefined) return;
    if (info.shards <= before.plan.count) throw error;
    await before.stop(false, Promise.resolve());
    if (this.#connected === connected) this.#run(planFor("auto", info.shards), info, connected);
  }

  /** Comes back from time to time to see whether the bot has outgrown its shards. */
  #lookLater(): void {
    this.#timer?.clear();
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#lookLater();
      this.#look().catch((error: unknown) => this.#host.onError(error, -1));
    }, recommendationMs);
  }

  async #look(): Promise<void> {
    const { shards } = await this.#ask();
    const current = this.#runner?.plan.count ?? 0;
    if (current === 0 || shards <= current || this.#isResharding) return;
    this.#host.onRecommended(shards, current);
    if (this.#options.autoReshard) await this.reshard(shards);
  }

  /** Discord does not let a shard in, or nothing could be asked: `connect()` has failed as a whole. */
  #giveUp(connected: ShardReadiness, error: unknown): void {
    connected.fail(error);
    if (this.#connected === connected) void this.disconnect(true, Promise.resolve());
  }

  async #stopAll(keepSessions: boolean, drained: Promise<unknown>, drainTimeoutMs?: number): Promise<void> {
    const error = new GatewayError("disconnect() was called before this was done");
    this.#asking.abort(error);
    this.#asking = new AbortController();
    this.#timer?.clear();
    this.#settled?.clear();
    this.#settling = undefined;
    this.#connected?.fail(error);
    this.#connected = undefined;
    for (const back of this.#reconnecting) back.fail(error);
    const { next } = this.#resharding ?? {};
    this.#resharding?.fail(error);
    this.#resharding = undefined;
    const runner = this.#runner;
    await Promise.all([
      runner?.stop(keepSessions, drained, drainTimeoutMs),
      next === runner ? undefined : next?.stop(false),
    ]);
    if (this.#runner === runner) this.#runner = undefined;
  }
}
