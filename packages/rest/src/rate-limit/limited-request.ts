import type { RateLimitErrorOptions } from "@zignal/errors";
import type { Lane } from "./lane.ts";
import type { Ranked } from "./priority-queue.ts";

/** Why a request will not be sent. */
export interface Refusal {
  readonly message: string;
  readonly retryAfterMs: number;
  readonly scope: RateLimitErrorOptions["scope"];
}

/** What the limiter has to know of a request, and how it lets it go. */
export interface LimitedRequest extends Ranked {
  /** Method and path with placeholders. */
  readonly routeKey: string;
  /** Top-level resource within which Discord counts. */
  readonly major: string;
  /** What a limit may count apart within the bucket, such as edits of a channel's name; `""` for nothing. */
  readonly variant: string;
  /** Stands under the bot's global limit. */
  readonly isGlobal: boolean;
  /** Sent without waiting for any bucket: callbacks to interactions. */
  readonly isExempt: boolean;
  readonly rejectInsteadOfWait: boolean;
  /** Not worth sending after this time of the clock. */
  readonly deadlineAt: number;
  /** The limiter's own notes; begin with `newTicket()`. */
  readonly ticket: Ticket;
  /** It may leave now. */
  depart(): void;
  /** It will not leave. */
  refuse(refusal: Refusal): void;
}

/** Where a request stands with the limiter, which alone writes it. */
export interface Ticket {
  place: "new" | "queued" | "held" | "sent" | "done";
  lane: Lane | undefined;
  /** When it was first submitted, by the clock. */
  enteredAt: number;
  /** When it was submitted last: after a failure it comes again. */
  submittedAt: number;
  sentAt: number;
  /** When it was written to its connection; whoever sends may correct it. */
  writtenAt: number;
}
