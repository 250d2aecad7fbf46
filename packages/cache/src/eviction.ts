import type { Contents } from "./contents.ts";
import type { EntityKind } from "./entities.ts";
import { entityKinds } from "./entities.ts";

/** What a guild consists of goes last, when nothing else is left. */
const structure: readonly EntityKind[] = ["emojis", "stickers", "roles", "channels", "guilds"];

const bulk: readonly EntityKind[] = entityKinds.filter((kind) => !structure.includes(kind));

/** So many events, or new entities, go between two looks at the bytes. */
const weighedEach = 64;

/** Called for each eviction, with the kind that lost an entity. */
export type OnEvict = (kind: EntityKind, reason: "limit" | "age") => void;

/** What the eviction asks of the table of each kind. */
export interface EvictableTable {
  readonly size: number;
  readonly bytes: number;
  /** Removes what was used least recently. `false` when there is nothing; `"part"` when only a part of it has gone yet. */
  evict(): boolean | "part";
  /** For how many milliseconds what was used least recently was not used; `-1` when there is nothing. */
  oldestAgeMs(nowMs: number): number;
}

/** The tables by kind, as far as limits are concerned. */
export class Eviction {
  readonly #contents: Contents;
  readonly #onEvict: OnEvict;
  readonly #tables: Record<EntityKind, EvictableTable>;
  #untilWeighed = 0;
  #totalWeighed = 0;

  constructor(contents: Contents, onEvict: OnEvict) {
    this.#contents = contents;
    this.#onEvict = onEvict;
    const { channels, threads, users, members, messages, ofGuilds } = contents;
    this.#tables = { guilds: wholeGuilds(contents), channels, threads, members, messages, users, ...ofGuilds };
    // A user that memberships refer to goes with the last of them.
    this.#tables.users = withFallback(users, () => members.evict());
  }

  /**
   * Brings the cache back below its limits: each kind by its own, then all together, by taking the least recently used of
   * the kind that has most, and what guilds consist of only when nothing else is left.
   * @param weigh - Look at the bytes in any case, instead of only now and then.
   */
  enforce(weigh: boolean = false): void {
    const { census } = this.#contents;
    if (census.isOver) this.#enforceCounts(Infinity);
    this.#untilWeighed -= 1;
    if (!weigh && this.#untilWeighed > 0 && census.total - this.#totalWeighed < weighedEach) return;
    this.#untilWeighed = weighedEach;
    this.#totalWeighed = census.total;
    this.#enforceBytes(Infinity);
  }

  /**
   * The same, bytes included, for as long as there is time.
   * @param deadlineMs - By `performance.now()`.
   * @returns `false` when there is more to do.
   */
  enforceUntil(deadlineMs: number): boolean {
    return this.#enforceCounts(deadlineMs) && this.#enforceBytes(deadlineMs);
  }

  #enforceCounts(deadlineMs: number): boolean {
    const { census, limits } = this.#contents;
    for (let index = 0; index < entityKinds.length; index += 1) {
      const kind = entityKinds[index];
      if (kind === undefined || !census.isOverAt(index)) continue;
      while (census.isOverAt(index) && this.#evict(kind, "limit")) if (isPast(deadlineMs)) return false;
    }
    while (census.total > limits.maxItems && this.#evictFrom("size")) if (isPast(deadlineMs)) return false;
    census.settle();
    return true;
  }

  #enforceBytes(deadlineMs: number): boolean {
    const { limits } = this.#contents;
    while (this.#totalBytes > limits.maxBytes && this.#evictFrom("bytes")) if (isPast(deadlineMs)) return false;
    return true;
  }

  /** Removes one entity of a kind that was not used for longer than `maxAgeMs`. `false` when there is none. */
  evictOlder(kind: EntityKind, maxAgeMs: number, nowMs: number): boolean {
    return this.#tables[kind].oldestAgeMs(nowMs) > maxAgeMs && this.#evict(kind, "age");
  }

  get #totalBytes(): number {
    let total = 0;
    for (const kind of entityKinds) total += this.#tables[kind].bytes;
    return total;
  }

  #evict(kind: EntityKind, reason: "limit" | "age"): boolean {
    const evicted = this.#tables[kind].evict();
    if (evicted === true) this.#onEvict(kind, reason);
    return evicted !== false;
  }

  #evictFrom(measure: "size" | "bytes"): boolean {
    return this.#evictLargest(bulk, measure) || this.#evictLargest(structure, measure);
  }

  #evictLargest(kinds: readonly EntityKind[], measure: "size" | "bytes"): boolean {
    let largest: EntityKind | undefined;
    let most = 0;
    for (const kind of kinds) {
      const amount = this.#tables[kind].size === 0 ? 0 : this.#tables[kind][measure];
      if (amount > most) [largest, most] = [kind, amount];
    }
    if (largest === undefined) return false;
    if (this.#evict(largest, "limit")) return true;
    // Nothing of it may go (the bot's own user): the next one, then.
    return this.#evictLargest(
      kinds.filter((kind) => kind !== largest),
      measure,
    );
  }
}

function isPast(deadlineMs: number): boolean {
  return deadlineMs !== Infinity && performance.now() >= deadlineMs;
}

/** So many members of a guild go at a time. */
const membersAtOnce = 64;

/** A guild goes with everything of it, the many members first, so that it can be done in turns. */
function wholeGuilds(contents: Contents): EvictableTable {
  const { guilds } = contents;
  return {
    get size() {
      return guilds.size;
    },
    get bytes() {
      return guilds.bytes;
    },
    oldestAgeMs: (nowMs) => guilds.oldestAgeMs(nowMs),
    evict() {
      const oldest = guilds.oldest();
      if (oldest === undefined) return false;
      const { members, ofGuilds } = contents;
      const membersLeft = members.countInGuild(oldest);
      if (membersLeft > membersAtOnce) {
        members.trimGuild(oldest, membersLeft - membersAtOnce);
        return "part";
      }
      if (ofGuilds.presences.countInGuild(oldest) > membersAtOnce) {
        for (let left = membersAtOnce; left > 0; left -= 1) {
          ofGuilds.presences.remove(ofGuilds.presences.firstInGuild(oldest));
        }
        return "part";
      }
      contents.removeGuild(oldest);
      return true;
    },
  };
}

function withFallback(table: EvictableTable, evictOther: () => boolean): EvictableTable {
  return {
    get size() {
      return table.size;
    },
    get bytes() {
      return table.bytes;
    },
    oldestAgeMs: (nowMs) => table.oldestAgeMs(nowMs),
    evict: () => table.evict() || evictOther(),
  };
}
