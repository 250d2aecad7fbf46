import { ValidationError, ZignalError } from "@zignal/errors";

/** What an event stream does when its consumer is slower than the events. */
export type OverflowPolicy = "dropOldest" | "dropNewest" | "throw";

export interface EventStreamOptions {
  /** Ends the stream, without an error. */
  signal?: AbortSignal;
  /** How many events may wait for the consumer. @defaultValue `1024` */
  bufferSize?: number;
  /** What happens when the buffer is full. @defaultValue `"dropOldest"` */
  overflow?: OverflowPolicy;
}

const overflowPolicies: ReadonlySet<string> = new Set<OverflowPolicy>(["dropOldest", "dropNewest", "throw"]);

/** A signal of another realm or a polyfill is one too. */
export function signalIssue(signal: unknown): ValidationError | undefined {
  if (signal === undefined) return undefined;
  const isSignal = typeof signal === "object" && signal !== null && "aborted" in signal && "addEventListener" in signal;
  return isSignal ? undefined : ValidationError.of("signal", "must be an AbortSignal");
}

/** The buffer between an emitter and one `for await` loop. */
export class EventStream<Value> implements AsyncIterableIterator<Value> {
  readonly #buffer: Value[] = [];
  readonly #waiting: ((result: IteratorResult<Value, undefined>) => void)[] = [];
  readonly #bufferSize: number;
  readonly #overflow: OverflowPolicy;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.end();
  readonly #onEnd: () => void;
  #ended = false;
  #error: Error | undefined;
  #dropped = 0;

  /** @throws {ValidationError} if `bufferSize` is no whole number above 0, `overflow` is no policy, or `signal` no signal. */
  constructor(options: EventStreamOptions, onEnd: () => void) {
    const { bufferSize = 1024, overflow = "dropOldest", signal } = options;
    if (!Number.isInteger(bufferSize) || bufferSize < 1) {
      throw ValidationError.of("bufferSize", `must be a whole number above 0 (was ${bufferSize})`);
    }
    if (!overflowPolicies.has(overflow)) {
      const list = [...overflowPolicies].map((policy) => JSON.stringify(policy)).join(", ");
      throw ValidationError.of("overflow", `must be one of ${list} (was ${JSON.stringify(overflow)})`);
    }
    const issue = signalIssue(signal);
    if (issue !== undefined) throw issue;
    this.#bufferSize = bufferSize;
    this.#overflow = overflow;
    this.#signal = signal;
    this.#onEnd = onEnd;
    if (signal?.aborted === true) this.end();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** How many events were dropped because the consumer was slow. */
  get dropped(): number {
    return this.#dropped;
  }

  push(value: Value): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting({ done: false, value });
      return;
    }
    if (this.#buffer.length < this.#bufferSize) {
      this.#buffer.push(value);
      return;
    }
    this.#dropped += 1;
    if (this.#overflow === "dropOldest") {
      this.#buffer.shift();
      this.#buffer.push(value);
    } else if (this.#overflow === "throw") {
      const message = `The event stream's buffer of ${this.#bufferSize} is full: its consumer is too slow`;
      this.#error = new ZignalError("SystemError", message);
      this.end();
    }
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#buffer.length > 0) {
      // `undefined` may be a value.
      return Promise.resolve({ done: false, value: this.#buffer.shift() as Value });
    }
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Called by `for await` on `break`. */
  return(): Promise<IteratorResult<Value, undefined>> {
    this.#buffer.length = 0;
    this.#error = undefined;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Takes nothing more; what is in the buffer can still be read. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#onEnd();
    for (const waiting of this.#waiting.splice(0)) waiting({ done: true, value: undefined });
  }
}
