import type { Clock, ClockTimer } from "@zignal/errors";
import { HandledSequence } from "./handled-sequence.ts";
import { sessionFingerprint } from "./session-fingerprint.ts";
import { sessionSaveIntervalMs } from "./session-store.ts";
import type { SessionStore, StoredSession } from "./session-store.ts";
import type { ShardContext, ShardProgress } from "./shard-context.ts";
import type { Session } from "./shard-events.ts";
import { withPatience } from "./store-patience.ts";

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
  /** Where the progress is told as well, after every event. */
  progress: ShardProgress | undefined;
  /** The store failed; the shard goes on. */
  onError: (error: unknown) => void;
}

/** What a keeper needs of what shards have in common. */
export function keptBy(
  { shardCount, token, intents, sessionStore, clock, wallClock, progress }: ShardContext,
  shardId: number,
): Omit<SessionKeeperOptions, "sequence" | "onError"> {
  return {
    shardId,
    shardCount,
    fingerprint: sessionFingerprint(token, intents),
    store: sessionStore,
    clock,
    wallClock,
    progress: progress?.(shardId),
  };
}

/** Keeps a shard's session in the store: at once when it begins, and every second while its sequence number moves. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  #session: Session | undefined;
  #handled = new HandledSequence();
  #savedSequence = -1;
  #timer: ClockTimer | undefined;
  /** Operations of the store that have not settled. */
  #underWay = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  /** The session that another connection or process left; `undefined` as well when it is another bot's, or the store fails. */
  async load(): Promise<StoredSession | undefined> {
    const { store, shardId, shardCount, fingerprint, onError, progress, clock } = this.#options;
    try {
      const stored = await withPatience(store.load(shardId, shardCount), "load", clock);
      if (stored?.fingerprint !== fingerprint) return undefined;
      // What is replayed belongs to it, before it is taken up again.
      progress?.begin(stored.sessionId);
      progress?.write(stored.sequence);
      return stored;
    } catch (error) {
      onError(error);
      return undefined;
    }
  }

  /** Whether every event has to be told by {@link handled}, and not only those that are still at work. */
  get isWatched(): boolean {
    return this.#options.progress !== undefined;
  }

  /** An event is about to be handed out. */
  entering(sequence: number): void {
    this.#options.progress?.enter(sequence);
  }

  /** An event was handed out; it counts as handled when `work` has settled. */
  handled(sequence: number, work: Promise<void> | undefined): void {
    const handled = this.#handled;
    const { clock, progress } = this.#options;
    if (work !== undefined) handled.begin(sequence, clock.now());
    progress?.write(this.#sequence());
    if (work === undefined) return;
    void work.then(() => {
      handled.end(sequence);
      // Of the session before there is nothing to tell any more.
      if (handled === this.#handled) progress?.write(this.#sequence());
      return undefined;
    });
  }

  /** A new session is asked for, whose events count from the start. */
  forget(): void {
    this.#handled = new HandledSequence();
    this.#options.progress?.begin("");
  }

  begin(session: Session): void {
    this.#clearTimer();
    this.#session = session;
    this.#savedSequence = -1;
    this.#options.progress?.begin(session.id);
    this.#save();
  }

  end(): void {
    this.#clearTimer();
    this.#session = undefined;
    const { store, shardId, shardCount } = this.#options;
    this.#do(async () => await store.remove(shardId, shardCount));
  }

  /** Saves what is not saved yet, and settles when the store is done, or takes too long; nothing more is saved after it. */
  async settle(): Promise<void> {
    this.#clearTimer();
    if (this.#session !== undefined && this.#sequence() !== this.#savedSequence) this.#write(this.#session);
    this.#session = undefined;
    const { clock, onError } = this.#options;
    await withPatience(this.#work, "save", clock).catch(onError);
  }

  /** Up to which everything is handled. */
  #sequence(): number {
    const { sequence, clock } = this.#options;
    return this.#handled.upTo(sequence(), clock.now());
  }

  #save(): void {
    if (this.#session === undefined) return;
    if (this.#sequence() !== this.#savedSequence) this.#write(this.#session);
    this.#timer = this.#options.clock.setTimeout(() => this.#save(), sessionSaveIntervalMs);
  }

  #clearTimer(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #write({ id, resumeUrl }: Session): void {
    const { store, shardId, shardCount, fingerprint, wallClock } = this.#options;
    const sequence = this.#sequence();
    this.#savedSequence = sequence;
    const stored = { shardId, shardCount, fingerprint, sessionId: id, sequence, resumeUrl, savedAt: wallClock() };
    this.#do(async () => await store.save(stored));
  }

  /** One after the other; at once when nothing is under way, so that what a store does synchronously is done then. */
  #do(work: () => Promise<void>): void {
    const { onError } = this.#options;
    const settled = (this.#underWay === 0 ? attempt(work) : this.#work.then(work)).catch(onError);
    this.#underWay += 1;
    this.#work = settled.then(() => {
      this.#underWay -= 1;
      return undefined;
    });
  }
}

/** A store is somebody's own code: what it throws at once counts like a rejection. */
async function attempt(work: () => Promise<void>): Promise<void> {
  await work();
}
