import { ZignalError } from "@zignal/errors";
import type { ZignalErrorOptions } from "@zignal/errors";

/** Why an answer to an interaction was refused, or a handler could not be found or registered. */
export type InteractionErrorReason =
  /** The interaction has had its answer. */
  | "alreadyAnswered"
  /** There is no answer yet that could be edited, deleted or followed. */
  | "notAnswered"
  /** Discord no longer knows the interaction: the answer came after three seconds, or after fifteen minutes. */
  | "expired"
  /** This kind of interaction can not be answered so. */
  | "notPossible";

/** An interaction was not answered as it should be. The message says what to call instead. */
export class InteractionError extends ZignalError {
  override readonly name: string = "InteractionError";
  readonly reason: InteractionErrorReason;

  constructor(reason: InteractionErrorReason, message: string, options: ZignalErrorOptions = {}) {
    super("InvalidPayload", message, options);
    this.reason = reason;
  }
}
