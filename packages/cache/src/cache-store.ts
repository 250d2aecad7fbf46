import type { GatewayDispatchPayload } from "@zignal/types";
import type { EntityKind, EntityOfKind } from "./entities.ts";
import type { PreviousStateOf } from "./previous-state.ts";

/** Which entity. */
export interface EntityAddress {
  /** Its own id; of members, presences and voice states the user's. */
  id: string;
  /** Its guild. Needed for members, presences and voice states, which have no id of their own. */
  guildId?: string;
}

/**
 * A cache that may be elsewhere: what {@link Cache} does, with promises. Adapters (Redis, …) implement it, and show with
 * `cacheStoreConformance` of `@zignal/cache/testing` that they do.
 *
 * Every method rejects with a `CacheError` when the store behind it fails.
 */
export interface CacheStore {
  /** Applies a gateway event; the same twice changes nothing. Events of one store are applied in the order of the calls. */
  apply<Payload extends GatewayDispatchPayload>(payload: Payload): Promise<PreviousStateOf<Payload>>;

  get<Kind extends EntityKind>(kind: Kind, address: EntityAddress): Promise<EntityOfKind[Kind] | undefined>;

  /**
   * Adds an entity, or replaces or merges it as the `add…` operations of {@link Cache} do.
   * @param guildId - Needed where the entity does not say it: roles, members, emojis, stickers, soundboard sounds.
   */
  set<Kind extends EntityKind>(kind: Kind, entity: EntityOfKind[Kind], guildId?: string): Promise<void>;

  /** Removes an entity with what goes with it, and resolves with what was there. */
  delete<Kind extends EntityKind>(kind: Kind, address: EntityAddress): Promise<EntityOfKind[Kind] | undefined>;

  /** All entities of a kind, or those of one guild; in no particular order. Users and messages belong to no guild. */
  list<Kind extends EntityKind>(kind: Kind, guildId?: string): AsyncIterable<EntityOfKind[Kind]>;

  /** How many there are of a kind. */
  count(kind: EntityKind): Promise<number>;

  /** Forgets everything. */
  clear(): Promise<void>;

  /** Lets go of connections and timers. */
  close(): Promise<void>;
}
