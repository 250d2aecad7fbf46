import { BucketQueue, Lane } from "./lane.ts";

/** Lanes are looked through for idle ones when there are so many, and then each time they have doubled. */
const firstSweepAt = 1024;

/** Which routes there are within which resources, and which bucket each of them is counted in. */
export class LaneRegistry {
  /** By route, then by top-level resource. */
  readonly #lanes = new Map<string, Map<string, Lane>>();
  readonly #queues = new Map<string, BucketQueue>();
  /** Which bucket each route was last answered with. */
  readonly #hashes = new Map<string, string>();
  readonly #onSweep: () => void;
  #size = 0;
  #sweepAt = firstSweepAt;

  /** @param onSweep - Called after idle lanes were forgotten. */
  constructor(onSweep: () => void) {
    this.#onSweep = onSweep;
  }

  get size(): number {
    return this.#size;
  }

  *lanes(): Generator<Lane, void, void> {
    for (const lanes of this.#lanes.values()) yield* lanes.values();
  }

  queues(): Iterable<BucketQueue> {
    return this.#queues.values();
  }

  laneOf(routeKey: string, major: string, now: number): Lane {
    let lanes = this.#lanes.get(routeKey);
    if (lanes === undefined) {
      lanes = new Map();
      this.#lanes.set(routeKey, lanes);
    }
    let lane = lanes.get(major);
    if (lane === undefined) {
      if (this.#size >= this.#sweepAt) this.#sweep(now);
      const hash = this.#hashes.get(routeKey);
      lane = new Lane(routeKey, major, this.#queueOf(`${hash ?? routeKey}:${major}`, hash));
      lane.queue.lanes += 1;
      lanes.set(major, lane);
      // The sweep may have dropped an empty map.
      this.#lanes.set(routeKey, lanes);
      this.#size += 1;
    }
    return lane;
  }

  /** Leads a lane to another bucket; what waits for this lane moves there, in order. */
  lead(lane: Lane, hash: string): void {
    const left = lane.queue;
    const queue = this.#queueOf(`${hash}:${lane.major}`, hash);
    this.#hashes.set(lane.routeKey, hash);
    lane.queue = queue;
    queue.lanes += 1;
    if (left.lanes === 1 && queue.waiting.size === 0) {
      // All that waits there is this lane's: a long queue moves at no cost.
      [queue.waiting, left.waiting] = [left.waiting, queue.waiting];
    } else {
      for (const other of left.waiting.removeWhere(({ ticket }) => ticket.lane === lane)) queue.waiting.push(other);
    }
    for (const request of left.unwilling) queue.unwilling.add(request);
    this.#leave(left);
  }

  #queueOf(id: string, hash: string | undefined): BucketQueue {
    let queue = this.#queues.get(id);
    if (queue === undefined) {
      queue = new BucketQueue(id, hash);
      this.#queues.set(id, queue);
    }
    return queue;
  }

  #leave(queue: BucketQueue): void {
    queue.lanes -= 1;
    if (queue.lanes > 0) return;
    queue.timer?.clear();
    this.#queues.delete(queue.id);
  }

  /** Forgets lanes that nothing waits in or is under way for. */
  #sweep(now: number): void {
    for (const [routeKey, lanes] of this.#lanes) {
      for (const [major, lane] of lanes) {
        if (!lane.isIdle(now)) continue;
        lanes.delete(major);
        this.#size -= 1;
        this.#leave(lane.queue);
      }
      if (lanes.size === 0) this.#lanes.delete(routeKey);
    }
    this.#onSweep();
    this.#sweepAt = Math.max(firstSweepAt, 2 * this.#size);
  }
}
