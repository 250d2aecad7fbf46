import { ValidationError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import type { Cache } from "./cache.ts";
import type { CacheStore, EntityAddress } from "./cache-store.ts";
import type { EntityKind, EntityOfKind } from "./entities.ts";
import { kindAccess } from "./kind-access.ts";
import type { PreviousStateOf } from "./previous-state.ts";

/** A {@link Cache} behind the asynchronous interface, for code that is to run with any store. */
export class MemoryCacheStore implements CacheStore {
  readonly #cache: Cache;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  async apply<Payload extends GatewayDispatchPayload>(payload: Payload): Promise<PreviousStateOf<Payload>> {
    return this.applyNow(payload);
  }

  /** @internal The same without a promise. */
  applyNow<Payload extends GatewayDispatchPayload>(payload: Payload): PreviousStateOf<Payload> {
    return this.#cache.apply(payload);
  }

  async get<Kind extends EntityKind>(kind: Kind, address: EntityAddress): Promise<EntityOfKind[Kind] | undefined> {
    return kindAccess[kind].get(this.#cache, address.id, guildOf(kind, address));
  }

  async set<Kind extends EntityKind>(kind: Kind, entity: EntityOfKind[Kind], guildId?: string): Promise<void> {
    const { set, setNeedsGuild } = kindAccess[kind];
    if (setNeedsGuild && guildId === undefined) throw missingGuild(kind);
    set(this.#cache, entity, guildId ?? "");
  }

  async delete<Kind extends EntityKind>(kind: Kind, address: EntityAddress): Promise<EntityOfKind[Kind] | undefined> {
    return kindAccess[kind].delete(this.#cache, address.id, guildOf(kind, address));
  }

  async *list<Kind extends EntityKind>(kind: Kind, guildId?: string): AsyncGenerator<EntityOfKind[Kind]> {
    const { all, ofGuild } = kindAccess[kind];
    yield* guildId === undefined ? all(this.#cache) : ofGuild(this.#cache, guildId);
  }

  async count(kind: EntityKind): Promise<number> {
    return this.#cache.getStats()[`${kind}Count`];
  }

  async clear(): Promise<void> {
    this.#cache.clear();
  }

  async close(): Promise<void> {
    this.#cache.close();
  }
}

/** The guild of an address; `""` where it has none and needs none. */
export function guildOf(kind: EntityKind, { guildId }: EntityAddress): string {
  if (kindAccess[kind].knownByGuild && guildId === undefined) throw missingGuild(kind);
  return guildId ?? "";
}

function missingGuild(kind: EntityKind): ValidationError {
  return ValidationError.of("guildId", `must be given for ${kind}`);
}
