import { CacheError, isZignalError } from "@zignal/errors";
import type { APIUser, GatewayDispatchPayload } from "@zignal/types";
import type { Cache } from "./cache.ts";
import type { BackendKey, BackendRecord, CacheBackend } from "./cache-backend.ts";
import { backendId } from "./cache-backend.ts";
import type { CacheStore, EntityAddress } from "./cache-store.ts";
import type { ChangeTracker } from "./change-tracker.ts";
import type { EntityKind, EntityOfKind } from "./entities.ts";
import { MemoryCacheStore } from "./memory-cache-store.ts";
import { guildOf } from "./memory-cache-store.ts";

/** A record to put, or the key of one to remove. */
interface Change {
  key: BackendKey;
  record?: BackendRecord;
}

/**
 * A cache that others can read as well: events are applied to a {@link Cache} of this process, and what changed is handed on
 * to a {@link CacheBackend}, of which everything is read. The backend need not know what an event is.
 *
 * What the limits of the cache put out goes from the backend, too. Several processes may share a backend as long as each
 * guild is one's alone; a user who goes with the last membership in one of them goes for all until it is named again.
 */
export class MirroredCacheStore implements CacheStore {
  readonly #near: MemoryCacheStore;
  readonly #backend: CacheBackend;
  readonly #changes: ChangeTracker;
  /** What the backend does not have yet, by the name of its key. */
  #owed = new Map<string, Change>();
  #line: Promise<unknown> = Promise.resolve();

  constructor(cache: Cache, backend: CacheBackend) {
    this.#near = new MemoryCacheStore(cache);
    this.#backend = backend;
    this.#changes = cache.trackChanges();
  }

  apply: CacheStore["apply"] = async (payload: GatewayDispatchPayload) => {
    const previous = this.#near.applyNow(payload);
    await this.#handOn();
    return previous as never;
  };

  get<Kind extends EntityKind>(kind: Kind, address: EntityAddress): Promise<EntityOfKind[Kind] | undefined> {
    return this.#inLine(async () => {
      const id = backendId(kind, address.id, guildOf(kind, address));
      const value = await this.#backend.get({ kind, id });
      return value && this.#whole(kind, id, value);
    });
  }

  async set<Kind extends EntityKind>(kind: Kind, entity: EntityOfKind[Kind], guildId?: string): Promise<void> {
    await this.#near.set(kind, entity, guildId);
    await this.#handOn();
  }

  async delete<Kind extends EntityKind>(kind: Kind, address: EntityAddress): Promise<EntityOfKind[Kind] | undefined> {
    const before = await this.#near.delete(kind, address);
    await this.#handOn();
    return before;
  }

  async *list<Kind extends EntityKind>(kind: Kind, guildId?: string): AsyncGenerator<EntityOfKind[Kind]> {
    await this.#inLine(async () => undefined);
    try {
      for await (const { id, value } of this.#backend.list(kind, guildId)) {
        const entity = await this.#whole(kind, id, value);
        if (entity !== undefined) yield entity;
      }
    } catch (error) {
      throw asCacheError(error);
    }
  }

  count(kind: EntityKind): Promise<number> {
    return this.#inLine(() => this.#backend.count(kind));
  }

  async clear(): Promise<void> {
    await this.#near.clear();
    this.#changes.take();
    this.#owed.clear();
    await this.#inLine(() => this.#backend.clear());
  }

  async close(): Promise<void> {
    this.#changes.close();
    await this.#near.close();
    await this.#inLine(() => this.#backend.close());
  }

  /** What changed is noted at once, and put when it is its turn: with what came meanwhile, and what could not be put before. */
  #handOn(): Promise<void> {
    const { records, removed } = this.#changes.take();
    for (const key of removed) this.#owed.set(nameOf(key), { key });
    for (const record of records) this.#owed.set(nameOf(record), { key: record, record });
    return this.#inLine(async () => {
      const owed = this.#owed;
      this.#owed = new Map();
      try {
        await this.#pay([...owed.values()]);
      } catch (error) {
        for (const [name, change] of owed) if (!this.#owed.has(name)) this.#owed.set(name, change);
        throw error;
      }
    });
  }

  async #pay(owed: readonly Change[]): Promise<void> {
    const removed = owed.flatMap(({ key, record }) => (record === undefined ? [key] : []));
    const records = owed.flatMap(({ record }) => record ?? []);
    if (removed.length > 0) await this.#backend.remove(removed);
    if (records.length > 0) await this.#backend.put(records);
  }

  /** One call after the other; a failure is its own caller's. */
  #inLine<T>(call: () => Promise<T>): Promise<T> {
    const answer = this.#line.then(call).catch((error: unknown) => {
      throw asCacheError(error);
    });
    this.#line = answer.catch(() => undefined);
    return answer;
  }

  /** A member with its user, who is kept once; anything else as it is. */
  async #whole<Kind extends EntityKind>(
    kind: Kind,
    id: string,
    value: object,
  ): Promise<EntityOfKind[Kind] | undefined> {
    if (kind !== "members") return value as EntityOfKind[Kind];
    // The user's id is what stands behind that of the guild.
    const key: BackendKey = { kind: "users", id: id.slice(id.indexOf(":") + 1) };
    const user = (await this.#backend.get(key)) as APIUser | undefined;
    return user && ({ ...value, user } as object as EntityOfKind[Kind]);
  }
}

function nameOf({ kind, id }: BackendKey): string {
  return `${kind}/${id}`;
}

function asCacheError(error: unknown): Error {
  if (isZignalError(error)) return error;
  return new CacheError("The backend of the cache failed", { cause: error });
}
