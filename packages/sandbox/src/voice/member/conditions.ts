import { TimeoutError } from "@zignal/errors";
import type { Clock } from "@zignal/errors";

interface Waiting {
  readonly holds: () => boolean;
  readonly end: (error?: Error) => void;
}

/** What callers wait to become true. */
export class Conditions {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #failure: Error | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws {TimeoutError} naming `what`; once `fail()` was called, its error. */
  async until(holds: () => boolean, what: string, timeoutMs: number): Promise<void> {
    if (holds()) return;
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((resolve, reject) => {
      const late = (): void => waiting.end(new TimeoutError(what, timeoutMs));
      const timer = this.#clock.setTimeout(late, timeoutMs, { ref: true });
      const waiting: Waiting = {
        holds,
        end: (error) => {
          timer.clear();
          this.#waiting.delete(waiting);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** Something has changed. */
  check(): void {
    for (const { holds, end } of this.#waiting) if (holds()) end();
  }

  /** Nothing will become true any more. */
  fail(error: Error): void {
    this.#failure = error;
    for (const { end } of this.#waiting) end(error);
  }
}
