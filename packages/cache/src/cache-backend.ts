import type { EntityKind } from "./entities.ts";

/** Which record of a {@link CacheBackend}: the two together are never those of another. */
export interface BackendKey {
  kind: EntityKind;
  /** The entity's own id; of members, presences and voice states `<guild id>:<user id>`. */
  id: string;
}

/** A record: JSON, in which the user of a member is left out. */
export interface BackendRecord extends BackendKey {
  /** Its guild, for {@link CacheBackend.list}; absent where it belongs to none, as users and messages do. */
  guildId?: string | undefined;
  value: object;
}

/**
 * What a place for records elsewhere (Redis, a database) has to do to hold a cache: see {@link MirroredCacheStore}, which
 * knows Discord's events, so that this need not. Calls come one after the other.
 */
export interface CacheBackend {
  /** Puts records in, in the place of those of the same key. */
  put(records: readonly BackendRecord[]): Promise<void>;

  /** Takes records out; those that are not there do not matter. */
  remove(keys: readonly BackendKey[]): Promise<void>;

  get(key: BackendKey): Promise<object | undefined>;

  /** All records of a kind, or those of one guild. */
  list(kind: EntityKind, guildId?: string): AsyncIterable<BackendRecord>;

  /** How many there are of a kind. */
  count(kind: EntityKind): Promise<number>;

  /** Takes everything out. */
  clear(): Promise<void>;

  /** Lets go of connections. */
  close(): Promise<void>;
}

/** The `id` of a key. */
export function backendId(kind: EntityKind, id: string, guildId: string | undefined): string {
  return kind === "members" || kind === "presences" || kind === "voiceStates" ? `${guildId ?? ""}:${id}` : id;
}
