import type { RateLimitHeaders } from "./rate-limit-headers.ts";

/** A window with a known limit is used without the answer of its first request once that has taken so long. */
const probePatienceMs = 1000;

/** Discord writes durations in milliseconds: a window may end so much later than it says. */
const roundingMs = 1;

/** Discord's clock and ours may run apart by so much of what they measure. */
const drift = 1 / 5000;

/** Durations are floats: two ways to compute one moment may differ by this much. */
const toleranceMs = 0.01;

/**
 * One rate-limit bucket: fixed windows, as many requests in flight as Discord says are left. Pure: no queue, no timer;
 * the caller brings the time (ms) and does the waiting.
 *
 * Each window begins with one request, whose answer confirms the limit (Discord may have changed it) and starts the
 * window; the others follow together. Answers come back in any order, so the room left is not the figure in the latest
 * answer but `lowest - inFlight`: the lowest figure seen in this window, which was the last to be counted, less what may
 * not have been counted when it was written. What the last window has not answered may be counted in this one: it keeps its
 * place until its answer tells.
 *
 * @see {@link https://docs.discord.com/developers/topics/rate-limits | Discord Docs/Rate Limits}
 */
export class Bucket {
  /** Requests per window; `undefined` until an answer said it, `Infinity` when answers say that there is none. */
  limit: number | undefined = undefined;
  /** Requests of this window without an answer. */
  inFlight = 0;
  /** Requests of the last window without an answer: Discord may count them in this one. */
  #stragglers = 0;
  /** Those of windows before that: they take no room any more, and yet each of them will be settled. */
  #older = 0;
  #lowest = 1;
  #confirmed = false;
  #openedAt = -Infinity;
  #probedAt = -Infinity;
  /** The window has ended for certain at this time. */
  #resetAt = Infinity;
  /** The window has not ended before this time. */
  #resetNotBefore = -Infinity;
  #isEarly = false;

  /** The window was opened before the last one's end was certain, and no answer has confirmed it. */
  get isEarly(): boolean {
    return this.#isEarly && !this.#confirmed;
  }

  /** The shortest way to Discord and back is no longer than this, as far as the answers of this window tell. */
  get pathMs(): number {
    return this.#resetAt - this.#resetNotBefore;
  }

  /**
   * Milliseconds until a request may leave: `0` now, `Infinity` while only an answer can tell.
   * @param headStartMs - So much before the window's end is certain, the next one's first request may leave.
   */
  delay(now: number, headStartMs = 0): number {
    if (this.limit === Infinity) return 0;
    const opensIn = this.#resetAt - headStartMs - now;
    if (opensIn <= 0) this.#open(now);
    if (!this.#confirmed) {
      if (this.inFlight === 0) return 0;
      if (this.limit === undefined) return Infinity;
      const patience = this.#probedAt + probePatienceMs - now;
      if (patience > 0) return patience;
      this.#confirmed = true;
      this.#lowest = this.limit;
    }
    if (this.#lowest > this.inFlight + this.#stragglers) return 0;
    if (opensIn === Infinity && this.inFlight + this.#stragglers === 0) {
      // All got lost before one of them said when the window ends, and no answer is left that could: another has to ask.
      this.#open(now);
      return 0;
    }
    return Math.max(0, opensIn);
  }

  /** Spends one request; call it when `delay(now)` is 0. */
  take(now: number): void {
    if (this.inFlight === 0 && !this.#confirmed) {
      this.#openedAt = now;
      this.#probedAt = now;
    }
    this.inFlight += 1;
  }

  /** A request that was taken at `takenAt` was not sent. */
  giveBack(takenAt: number): void {
    if (this.#isOfThisWindow(takenAt)) this.#landed();
    else this.#straggled();
  }

  /**
   * Adopts what the answer to a request sent at `sentAt` says.
   * @param writtenAt - When it really went out; it may have had to wait for its connection.
   */
  answered(
    { limit, remaining, resetAfterMs }: RateLimitHeaders,
    sentAt: number,
    now: number,
    writtenAt: number = sentAt,
  ): void {
    this.limit = limit;
    const latest = now + resetAfterMs + Math.max(roundingMs, resetAfterMs * drift);
    const earliest = writtenAt + resetAfterMs;
    if (!this.#isOfThisWindow(sentAt)) {
      this.#straggled();
      // Discord has counted it in this window, unless that of the answer ends before this one.
      if (this.#confirmed && latest > this.#resetNotBefore) this.#lowest -= 1;
      return;
    }
    this.#landed();
    if (!this.#confirmed || earliest > this.#resetAt) {
      this.#confirmed = true;
      this.#lowest = remaining;
      this.#resetAt = latest;
      this.#resetNotBefore = earliest;
      return;
    }
    this.#lowest = Math.min(this.#lowest, remaining);
    this.#resetAt = Math.min(this.#resetAt, latest);
    this.#resetNotBefore = Math.max(this.#resetNotBefore, earliest);
  }

  /** The answer to a request sent at `sentAt` carried no limit. */
  answeredWithoutLimit(sentAt: number): void {
    if (this.limit === undefined) this.limit = Infinity;
    this.lost(sentAt);
  }

  /** A request got no answer, or one that tells nothing: Discord may have counted it. */
  lost(sentAt: number): void {
    if (this.#isOfThisWindow(sentAt)) this.#landed();
    else if (!this.#straggled()) return;
    if (this.#confirmed) this.#lowest -= 1;
  }

  /** Discord refused a request for `retryAfterMs`: nothing is left until then. */
  exhausted(retryAfterMs: number, sentAt: number, now: number): void {
    if (this.limit === Infinity) this.limit = undefined;
    if (this.#isOfThisWindow(sentAt)) this.#landed();
    else this.#straggled();
    if (this.#openedAt === -Infinity) this.#openedAt = sentAt;
    this.#lowest = 0;
    this.#resetAt =
      this.#confirmed && this.#resetAt !== Infinity ? Math.max(this.#resetAt, now + retryAfterMs) : now + retryAfterMs;
    this.#confirmed = true;
  }

  /** Requests in flight are counted elsewhere from now on. */
  letGo(count: number): void {
    for (let left = count; left > 0; left--) this.#landed();
  }

  /** Nothing is in flight and the window is over: forgetting it loses nothing. */
  isIdle(now: number): boolean {
    const outstanding = this.inFlight + this.#stragglers + this.#older;
    return outstanding === 0 && (this.limit === Infinity || this.#resetAt <= now || !this.#confirmed);
  }

  #open(now: number): void {
    this.#openedAt = now;
    this.#isEarly = now < this.#resetAt;
    this.#resetAt = Infinity;
    this.#confirmed = false;
    this.#older += this.#stragglers;
    this.#stragglers = this.inFlight;
    this.inFlight = 0;
    this.#lowest = this.limit ?? 1;
  }

  // Requests that came from another bucket may be counted under another window than their time tells. Each is taken off
  // somewhere: one that stayed would hold its place for ever.

  #landed(): void {
    if (this.inFlight > 0) this.inFlight -= 1;
    else if (this.#stragglers > 0) this.#stragglers -= 1;
    else if (this.#older > 0) this.#older -= 1;
  }

  /** @returns whether it may have been of the last window */
  #straggled(): boolean {
    if (this.#stragglers > 0) {
      this.#stragglers -= 1;
      return true;
    }
    if (this.#older > 0) {
      this.#older -= 1;
      return false;
    }
    if (this.inFlight === 0) return false;
    this.inFlight -= 1;
    return true;
  }

  #isOfThisWindow(sentAt: number): boolean {
    return sentAt >= this.#openedAt - toleranceMs;
  }
}
