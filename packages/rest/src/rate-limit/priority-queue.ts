export interface Ranked {
  /** Higher goes first. */
  readonly priority: number;
  /** Among equals, lower goes first. */
  readonly sequence: number;
}

/** A binary heap: the highest priority first, equal ones in the order of their sequence. */
export class PriorityQueue<Item extends Ranked> {
  readonly #heap: Item[] = [];
  /** Removed, but still in the heap: looking for each there would take as long as the heap is. */
  readonly #removed = new Set<Item>();

  get size(): number {
    return this.#heap.length - this.#removed.size;
  }

  peek(): Item | undefined {
    if (this.#removed.size > 0) this.#dropRemovedHeads();
    return this.#heap[0];
  }

  /** Takes out an item that is in it. */
  remove(item: Item): void {
    this.#removed.add(item);
    if (this.#removed.size > 32 && this.#removed.size > this.size) this.#rebuild();
  }

  push(item: Item): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !goesBefore(item, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  pop(): Item | undefined {
    if (this.#removed.size > 0) this.#dropRemovedHeads();
    return this.#popHeap();
  }

  #popHeap(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    this.#sink(last, 0);
    return first;
  }

  /** Takes out what `leave` picks; the others keep their order. */
  removeWhere(leave: (item: Item) => boolean): Item[] {
    const gone: Item[] = [];
    for (const item of this.#heap) if (!this.#removed.has(item) && leave(item)) gone.push(item);
    if (gone.length === 0) return gone;
    for (const item of gone) this.#removed.add(item);
    this.#rebuild();
    return gone.toSorted((a, b) => (goesBefore(a, b) ? -1 : 1));
  }

  #dropRemovedHeads(): void {
    for (let head = this.#heap[0]; head !== undefined && this.#removed.delete(head); head = this.#heap[0]) {
      this.#popHeap();
    }
  }

  #rebuild(): void {
    const stay = this.#heap.filter((item) => !this.#removed.has(item));
    this.#removed.clear();
    this.#heap.length = 0;
    for (const item of stay) this.push(item);
  }

  #sink(item: Item, from: number): void {
    const heap = this.#heap;
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const leftItem = heap[left];
      if (leftItem === undefined) break;
      const rightItem = heap[left + 1];
      const useRight = rightItem !== undefined && goesBefore(rightItem, leftItem);
      const child = useRight ? rightItem : leftItem;
      if (!goesBefore(child, item)) break;
      heap[at] = child;
      at = useRight ? left + 1 : left;
    }
    heap[at] = item;
  }
}

function goesBefore(a: Ranked, b: Ranked): boolean {
  return a.priority === b.priority ? a.sequence < b.sequence : a.priority > b.priority;
}
