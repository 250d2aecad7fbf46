import type { Clock, ClockTimer } from "@zignal/errors";
import { TimeoutError } from "@zignal/errors";
import type {
  APIGuildMember,
  GatewayGuildMembersChunkDispatchData,
  GatewayGuildMembersChunkPresence,
} from "@zignal/types";
import type { OutgoingPayload } from "./payloads.ts";
import type { MemberQuery, RequestGuildMembersOptions } from "./member-query.ts";
import { batchesOf, checkMayAsk, isWholeGuild, memberQuery, queryKey } from "./member-query.ts";

/** What {@link RequestGuildMembersOptions} asked for, of all chunks together. */
export interface GuildMembersResult {
  members: APIGuildMember[];
  /** Present when `presences` was asked for. */
  presences?: GatewayGuildMembersChunkPresence[];
  /** Of `userIds`, those that are no members. */
  notFound: string[];
}

export interface MemberRequestsOptions {
  clock: Clock;
  /** Told apart from other gateways of the same bot by this. */
  noncePrefix: string;
  /** What the shards identify with, as bits. */
  intents: number;
  /** Sends to the shard of a guild. */
  send: (guildId: string, payload: OutgoingPayload) => Promise<void>;
}

/** Discord answers one request for all members of a guild in this time. */
const wholeGuildIntervalMs = 30_000;

/** One payload of a request: at most 100 ids, or a query. */
interface Batch {
  nonce: string;
  query: MemberQuery;
  operation: Operation;
  sent: boolean;
  /** The chunks that have come, by their index. */
  chunks: Map<number, GatewayGuildMembersChunkDispatchData>;
  done: boolean;
  timer: ClockTimer | undefined;
}

/** A request as it goes to Discord; identical ones that are made meanwhile share it. */
interface Operation {
  key: string;
  guildId: string;
  batches: Batch[];
  timeoutMs: number;
  timer: ClockTimer | undefined;
  callers: number;
  promise: PromiseWithResolvers<GuildMembersResult>;
}

/**
 * Requests of guild members that wait for their chunks. A request is split at 100 ids, told apart by nonces that are
 * never used twice, folded with an identical one that is under way, and sent again after a rate limit or a new session.
 * @see {@link https://docs.discord.com/developers/events/gateway-events#request-guild-members | Discord Docs/Request Guild Members}
 */
export class MemberRequests {
  readonly #options: MemberRequestsOptions;
  readonly #operations = new Map<string, Operation>();
  readonly #batches = new Map<string, Batch>();
  /** When the last request for all members of a guild may be followed by the next. */
  readonly #wholeGuildAt = new Map<string, number>();
  #count = 0;

  constructor(options: MemberRequestsOptions) {
    this.#options = options;
  }

  /** Requests that wait. */
  get pending(): number {
    return this.#operations.size;
  }

