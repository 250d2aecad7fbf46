import type { Clock } from "@zignal/errors";
import { LRUCache } from "lru-cache";

/** Each counts for one. */
const one = { size: 1 };

/** What is kept says itself when it was used, on the clock; 0 where nothing ages. */
export interface Stamped {
  usedAtMs: number;
}

/** Objects by id in the order of their last use. It does not bound itself: who fills it removes the oldest. */
export class LruTable<T extends Stamped> {
  /** lru-cache allocates for `max` at once; with `maxSize` it grows with its content. */
  readonly #entries = new LRUCache<string, T>({ maxSize: Number.MAX_SAFE_INTEGER });
  readonly #clock: Clock | undefined;

  /** @param clock - Given when entries age: each use is stamped. */
  constructor(clock: Clock | undefined) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Reads and marks as used. */
  get(id: string): T | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    if (this.#clock !== undefined) entry.usedAtMs = this.#clock.now();
    return entry;
  }

  /** Reads without marking as used. */
  peek(id: string): T | undefined {
    return this.#entries.peek(id);
  }

  set(id: string, value: T): void {
    if (this.#clock !== undefined) value.usedAtMs = this.#clock.now();
    this.#entries.set(id, value, one);
  }

  delete(id: string): T | undefined {
    const entry = this.#entries.peek(id);
    this.#entries.delete(id);
    return entry;
  }

  /** All values, the least recently used first. A copy: reading one moves it, which a walk in place would trip over. */
  values(): T[] {
    const values: T[] = [];
    for (const entry of this.#entries.rvalues()) if (entry !== undefined) values.push(entry);
    return values;
  }

  /** What was used least recently. */
  oldestId(): string | undefined {
    const oldest = this.#entries.rkeys().next();
    return oldest.done === true ? undefined : oldest.value;
  }

  /** For how many milliseconds what was used least recently was not used; `-1` when there is nothing. */
  oldestAgeMs(nowMs: number): number {
    const oldest = this.#entries.rvalues().next();
    return oldest.done === true || oldest.value === undefined ? -1 : nowMs - oldest.value.usedAtMs;
  }

  clear(): void {
    this.#entries.clear();
  }
}
