import type { ClockTimer } from "@zignal/errors";
import { ValidationError, ZignalError } from "@zignal/errors";
import { checkDuration } from "../check-call-options.ts";
import type { HttpMethod } from "../endpoint.ts";
import { SignalWatch } from "../signal-watch.ts";
import { BatchEntry } from "./batch-entry.ts";
import type { BatchHandler, BatchItem, BatchResult, BatchSend } from "./batch-handler.ts";
import type { BatchedRequest, BatchTransport, RequestBatcherOptions, RequestBatcherStats } from "./batched-request.ts";
import { reasonOf, resolveBatcherOptions, splitUrl } from "./batched-request.ts";
import { BatchPattern } from "./batch-handler.ts";
import { bulkBan } from "./bulk-ban.ts";
import { bulkDelete } from "./bulk-delete.ts";
import { lastEdit } from "./last-edit.ts";
import { ownError } from "./own-error.ts";
import { processed } from "./processed.ts";
import { positions } from "./positions.ts";
import { SingleFlight } from "./single-flight.ts";
import { Waiters } from "./waiters.ts";

interface RegisteredHandler {
  readonly handler: BatchHandler;
  readonly pattern: BatchPattern;
}

interface Group {
  readonly handler: BatchHandler;
  readonly transport: BatchTransport;
  readonly timer: ClockTimer;
  readonly maxRetries: number | undefined;
  entries: BatchEntry[];
}

/**
 * Asks Discord less. There is no batch endpoint: requests are held for a moment, and those that can be said in fewer are:
 * deletes and bans in bulk, edits of one message as the last of them, positions as one list, identical GETs once.
 *
 * @example
 * ```ts no-run
 * const rest = new Rest({ token, requestBatcher: new RequestBatcher() });
 * await Promise.all(ids.map((id) => rest.channels.deleteMessage(channelId, id, { batch: true })));
 * ```
 */
export class RequestBatcher {
  readonly #options: Required<RequestBatcherOptions>;
  readonly #handlers: RegisteredHandler[] = [];
  readonly #groups = new Map<string, Group>();
  readonly #flights = new SingleFlight();
  readonly #signals = new SignalWatch();
  readonly #transports = new Map<BatchTransport, number>();
  #transportCount = 0;
  /** Who waits for a result, and from whom. */
  readonly #open = new Map<BatchEntry, BatchTransport>();
  readonly #underWay = new Set<Promise<void>>();
  #counts = { requests: 0, sent: 0, batches: 0, batched: 0, timedOut: 0 };