  async request(options: RequestGuildMembersOptions): Promise<GuildMembersResult> {
    const query = memberQuery(options);
    const { timeoutMs = 30_000, signal } = options;
    signal?.throwIfAborted();
    checkMayAsk(query, this.#options.intents);
    if (query.userIds?.length === 0) return { members: [], notFound: [] };
    const key = queryKey(query);
    const operation = this.#operations.get(key) ?? this.#start(key, query, timeoutMs);
    operation.timeoutMs = Math.max(operation.timeoutMs, timeoutMs);
    operation.callers += 1;
    return signal === undefined ? await operation.promise.promise : await this.#orAborted(operation, signal);
  }

  onChunk(chunk: GatewayGuildMembersChunkDispatchData): void {
    const batch = chunk.nonce === undefined ? undefined : this.#batches.get(chunk.nonce);
    if (batch === undefined || batch.done) return;
    batch.chunks.set(chunk.chunk_index, chunk);
    this.#expect(batch.operation);
    if (batch.chunks.size < chunk.chunk_count) return;
    batch.done = true;
    if (batch.operation.batches.every(({ done }) => done)) this.#finish(batch.operation);
  }

  /** Discord refused a request for now. */
  onRateLimited(nonce: string | undefined, retryAfterMs: number): void {
    const batch = nonce === undefined ? undefined : this.#batches.get(nonce);
    if (batch === undefined || batch.done) return;
    const { guildId } = batch.operation;
    const now = this.#options.clock.now();
    this.#wholeGuildAt.set(guildId, Math.max(this.#wholeGuildAt.get(guildId) ?? 0, now + retryAfterMs));
    this.#sendLater(batch, retryAfterMs);
  }

  /**
   * A shard has a new session, or has resumed: what was asked on the connection before may have got lost.
   * @param isNew - Chunks of an old session do not come any more; those of a resumed one are replayed.
   */
  onSession(ownsGuild: (guildId: string) => boolean, isNew: boolean): void {
    for (const batch of this.#batches.values()) {
      if (!batch.sent || batch.done || !ownsGuild(batch.operation.guildId)) continue;
      if (isNew) batch.chunks.clear();
      if (batch.chunks.size === 0) this.#sendLater(batch, 0);
    }
  }

  /** Nothing will come any more, for the guilds that match. */
  failAll(error: Error, matches: (guildId: string) => boolean = () => true): void {
    for (const operation of this.#operations.values()) if (matches(operation.guildId)) this.#fail(operation, error);
  }

  #start(key: string, query: MemberQuery, timeoutMs: number): Operation {
    const operation: Operation = {
      key,
      guildId: query.guildId,
      batches: [],
      timeoutMs,
      timer: undefined,
      callers: 0,
      promise: Promise.withResolvers(),
    };
    // Whoever waits hears of a failure, if anyone still does.
    operation.promise.promise.catch(() => undefined);
    this.#operations.set(key, operation);
    for (const part of batchesOf(query)) {
      this.#count += 1;
      const nonce = `${this.#options.noncePrefix}-${this.#count.toString(36)}`;
      const batch: Batch = {
        nonce,
        query: part,
        operation,
        sent: false,
        chunks: new Map(),
        done: false,
        timer: undefined,
      };
      operation.batches.push(batch);
      this.#batches.set(nonce, batch);
    }
    this.#expect(operation);
    for (const batch of operation.batches) this.#sendLater(batch, this.#turnMs(batch));
    return operation;
  }

  /** How long until the guild's next request for all members may go; takes the turn. */
  #turnMs({ query }: Batch): number {
    if (!isWholeGuild(query)) return 0;
    const now = this.#options.clock.now();
    const at = Math.max(now, this.#wholeGuildAt.get(query.guildId) ?? 0);
    this.#wholeGuildAt.set(query.guildId, at + wholeGuildIntervalMs);
    return at - now;
  }

  #sendLater(batch: Batch, delayMs: number): void {
    batch.timer?.clear();
    batch.timer = undefined;
    if (delayMs <= 0) return this.#send(batch);
    // The time that Discord makes us wait is no time without an answer.
    this.#expect(batch.operation, delayMs);
    batch.timer = this.#options.clock.setTimeout(() => this.#send(batch), delayMs);
  }

  #send(batch: Batch): void {
    const { guildId, query, limit, userIds, presences } = batch.query;
    const common = { guild_id: guildId, presences, nonce: batch.nonce };
    const d = userIds === undefined ? { ...common, query, limit } : { ...common, user_ids: [...userIds], limit: 0 };
    batch.sent = true;
    this.#options.send(guildId, { op: 8, d }).catch((error: unknown) => this.#fail(batch.operation, error));
  }

  /** Starts the time again in which something has to come. */
  #expect(operation: Operation, extraMs = 0): void {
    operation.timer?.clear();
    operation.timer = this.#options.clock.setTimeout(() => {
      this.#fail(
        operation,
        new TimeoutError(`Request Guild Members of guild ${operation.guildId}`, operation.timeoutMs),
      );
    }, operation.timeoutMs + extraMs);
  }

  #finish(operation: Operation): void {
    this.#remove(operation);
    const chunks = operation.batches.flatMap(({ chunks: parts }) =>
      [...parts.values()].toSorted((a, b) => a.chunk_index - b.chunk_index),
    );
    const presences = chunks.flatMap((chunk) => chunk.presences ?? []);
    const wantsPresences = operation.batches.some(({ query }) => query.presences);
    operation.promise.resolve({
      members: chunks.flatMap((chunk) => chunk.members),
      ...(wantsPresences ? { presences } : {}),
      notFound: chunks.flatMap((chunk) => chunk.not_found ?? []).map(String),
    });
  }

  #fail(operation: Operation, error: unknown): void {
    if (this.#operations.get(operation.key) !== operation) return;
    this.#remove(operation);
    operation.promise.reject(error);
  }

  #remove(operation: Operation): void {
    operation.timer?.clear();
    this.#operations.delete(operation.key);
    for (const batch of operation.batches) {
      batch.timer?.clear();
      this.#batches.delete(batch.nonce);
    }
  }

  async #orAborted(operation: Operation, signal: AbortSignal): Promise<GuildMembersResult> {
    return await new Promise((resolve, reject) => {
      const onAbort = (): void => {
        operation.callers -= 1;
        // Nobody is left who wants it.
        if (operation.callers === 0) this.#remove(operation);
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      operation.promise.promise.finally(() => signal.removeEventListener("abort", onAbort)).then(resolve, reject);
    });
  }
}
