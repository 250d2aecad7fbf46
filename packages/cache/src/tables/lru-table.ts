import type { Clock } from "@zignal/errors";
import { LRUCache } from "lru-cache";

interface Entry<T> {
  value: T;
  usedAtMs: number;
}

/** Objects by id in the order of their last use. It does not bound itself: who fills it removes the oldest. */
export class LruTable<T extends object> {
  /** lru-cache allocates for `max` at once; with `maxSize` it grows with its content. */
  readonly #entries = new LRUCache<string, Entry<T>>({ maxSize: Number.MAX_SAFE_INTEGER, sizeCalculation: () => 1 });
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
    return entry.value;
  }

  /** Reads without marking as used. */
  peek(id: string): T | undefined {
    return this.#entries.peek(id)?.value;
  }

  set(id: string, value: T): void {
    this.#entries.set(id, { value, usedAtMs: this.#clock?.now() ?? 0 });
  }

  delete(id: string): T | undefined {
    const entry = this.#entries.peek(id);
    this.#entries.delete(id);
    return entry?.value;
  }

  /** All values, the least recently used first. A copy: reading one moves it, which a walk in place would trip over. */
  values(): T[] {
    const values: T[] = [];
    for (const entry of this.#entries.rvalues()) if (entry !== undefined) values.push(entry.value);
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
