/** Settles when every shard of a set has become ready, or when that can not be any more. */
export class ShardReadiness {
  readonly #waitingFor: Set<number>;
  readonly #done = Promise.withResolvers<void>();

  constructor(shardIds: Iterable<number>) {
    this.#waitingFor = new Set(shardIds);
    // Whoever awaits it hears of a failure; nobody has to.
    this.#done.promise.catch(() => undefined);
  }

  get promise(): Promise<void> {
    return this.#done.promise;
  }

  /** Whether shards are still missing. */
  get pending(): boolean {
    return this.#waitingFor.size > 0;
  }

  /** Replaces the set, once it is known. */
  expect(shardIds: Iterable<number>): void {
    this.#waitingFor.clear();
    for (const id of shardIds) this.#waitingFor.add(id);
  }

  ready(shardId: number): void {
    if (this.#waitingFor.delete(shardId) && this.#waitingFor.size === 0) this.#done.resolve();
  }

  fail(error: unknown): void {
    this.#waitingFor.clear();
    this.#done.reject(error);
  }
}
