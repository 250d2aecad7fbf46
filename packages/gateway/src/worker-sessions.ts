import type { Clock } from "@zignal/errors";
import type { SessionStore, StoredSession } from "./session-store.ts";
import { withPatience } from "./store-patience.ts";
import { toWire } from "./worker-errors.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

type StoreMessage = Extract<FromWorker, { type: "load" | "save" | "remove" }>;

/**
 * The sessions of a worker's shards: they go through to the store, and are remembered here, so that the worker's
 * successor finds them even when the store fails.
 */
export class WorkerSessions {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #onError: (error: unknown, shardId: number) => void;
  /** By shard; `undefined` for one that has ended. */
  readonly #known = new Map<number, StoredSession | undefined>();
  #work: Promise<unknown> = Promise.resolve();

  constructor(store: SessionStore, clock: Clock, onError: (error: unknown, shardId: number) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
  }

  async onMessage(message: StoreMessage, reply: (message: ToWorker) => void): Promise<void> {
    const { id } = message;
    try {
      const session = await this.#do(message);
      reply({ type: "stored", id, session, error: undefined });
    } catch (error) {
      reply({ type: "stored", id, session: undefined, error: toWire(error) });
    }
  }

  /**
   * The worker is gone: settles when the store is done, or takes too long.
   * @param newest - What became of a session since it was saved; left out, the store stays as it is.
   */
  async settle(newest: ((session: StoredSession) => StoredSession) | undefined): Promise<void> {
    const saving: Promise<void>[] = [];
    for (const [shardId, session] of this.#known) {
      const latest = session === undefined ? undefined : newest?.(session);
      if (latest === undefined || latest === session) continue;
      this.#known.set(shardId, latest);
      saving.push(this.#store.save(latest).catch((error: unknown) => this.#onError(error, shardId)));
    }
    const done = Promise.all([...saving, this.#work.catch(() => undefined)]);
    await withPatience(done, "save", this.#clock).catch((error: unknown) => this.#onError(error, -1));
  }

  async #do(message: StoreMessage): Promise<StoredSession | undefined> {
    switch (message.type) {
      case "load": {
        const { shardId, shardCount } = message;
        if (this.#known.has(shardId)) return this.#known.get(shardId);
        const session = await this.#store.load(shardId, shardCount);
        this.#known.set(shardId, session);
        return session;
      }
      case "save":
        this.#known.set(message.session.shardId, message.session);
        return await this.#pass(this.#store.save(message.session));
      default:
        this.#known.set(message.shardId, undefined);
        return await this.#pass(this.#store.remove(message.shardId, message.shardCount));
    }
  }

  async #pass(work: Promise<void>): Promise<undefined> {
    this.#work = Promise.allSettled([this.#work, work]);
    await work;
    return undefined;
  }
}
