/** What a stretch of time was like. */
export interface ReportSample {
  /** When it ended, in milliseconds since 1970. */
  readonly time: number;
  readonly requestsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Mean of the calls that ended in it; `undefined` when none did. */
  readonly responseTimeMs: number | undefined;
  /** Resident memory of the process. */
  readonly memoryMb: number;
}

/** Totals since the start, as they are at one moment. */
export interface Totals {
  readonly succeeded: number;
  readonly failed: number;
  readonly totalTimeMs: number;
}

/** The newest samples, at most so many: what the plots of a report show. */
export class ReportHistory {
  readonly #capacity: number;
  readonly #samples: ReportSample[] = [];
  #before: Totals = { succeeded: 0, failed: 0, totalTimeMs: 0 };

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @param seconds - How long ago the last sample was taken. */
  add(totals: Totals, seconds: number, time: number, memoryMb: number): void {
    const { succeeded, failed, totalTimeMs } = this.#before;
    const failures = totals.failed - failed;
    const requests = totals.succeeded - succeeded + failures;
    this.#before = { ...totals };
    this.#samples.push({
      time,
      requestsPerSecond: requests / seconds,
      failuresPerSecond: failures / seconds,
      responseTimeMs: requests === 0 ? undefined : (totals.totalTimeMs - totalTimeMs) / requests,
      memoryMb,
    });
    if (this.#samples.length > this.#capacity) this.#samples.shift();
  }

  get samples(): readonly ReportSample[] {
    return this.#samples;
  }
}
