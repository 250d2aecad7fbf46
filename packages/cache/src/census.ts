import type { EntityKind } from "./entities.ts";
import { entityKinds } from "./entities.ts";
import type { CacheLimits } from "./limits.ts";
import { limitOfKind } from "./limits.ts";

/** How many entities there are of each kind: the tables tell, so that looking after limits costs next to nothing. */
export class Census {
  /** By the kind's place in `entityKinds`. */
  readonly #counts: number[] = entityKinds.map(() => 0);
  #max: number[] = [];
  #maxItems = Infinity;
  #total = 0;
  #over = false;

  constructor(limits: CacheLimits) {
    this.setLimits(limits);
  }

  /** All entities together. */
  get total(): number {
    return this.#total;
  }

  /** May a limit be passed? */
  get isOver(): boolean {
    return this.#over || this.#total > this.#maxItems;
  }

  setLimits(limits: CacheLimits): void {
    this.#max = entityKinds.map((kind) => limits[limitOfKind[kind]]);
    this.#maxItems = limits.maxItems;
    this.#over = true;
  }

  /** What a table of this kind calls with each entity that comes (1) or goes (-1). */
  counterOf(kind: EntityKind): (change: number) => void {
    const index = entityKinds.indexOf(kind);
    return (change) => {
      const count = (this.#counts[index] ?? 0) + change;
      this.#counts[index] = count;
      this.#total += change;
      if (count > (this.#max[index] ?? Infinity)) this.#over = true;
    };
  }

  /** Is a kind over its limit? By its place in `entityKinds`: this is asked with every message that takes the place of another. */
  isOverAt(index: number): boolean {
    return (this.#counts[index] ?? 0) > (this.#max[index] ?? Infinity);
  }

  /** All limits of kinds were looked after. */
  settle(): void {
    this.#over = false;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#over = false;
  }
}