  /** @throws {ValidationError} naming each option that does not fit. */
  constructor(options: RequestBatcherOptions = {}) {
    this.#options = resolveBatcherOptions(options);
    if (!this.#options.builtIns) return;
    for (const handler of [bulkDelete(this.#options.timeOfDay), bulkBan, lastEdit, ...positions])
      this.addBatchHandler(handler);
  }

  /** Gives the batcher somebody who sends. A `Rest` that is given a batcher does this by itself. */
  attach(transport: BatchTransport): void {
    if (!this.#transports.has(transport)) this.#transports.set(transport, ++this.#transportCount);
  }

  /** Undoes `attach`: whoever still waits for this transport is rejected with the error. A `Rest` that is closed does so. */
  detach(transport: BatchTransport, reason: unknown): void {
    this.#transports.delete(transport);
    for (const [entry, from] of this.#open) if (from === transport) entry.reject(reason);
  }

  /**
   * Registers a handler; the built-in ones are registered the same way.
   * @throws {ValidationError} when the pattern is none, or `maxBatchSize` no number of items.
   */
  addBatchHandler(handler: BatchHandler): void {
    const { maxBatchSize = 1 } = handler;
    if (!Number.isInteger(maxBatchSize) || maxBatchSize < 1) {
      throw ValidationError.of("maxBatchSize", `must be a whole number above 0 (was ${maxBatchSize})`);
    }
    this.#handlers.push({ handler, pattern: new BatchPattern(handler.pattern) });
    this.#handlers.sort((a, b) => (b.handler.priority ?? 0) - (a.handler.priority ?? 0));
  }

  /**
   * Adds a request: it is sent with others of its kind, or at once when it can not be folded. Resolves with its own result,
   * rejects with its own error.
   * @param transport - Who sends it. @defaultValue the first that was attached
   */
  async addRequest(
    request: BatchedRequest,
    transport: BatchTransport | undefined = this.#transports.keys().next().value,
  ): Promise<unknown> {
    const { callback } = request;
    try {
      const value = await this.#add(request, transport);
      if (callback !== undefined) callBack(callback, { status: "fulfilled", value });
      return value;
    } catch (error) {
      // After the await the runtime knows who awaits.
      const reason = error instanceof ZignalError ? ownError(error) : error;
      if (callback !== undefined) callBack(callback, { status: "rejected", reason });
      throw reason;
    }
  }

  /** Could a request like this be folded with others? */
  canFold(method: HttpMethod, path: string): boolean {
    if (method === "GET" && this.#options.singleFlight) return true;
    return this.#handlers.some(({ pattern }) => pattern.match(method, path) !== undefined);
  }

  /**
   * Sends what must not be overtaken by a request that goes by itself: items of the same path whose handler keeps their order.
   * A `Rest` says so of what it does not give to the batcher.
   */
  sendBefore(method: HttpMethod, path: string, transport: BatchTransport): void {
    for (const [key, group] of this.#groups) {
      const [first] = group.entries;
      if (group.handler.keepsOrder !== true || group.transport !== transport) continue;
      if (first?.item.method === method && first.item.path === path) void this.#flush(key);
    }
  }

  /** Sends everything that waits, now. Resolves when all of it has its result. */
  async processBatch(): Promise<void> {
    for (const key of this.#groups.keys()) void this.#flush(key);
    await Promise.all(this.#underWay);
  }

  /** Rejects the waiting requests whose time is over. The batcher does so by itself; this does it now. */
  processTimeouts(): void {
    const now = this.#options.clock.now();
    for (const { entries } of this.#groups.values()) {
      for (const entry of entries.filter(({ dueAt }) => dueAt <= now)) entry.timeOut();
    }
  }

  getStats(): RequestBatcherStats {
    const { requests, sent, batches, batched, timedOut } = this.#counts;
    let pending = 0;
    for (const { entries } of this.#groups.values()) pending += entries.length;
    const settled = requests - pending;
    return {
      requests,
      sent,
      batches,
      averageBatchSize: batches === 0 ? 0 : batched / batches,
      pending,
      timedOut,
      batchEfficiency: settled <= 0 ? 0 : Math.max(0, 1 - sent / settled),
    };
  }

  /** Sends what waits; resolves when all of it has its result. */
  async close(): Promise<void> {
    await this.processBatch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #add(request: BatchedRequest, transport: BatchTransport | undefined): Promise<unknown> {
    if (transport === undefined) {
      throw new ZignalError("SystemError", "The RequestBatcher has nobody to send its requests", {
        recovery: "Give it to a Rest: new Rest({ requestBatcher }).",
      });
    }
    request.signal?.throwIfAborted();
    checkDuration("timeoutMs", request.timeoutMs);
    const { method, body } = request;
    const [path, query] = splitUrl(request.url);
    const item: BatchItem = { method, path, parameters: {}, body, reason: reasonOf(request.headers) };
    this.#counts.requests += 1;
    const registered = query === "" ? this.#find(item) : undefined;
    if (registered !== undefined) return this.#join(request, ...registered, transport);
    if (method !== "GET" || !this.#options.singleFlight) {
      this.sendBefore(method, path, transport);
      return this.#sendAlone(request, item, query, transport);
    }
    const key = `${this.#numberOf(transport)} ${path}${query}`;
    return this.#enter(request, item, transport, (entry) => {
      this.#flights
        .ask(key, entry, (waiters) => this.#send({ ...item, query }, waiters, request.maxRetries, transport))
        .then(
          (value) => entry.resolve(value),
          (error: unknown) => entry.reject(error),
        );
    });
  }

  #find(item: BatchItem): [handler: BatchHandler, item: BatchItem] | undefined {
    for (const { handler, pattern } of this.#handlers) {
      const parameters = pattern.match(item.method, item.path);
      if (parameters === undefined) continue;
      const matched = { ...item, parameters };
      if (handler.accepts?.(matched) ?? true) return [handler, matched];
    }
    return undefined;
  }

  #sendAlone(request: BatchedRequest, item: BatchItem, query: string, transport: BatchTransport): Promise<unknown> {
    return this.#enter(request, item, transport, (entry) => {
      this.#send({ ...item, query }, new Waiters([entry]), request.maxRetries, transport).then(
        (value) => entry.resolve(value),
        (error: unknown) => entry.reject(error),
      );
    });
  }

  /** Joins the group of its kind, or begins one. */
  #join(request: BatchedRequest, handler: BatchHandler, item: BatchItem, transport: BatchTransport): Promise<unknown> {
    const { clock, maxBatchSize, maxWaitTimeMs } = this.#options;
    const kind = handler.groupBy?.(item) ?? Object.values(item.parameters)[0] ?? "";
    const key = `${this.#handlers.findIndex((one) => one.handler === handler)} ${this.#numberOf(transport)} ${kind}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const timer = clock.setTimeout(() => void this.#flush(key), maxWaitTimeMs, { ref: true });
      group = { handler, transport, timer, maxRetries: request.maxRetries, entries: [] };
      this.#groups.set(key, group);
    }
    const joined = group;
    return this.#enter(
      request,
      item,
      transport,
      (entry) => {
        joined.entries.push(entry);
        if (joined.entries.length >= Math.min(maxBatchSize, handler.maxBatchSize ?? Infinity)) void this.#flush(key);
      },
      (entry) => {
        joined.entries = joined.entries.filter((other) => other !== entry);
      },
    );
  }

  #enter(
    { signal, timeoutMs, priority, attemptTimeoutMs }: BatchedRequest,
    item: BatchItem,
    transport: BatchTransport,
    begin: (entry: BatchEntry) => void,
    leave: (entry: BatchEntry) => void = ignore,
  ): Promise<unknown> {
    const { clock } = this.#options;
    const entry = new BatchEntry(
      { item, signal, timeoutMs, priority, attemptTimeoutMs },
      clock,
      this.#signals,
      (left) => {
        this.#open.delete(left);
        if (left.isTimedOut) this.#counts.timedOut += 1;
        leave(left);
      },
    );
    this.#open.set(entry, transport);
    begin(entry);
    return entry.promise;
  }

  async #flush(key: string): Promise<void> {
    const group = this.#groups.get(key);
    if (group === undefined) return;
    this.#groups.delete(key);
    group.timer.clear();
    const { entries } = group;
    group.entries = [];
    if (entries.length === 0) return;
    const work = this.#process(group, entries);
    this.#underWay.add(work);
    await work;
    this.#underWay.delete(work);
  }

  /** Never rejects. */
  async #process({ handler, transport, maxRetries }: Group, entries: readonly BatchEntry[]): Promise<void> {
    if (entries.length > 1) {
      this.#counts.batches += 1;
      this.#counts.batched += entries.length;
    }
    const items = entries.map(({ item }) => item);
    const waiters = new Waiters(entries);
    const send = (request: BatchSend): Promise<unknown> =>
      this.#send({ ...request, query: "" }, waiters, maxRetries, transport);
    const results = await processed(handler, items, send);
    waiters.answered();
    for (const [index, entry] of entries.entries()) {
      const result = results[index];
      if (result?.status === "fulfilled") entry.resolve(result.value);
      else entry.reject(result?.reason);
    }
  }

  async #send(
    request: BatchSend & { query: string },
    waiters: Waiters,
    maxRetries: number | undefined,
    transport: BatchTransport,
  ): Promise<unknown> {
    this.#counts.sent += 1;
    const { method, path, query, body, reason } = request;
    const { priority, attemptTimeoutMs: timeoutMs, signal } = waiters;
    return transport({ method, path, query, body, reason, priority, maxRetries, timeoutMs, signal });
  }

  /** Several clients may share a batcher: what they ask is not folded together. */
  #numberOf(transport: BatchTransport): number {
    this.attach(transport);
    return this.#transports.get(transport) ?? 0;
  }
}

/** A callback's fault is the program's; it must not become the request's. */
function callBack(callback: (result: BatchResult) => void, result: BatchResult): void {
  try {
    callback(result);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function ignore(): void {
  // Nothing to leave.
}
