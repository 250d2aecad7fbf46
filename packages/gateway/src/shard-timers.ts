import type { ClockTimer } from "@zignal/errors";
import { backoffDelayMs } from "./backoff.ts";
import type { ShardContext } from "./shard-context.ts";
import { timeoutFor } from "./shard-context.ts";
import type { Deadline, ShardEvent, WaitReason } from "./shard-events.ts";

type TimerContext = Pick<ShardContext, "clock" | "random" | "backoff" | "timeouts">;

/** The pause before a shard's next attempt, and the deadline of what it waits for. */
export class ShardTimers {
  readonly #context: TimerContext;
  readonly #apply: (event: ShardEvent) => void;
  #waitTimer: ClockTimer | undefined;
  #deadlineTimer: ClockTimer | undefined;

  constructor(context: TimerContext, apply: (event: ShardEvent) => void) {
    this.#context = context;
    this.#apply = apply;
  }

  wait(attempt: number, reason: WaitReason): void {
    const { clock, random, backoff } = this.#context;
    const backoffMs = backoffDelayMs(attempt, random, backoff);
    // Discord asks for one to five seconds after it has invalidated a session.
    const delayMs = reason === "invalidSession" ? Math.max(backoffMs, 1_000 + 4_000 * random()) : backoffMs;
    // No socket holds the process during the pause, so the timer has to.
    this.#waitTimer = clock.setTimeout(() => this.#apply({ type: "waitOver" }), delayMs, { ref: true });
  }

  cancelWait(): void {
    this.#waitTimer?.clear();
  }

  /** @param progress - A number that grows with what is replayed: a long replay is no silence. */
  setDeadline(deadline: Deadline, progress: () => number): void {
    this.#deadlineTimer?.clear();
    const { clock, timeouts } = this.#context;
    const before = progress();
    this.#deadlineTimer = clock.setTimeout(
      () => {
        if (deadline === "resumed" && progress() !== before) this.setDeadline(deadline, progress);
        else this.#apply({ type: "deadlinePassed", for: deadline });
      },
      timeoutFor(deadline, timeouts),
    );
  }

  clearDeadline(): void {
    this.#deadlineTimer?.clear();
  }
}
