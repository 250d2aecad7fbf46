import type { Clock, ClockTimer } from "@zignal/errors";
import { ErrorContext, VoiceError } from "@zignal/errors";

interface Waiter {
  readonly channelId: string;
  readonly settle: (error: unknown) => void;
}

export interface JoinWaitOptions {
  readonly channelId: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** The step that the connection is at, by name. */
  readonly step: () => string;
  /** Why the connection is not there yet, if by a fault. */
  readonly problem: () => VoiceError | undefined;
}

/** Everybody who waits for one connection to carry audio. */
export class JoinWaiters {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves once audio can flow in the channel.
   * @throws {VoiceError} naming the step that took too long.
   */
  async wait({ channelId, timeoutMs, signal, step, problem }: JoinWaitOptions): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { channelId, settle: (error) => (error === undefined ? resolve() : reject(error)) };
    const timer: ClockTimer = this.#clock.setTimeout(
      () => reject(joinError(channelId, step(), `was reached after ${timeoutMs} ms, and not passed`, problem())),
      timeoutMs,
      { ref: true },
    );
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#waiting.add(waiter);
    try {
      await promise;
    } finally {
      this.#waiting.delete(waiter);
      timer.clear();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Audio can flow in the channel: those who wait for another one were overtaken. */
  resolve(channelId: string): void {
    for (const waiter of this.#waiting) {
      if (waiter.channelId === channelId) waiter.settle(undefined);
    }
  }

  /** Another channel was asked for: nobody will come into the ones before. */
  supersede(channelId: string): void {
    for (const waiter of this.#waiting) {
      if (waiter.channelId === channelId) continue;
      waiter.settle(joinError(waiter.channelId, "signalling", `was overtaken by a join of channel ${channelId}`));
    }
  }

  /** @param channelId - Only those who wait for this one. @defaultValue all */
  reject(step: string, error: VoiceError | undefined, channelId?: string): void {
    for (const waiter of this.#waiting) {
      if (channelId !== undefined && waiter.channelId !== channelId) continue;
      waiter.settle(
        joinError(
          waiter.channelId,
          step,
          error === undefined ? "was the last, as the connection was left" : "failed",
          error,
        ),
      );
    }
  }
}

function joinError(channelId: string, step: string, what: string, cause?: VoiceError): VoiceError {
  const why = cause === undefined ? "" : `: ${cause.message}`;
  return new VoiceError(`Voice channel ${channelId} could not be joined: step "${step}" ${what}${why}`, {
    cause,
    retryable: cause?.retryable ?? true,
    context: new ErrorContext().withChannelId(channelId).with("step", step),
    ...(cause?.closeCode === undefined ? {} : { closeCode: cause.closeCode }),
    ...(cause?.recovery === undefined ? {} : { recovery: cause.recovery }),
  });
}
