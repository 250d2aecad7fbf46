/** What it takes to resume a shard's session: from another connection, or from another process. */
export interface StoredSession {
  shardId: number;
  /** The number of shards that the session was identified with; it can only be resumed as one of as many. */
  shardCount: number;
  /** Of the token and the intents: a session is only resumed with the same. */
  fingerprint: string;
  sessionId: string;
  /** Sequence number of the last event that was handed to the listeners. */
  sequence: number;
  /** The URL that READY gave for resuming. */
  resumeUrl: string;
  /** Unix time in milliseconds. */
  savedAt: number;
}

/**
 * Keeps sessions. A store that fails, or takes longer than three seconds, does not stop a shard: the failure is reported
 * as `shardError`, and the shard identifies instead.
 */
export interface SessionStore {
  /** The session of a shard, if one of `shardCount` shards is kept. */
  load(shardId: number, shardCount: number): Promise<StoredSession | undefined>;
  /** Called at READY, and then at most once in {@link sessionSaveIntervalMs} while events arrive. */
  save(session: StoredSession): Promise<void>;
  /** The session has ended. */
  remove(shardId: number, shardCount: number): Promise<void>;
}

/** How much a kept sequence number may lag behind while a shard runs; Discord replays what lies between. */
export const sessionSaveIntervalMs = 1_000;

/** Sessions that live as long as the object: enough to disconnect and connect again within one process. */
export class MemorySessionStore implements SessionStore {
  readonly #sessions = new Map<string, StoredSession>();

  async load(shardId: number, shardCount: number): Promise<StoredSession | undefined> {
    return this.#sessions.get(`${shardId}/${shardCount}`);
  }

  async save(session: StoredSession): Promise<void> {
    this.#sessions.set(`${session.shardId}/${session.shardCount}`, { ...session });
  }

  async remove(shardId: number, shardCount: number): Promise<void> {
    this.#sessions.delete(`${shardId}/${shardCount}`);
  }
}
