export interface RateLimiterStats {
  /** Requests that wait for a limit. */
  readonly waiting: number;
  /** Requests that have left and whose limits are not known yet, exempt ones included. */
  readonly inFlight: number;
  /** Routes within a resource that are remembered. */
  readonly lanes: number;
  /** Requests that had to wait and then left, so far. */
  readonly waited: number;
  /** The longest of these waits, in milliseconds. */
  readonly longestWaitMs: number;
  /** Queues that hold requests, the longest first. */
  readonly queues: readonly { readonly bucket: string; readonly waiting: number }[];
}
