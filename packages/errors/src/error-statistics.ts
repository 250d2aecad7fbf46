import type { ErrorCode, ErrorSeverity } from "./error-code.ts";
import type { ErrorRecord } from "./error-record.ts";
import type { RecoveryStrategy } from "./recovery.ts";

/** What an {@link ErrorHandler} has seen since it was made, whatever its history still holds. */
export interface ErrorStats {
  /** Errors seen, those included that a retry made good. */
  readonly total: number;
  readonly byCode: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly bySeverity: Readonly<Partial<Record<ErrorSeverity, number>>>;
  /** By what the tables advise. */
  readonly byStrategy: Readonly<Partial<Record<RecoveryStrategy, number>>>;
  readonly recovery: RecoveryStats;
  /** When the last error was seen, in milliseconds since 1970; `undefined` before the first. */
  readonly lastErrorTime: number | undefined;
}

/** What became of the operations that `execute` ran. */
export interface RecoveryStats {
  /** Operations that have ended. */
  readonly operations: number;
  /** Attempts beyond the first. */
  readonly retries: number;
  /** Operations that failed and then succeeded in a retry. */
  readonly recovered: number;
  /** Operations that failed for good. */
  readonly failed: number;
  /** Operations that their caller aborted. */
  readonly aborted: number;
}

export class ErrorCounts {
  #total = 0;
  #lastErrorTime: number | undefined;
  readonly #byCode = new Map<ErrorCode, number>();
  readonly #bySeverity = new Map<ErrorSeverity, number>();
  readonly #byStrategy = new Map<RecoveryStrategy, number>();
  readonly #recovery = { operations: 0, retries: 0, recovered: 0, failed: 0, aborted: 0 };

  add({ error, strategy, time }: ErrorRecord): void {
    this.#total++;
    this.#lastErrorTime = time;
    increment(this.#byCode, error.code);
    increment(this.#bySeverity, error.severity);
    increment(this.#byStrategy, strategy);
  }

  countRetry(): void {
    this.#recovery.retries++;
  }

  countEnd(end: "succeeded" | "recovered" | "failed" | "aborted"): void {
    this.#recovery.operations++;
    if (end !== "succeeded") this.#recovery[end]++;
  }

  snapshot(): ErrorStats {
    return {
      total: this.#total,
      byCode: Object.fromEntries(this.#byCode),
      bySeverity: Object.fromEntries(this.#bySeverity),
      byStrategy: Object.fromEntries(this.#byStrategy),
      recovery: { ...this.#recovery },
      lastErrorTime: this.#lastErrorTime,
    };
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
