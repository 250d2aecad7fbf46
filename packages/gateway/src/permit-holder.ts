import type { IdentifyGate, IdentifyPermit } from "./identify-gate.ts";

/** A shard's dealings with the identify gate: it asks for one permit at a time, and gives back what it does not use. */
export class PermitHolder {
  readonly #shardId: number;
  readonly #gate: IdentifyGate;
  #permit: IdentifyPermit | undefined;
  #request: AbortController | undefined;

  constructor(shardId: number, gate: IdentifyGate) {
    this.#shardId = shardId;
    this.#gate = gate;
  }

  /** Calls one of the two, unless {@link release} is called first. */
  ask(onGranted: () => void, onFailed: (error: unknown) => void): void {
    const request = new AbortController();
    this.#request = request;
    // A gate is somebody's own code: what it throws at once counts like a rejection.
    const acquire = async (): Promise<IdentifyPermit> => await this.#gate.acquire(this.#shardId, request.signal);
    void acquire().then(
      (permit) => {
        if (request.signal.aborted) permit.release();
        else {
          this.#request = undefined;
          this.#permit = permit;
          onGranted();
        }
        return undefined;
      },
      (error: unknown) => {
        if (request.signal.aborted) return;
        this.#request = undefined;
        onFailed(error);
      },
    );
  }

  /** Identify was sent. */
  spend(): void {
    this.#permit?.identified();
    this.#permit = undefined;
  }

  /** Nothing is waited for or held any more. */
  release(): void {
    this.#request?.abort();
    this.#request = undefined;
    this.#permit?.release();
    this.#permit = undefined;
  }
}
