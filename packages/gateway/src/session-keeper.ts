import type { Clock, ClockTimer } from "@zignal/errors";
import { sessionSaveIntervalMs } from "./session-store.ts";
import type { SessionStore, StoredSession } from "./session-store.ts";
import type { Session } from "./shard-events.ts";

export interface SessionKeeperOptions {
  shardId: number;
  shardCount: number;
  fingerprint: string;
  store: SessionStore;
  clock: Clock;
  /** Unix time in milliseconds. */
  wallClock: () => number;
  /** The sequence number of the last event that was handed to the listeners. */
  sequence: () => number;
  /** The store failed; the shard goes on. */
  onError: (error: unknown) => void;
}

/** Keeps a shard's session in the store: at once when it begins, and every second while its sequence number moves. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  #session: Session | undefined;
  #savedSequence = -1;
  #timer: ClockTimer | undefined;
  /** Operations of the store that are under way, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  /** The session that another connection or process left; `undefined` as well when it is another bot's, or the store fails. */
  async load(): Promise<StoredSession | undefined> {
    const { store, shardId, shardCount, fingerprint, onError } = this.#options;
    try {
      const stored = await store.load(shardId, shardCount);
      return stored?.fingerprint === fingerprint ? stored : undefined;
    } catch (error) {
      onError(error);
      return undefined;
    }
  }

  begin(session: Session): void {
    this.#clearTimer();
    this.#session = session;
    this.#savedSequence = -1;
    this.#save();
  }

  end(): void {
    this.#clearTimer();
    this.#session = undefined;
    const { store, shardId, shardCount } = this.#options;
    this.#do(() => store.remove(shardId, shardCount));
  }

  /** Saves what is not saved yet, and settles when the store is done; nothing more is saved after it. */
  async settle(): Promise<void> {
    this.#clearTimer();
    if (this.#session !== undefined && this.#options.sequence() !== this.#savedSequence) this.#write(this.#session);
    this.#session = undefined;
    await this.#work;
  }

  #save(): void {
    if (this.#session === undefined) return;
    if (this.#options.sequence() !== this.#savedSequence) this.#write(this.#session);
    this.#timer = this.#options.clock.setTimeout(() => this.#save(), sessionSaveIntervalMs);
  }

  #clearTimer(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #write({ id, resumeUrl }: Session): void {
    const { store, shardId, shardCount, fingerprint, wallClock } = this.#options;
    const sequence = this.#options.sequence();
    this.#savedSequence = sequence;
    const stored = { shardId, shardCount, fingerprint, sessionId: id, sequence, resumeUrl, savedAt: wallClock() };
    this.#do(() => store.save(stored));
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#options.onError(error));
  }
}
