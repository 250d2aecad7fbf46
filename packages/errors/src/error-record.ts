import type { ErrorContext } from "./error-context.ts";
import type { RecoveryStrategy } from "./recovery.ts";
import type { ZignalError } from "./zignal-error.ts";

/**
 * What became of an error: `retried` by {@link ErrorHandler.execute}, `failed` for good there, or `handled` because
 * somebody passed it to {@link ErrorHandler.handle}.
 */
export type ErrorOutcome = "retried" | "failed" | "handled";

/** One error as the handler remembers it. */
export interface ErrorRecord {
  readonly error: ZignalError;
  /** The context given with it, else the error's own. */
  readonly context: ErrorContext;
  /** Time of day, in milliseconds since 1970. */
  readonly time: number;
  readonly outcome: ErrorOutcome;
  readonly strategy: RecoveryStrategy;
  /** Which attempt failed, counted from 1; 1 where nothing was attempted. */
  readonly attempt: number;
}

/** The last so many records, oldest first. */
export class ErrorHistory {
  readonly #limit: number;
  #records: ErrorRecord[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get records(): readonly ErrorRecord[] {
    return this.#records.slice(-this.#limit || this.#records.length);
  }

  add(record: ErrorRecord): void {
    if (this.#limit === 0) return;
    this.#records.push(record);
    // Dropped in blocks: one by one would move the whole list each time.
    if (this.#records.length >= this.#limit * 2) this.#records = this.#records.slice(-this.#limit);
  }

  clear(): void {
    this.#records = [];
  }
}
