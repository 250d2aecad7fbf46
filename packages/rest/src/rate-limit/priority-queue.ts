export interface Ranked {
  /** Higher goes first. */
  readonly priority: number;
  /** Among equals, lower goes first. */
  readonly sequence: number;
}

/** A binary heap: the highest priority first, equal ones in the order of their sequence. */
export class PriorityQueue<Item extends Ranked> {
  readonly #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): Item | undefined {
    return this.#heap[0];
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
    const stay: Item[] = [];
    for (const item of this.#heap) (leave(item) ? gone : stay).push(item);
    if (gone.length === 0) return gone;
    this.#heap.length = 0;
    for (const item of stay) this.push(item);
    return gone.toSorted((a, b) => (goesBefore(a, b) ? -1 : 1));
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
