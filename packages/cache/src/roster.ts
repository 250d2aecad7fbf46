import { LRUCache } from "lru-cache";

/** How many memberships are remembered: enough to tell a repeated event from a new one. */
const remembered = 4096;

/**
 * Who joined and left lately, by membership. Members need not be cached, and Discord announces some twice: without
 * this, `member_count` would count them twice.
 */
export class Roster {
  readonly #present = new LRUCache<string, { present: boolean }>({ max: remembered });

  /** Notes that somebody is in the guild. `true` when that is new. */
  joins(guildId: string, userId: string, cached: boolean): boolean {
    const key = `${guildId}:${userId}`;
    const isNew = !cached && this.#present.get(key)?.present !== true;
    this.#present.set(key, { present: true });
    return isNew;
  }

  /** Notes that somebody is not in the guild. `true` when that is new. */
  leaves(guildId: string, userId: string): boolean {
    const key = `${guildId}:${userId}`;
    const isNew = this.#present.get(key)?.present !== false;
    this.#present.set(key, { present: false });
    return isNew;
  }

  clear(): void {
    this.#present.clear();
  }
}
