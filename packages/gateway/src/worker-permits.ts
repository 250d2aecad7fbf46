import type { IdentifyGate, IdentifyPermit } from "./identify-gate.ts";
import { toWire } from "./worker-errors.ts";
import type { ToWorker } from "./worker-protocol.ts";

/** A worker's dealings with the one gate of all: what it waits for and holds dies with it. */
export class WorkerPermits {
  readonly #gate: IdentifyGate;
  readonly #waiting = new Map<number, AbortController>();
  readonly #held = new Map<number, IdentifyPermit>();

  constructor(gate: IdentifyGate) {
    this.#gate = gate;
  }

  acquire(id: number, shardId: number, reply: (message: ToWorker) => void): void {
    const asking = new AbortController();
    this.#waiting.set(id, asking);
    // A gate is somebody's own code: what it throws at once counts like a rejection.
    const acquire = async (): Promise<IdentifyPermit> => await this.#gate.acquire(shardId, asking.signal);
    void acquire().then(
      (permit) => {
        if (asking.signal.aborted) return permit.release();
        this.#waiting.delete(id);
        this.#held.set(id, permit);
        return reply({ type: "permit", id, error: undefined });
      },
      (error: unknown) => {
        if (asking.signal.aborted) return undefined;
        this.#waiting.delete(id);
        return reply({ type: "permit", id, error: toWire(error) });
      },
    );
  }

  /** The worker has used it, gives it back, or does not wait any more. */
  over(id: number, identified: boolean): void {
    this.#waiting.get(id)?.abort();
    this.#waiting.delete(id);
    const permit = this.#held.get(id);
    this.#held.delete(id);
    if (identified) permit?.identified();
    else permit?.release();
  }

  releaseAll(): void {
    for (const asking of this.#waiting.values()) asking.abort();
    this.#waiting.clear();
    for (const permit of this.#held.values()) permit.release();
    this.#held.clear();
  }
}
