import type { RateLimitHeaders } from "./rate-limit-headers.ts";

/** Memory answers at once, a server later; both are fine. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** What became of a request, as far as its bucket is concerned. */
export type BucketOutcome =
  /** The answer named the limit. */
  | RateLimitHeaders
  /** The answer was a 429: nothing may leave for so long. */
  | { readonly exhaustedForMs: number }
  /** The answer named no limit. */
  | "unlimited"
  /** No answer, or one that tells nothing: Discord may have counted it. */
  | "lost"
  /** It was not sent. */
  | "unsent";

/**
 * Where buckets and the global limit are counted. The default counts in memory; one that counts in a server lets several
 * processes share a token's limits. All times are durations in milliseconds: the store measures with its own clock.
 *
 * A store that answers later may reject: it is asked again, and told again a few times. One that several processes share
 * answers `take` with a time after which to ask again where it would have to wait for another process, and lets expire what was
 * taken and never settled, for that process may have died.
 */
export interface RateLimitStore {
  /**
   * Spends one request of a bucket, if it has one.
   * @returns `0` when it was spent, otherwise milliseconds after which to ask again; `Infinity` when only the answer to a
   *   request of this process can tell.
   */
  take(bucket: string): MaybePromise<number>;
  /**
   * Tells what became of a request that was taken `ageMs` ago.
   * @param roundTripMs - How long ago it was written to its connection.
   */
  settle(bucket: string, ageMs: number, outcome: BucketOutcome, roundTripMs: number): MaybePromise<void>;
  /** Counts requests that are in flight for another bucket: Discord renamed it. */
  move(from: string, to: string, inFlight: number): MaybePromise<void>;
  /** Spends one request of the global limit. @returns as {@link RateLimitStore.take} */
  takeGlobal(): MaybePromise<number>;
  /**
   * A request of the global limit that was spent `agoMs` ago is written only now; until then its connection was made. Left out,
   * a burst that had to wait for its connections may meet the next one at Discord.
   */
  writtenGlobal?(agoMs: number): MaybePromise<void>;
  /** Nothing under the global limit may leave for so long. */
  blockGlobal(forMs: number): MaybePromise<void>;
  /** Forgets what is over. Called now and then; a store whose entries expire by themselves need not do anything. */
  sweep?(): void;
}
