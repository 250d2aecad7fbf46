/**
 * What comes, one after the other, to be iterated. Unlike that of a generator function, its `return` ends it at once, also
 * where nobody has begun to iterate, or somebody waits for the next.
 */
export class Arrivals<T> implements AsyncGenerator<T, void, undefined> {
  readonly #stop: () => void;
  readonly #queue: T[] = [];
  #ended = false;
  #failure: { error: unknown } | undefined;
  /** Settles with the next change. */
  #change = Promise.withResolvers<void>();

  /** @param stop - Lets nothing come any more. */
  constructor(stop: () => void) {
    this.#stop = stop;
  }

  push(item: T): void {
    this.#queue.push(item);
    this.#changed();
  }

  /** Nothing comes any more; what is there can still be had. */
  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** Nothing comes any more; the error follows on what is there. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.end();
  }

  async next(): Promise<IteratorResult<T, void>> {
    for (;;) {
      const [item] = this.#queue.splice(0, 1);
      if (item !== undefined) return { done: false, value: item };
      const failure = this.#failure;
      // It is told once.
      this.#failure = undefined;
      if (failure !== undefined) throw failure.error;
      if (this.#ended) return { done: true, value: undefined };
      await this.#change.promise;
    }
  }

  async return(): Promise<IteratorResult<T, void>> {
    this.#stop();
    this.#queue.length = 0;
    this.#failure = undefined;
    this.end();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<T, void>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
