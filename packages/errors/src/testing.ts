import type { Clock, ClockTimer } from "./clock.ts";

interface FakeTimer {
  readonly dueAt: number;
  readonly order: number;
  readonly callback: () => void;
  cleared: boolean;
}

/** A clock that stands still until a test moves it. Timers run in the order in which they fall due. */
export class FakeClock implements Clock {
  #now = 0;
  #order = 0;
  #pending = 0;
  /** A binary heap, the next timer first. Cleared timers stay until they come to the top. */
  readonly #heap: FakeTimer[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): ClockTimer {
    const timer: FakeTimer = {
      dueAt: this.#now + Math.max(0, delayMs),
      order: this.#order++,
      callback,
      cleared: false,
    };
    this.#push(timer);
    this.#pending++;
    return {
      clear: () => {
        if (timer.cleared) return;
        timer.cleared = true;
        this.#pending--;
      },
    };
  }

  /** How many timers are waiting. */
  get pendingTimers(): number {
    return this.#pending;
  }

  /** Milliseconds until the next timer falls due; `undefined` when none waits. */
  get nextTimerInMs(): number | undefined {
    const timer = this.#peek();
    return timer === undefined ? undefined : Math.max(0, timer.dueAt - this.#now);
  }

  /** Moves time forward, runs what falls due in its order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let timer = this.#takeDue(end); timer !== undefined; timer = this.#takeDue(end)) {
      timer.callback();
      await settle();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Like {@link advance}, for code that uses no promises. */
  advanceSync(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#takeDue(end); timer !== undefined; timer = this.#takeDue(end)) timer.callback();
    this.#now = Math.max(this.#now, end);
  }

  /** Takes the next timer that is due until `end` out, and moves time there. */
  #takeDue(end: number): FakeTimer | undefined {
    const timer = this.#peek();
    if (timer === undefined || timer.dueAt > end) return undefined;
    this.#pop();
    timer.cleared = true;
    this.#pending--;
    this.#now = Math.max(this.#now, timer.dueAt);
    return timer;
  }

  #peek(): FakeTimer | undefined {
    while (this.#heap[0]?.cleared === true) this.#pop();
    return this.#heap[0];
  }

  #push(timer: FakeTimer): void {
    let index = this.#heap.push(timer) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || isBefore(parent, timer)) break;
      this.#heap[index] = parent;
      index = parentIndex;
    }
    this.#heap[index] = timer;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const right = this.#heap[left + 1];
      let child = this.#heap[left];
      if (child === undefined) break;
      let childIndex = left;
      if (right !== undefined && isBefore(right, child)) [child, childIndex] = [right, left + 1];
      if (isBefore(last, child)) break;
      this.#heap[index] = child;
      index = childIndex;
    }
    this.#heap[index] = last;
  }
}

function isBefore(a: FakeTimer, b: FakeTimer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}

async function settle(): Promise<void> {
  // A turn of the event loop runs every promise job that is ready.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
