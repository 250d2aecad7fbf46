import type { Contents } from "./contents.ts";
import type { EntityKind } from "./entities.ts";
import { entityKinds } from "./entities.ts";
import { limitOfKind } from "./limits.ts";

/** What a guild consists of goes last, when nothing else is left. */
const structure: readonly EntityKind[] = ["emojis", "stickers", "roles", "channels", "guilds"];

const bulk: readonly EntityKind[] = entityKinds.filter((kind) => !structure.includes(kind));

/** Called for each eviction, with the kind that lost an entity. */
export type OnEvict = (kind: EntityKind, reason: "limit" | "age") => void;

/** What the eviction asks of the table of each kind. */
export interface EvictableTable {
  readonly size: number;
  readonly bytes: number;
  evict(): boolean;
  /** For how many milliseconds what was used least recently was not used; `-1` when there is nothing. */
  oldestAgeMs(nowMs: number): number;
}

/** The tables by kind, as far as limits are concerned. */
export class Eviction {
  readonly #contents: Contents;
  readonly #onEvict: OnEvict;
  readonly #tables: Record<EntityKind, EvictableTable>;
  /** The tables once more, in the order of `entityKinds`: this is walked with every event. */
  readonly #list: EvictableTable[];
  #max: number[] = [];

  constructor(contents: Contents, onEvict: OnEvict) {
    this.#contents = contents;
    this.#onEvict = onEvict;
    const { channels, threads, users, members, messages, ofGuilds } = contents;
    this.#tables = { guilds: wholeGuilds(contents), channels, threads, members, messages, users, ...ofGuilds };
    // A user that memberships refer to goes with the last of them.
    this.#tables.users = withFallback(users, () => members.evict());
    this.#list = entityKinds.map((kind) => this.#tables[kind]);
    this.readLimits();
  }

  /** How many entities there are in all. */
  get totalItems(): number {
    let total = 0;
    for (const table of this.#list) total += table.size;
    return total;
  }

  /** How many bytes they take. */
  get totalBytes(): number {
    let total = 0;
    for (const table of this.#list) total += table.bytes;
    return total;
  }

  /**
   * Brings the cache back below its limits: each kind by its own, then all together, by taking the least recently used of
   * the kind that has most, and what guilds consist of only when nothing else is left.
   */
  enforce(): void {
    const { limits } = this.#contents;
    let total = 0;
    for (let index = 0; index < this.#list.length; index += 1) {
      const size = this.#list[index]?.size ?? 0;
      total += size;
      if (size > (this.#max[index] ?? Infinity)) this.#shrink(index);
    }
    if (total > limits.maxItems) while (this.totalItems > limits.maxItems && this.#evictFrom("size"));
    while (this.totalBytes > limits.maxBytes && this.#evictFrom("bytes"));
  }

  /** Takes over the limits that are set. */
  readLimits(): void {
    const { limits } = this.#contents;
    this.#max = entityKinds.map((kind) => limits[limitOfKind[kind]]);
  }

  /** Removes one entity of a kind that was not used for longer than `maxAgeMs`. `false` when there is none. */
  evictOlder(kind: EntityKind, maxAgeMs: number, nowMs: number): boolean {
    const table = this.#tables[kind];
    if (table.oldestAgeMs(nowMs) <= maxAgeMs || !table.evict()) return false;
    this.#onEvict(kind, "age");
    return true;
  }

  #shrink(index: number): void {
    const kind = entityKinds[index];
    if (kind === undefined) return;
    const table = this.#tables[kind];
    while (table.size > (this.#max[index] ?? Infinity) && table.evict()) this.#onEvict(kind, "limit");
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
    if (this.#tables[largest].evict()) {
      this.#onEvict(largest, "limit");
      return true;
    }
    // Nothing of it may go (the bot's own user): the next one, then.
    return this.#evictLargest(
      kinds.filter((kind) => kind !== largest),
      measure,
    );
  }
}

/** A guild goes with everything of it. */
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
      if (oldest !== undefined) contents.removeGuild(oldest);
      return oldest !== undefined;
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
