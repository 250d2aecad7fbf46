/** When the global limit strikes, and for how long. */
export interface GlobalOutageOptions {
  /** Requests that are counted before it strikes. */
  afterRequests: number;
  retryAfterMs: number;
}

/** The global limit, met once: from one request on, everything is refused for a while. */
export class GlobalOutage {
  readonly #options: GlobalOutageOptions;
  #requests = 0;
  #endsAt: number | undefined = undefined;

  constructor(options: GlobalOutageOptions) {
    this.#options = options;
  }

  /** When it struck (milliseconds of the clock of `now`); `undefined` before. */
  get struckAt(): number | undefined {
    return this.#endsAt === undefined ? undefined : this.#endsAt - this.#options.retryAfterMs;
  }

  /**
   * Counts one request that arrived at `now`.
   * @returns Milliseconds that it is refused for, or 0.
   */
  take(now: number): number {
    this.#requests += 1;
    if (this.#requests > this.#options.afterRequests) this.#endsAt ??= now + this.#options.retryAfterMs;
    return this.#endsAt === undefined ? 0 : Math.max(0, this.#endsAt - now);
  }
}
