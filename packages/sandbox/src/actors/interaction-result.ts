import { TimeoutError } from "@zignal/errors";
import { ANSWER_WITHIN_MS } from "../world/interactions.ts";
import type { InteractionOutcome } from "../world/interaction-types.ts";
import type { JsonObject } from "../world/json.ts";
import type { SeenMessage } from "./seen-message.ts";

/** A modal on the user's screen. Give it to `submitModal`. */
export interface OpenModal {
  readonly customId: string;
  readonly title: string;
  /** As the bot sent them: labels or action rows with inputs. */
  readonly components: readonly JsonObject[];
  /** The interaction that opened it, and where. */
  readonly interactionId: string;
  readonly applicationId: string;
  readonly channelId: string;
}

export type InteractionResultKind = Exclude<InteractionOutcome["kind"], "expired" | "choices" | "pong">;

/** What a user sees after a command, a press, a choice or a submit. */
export class InteractionResult {
  /** `message`: a reply. `update`: the message with the component changed. `deferredUpdate`: nothing to see yet. */
  readonly kind: InteractionResultKind;
  /** Only the user sees the reply. */
  readonly ephemeral: boolean;
  readonly #what: string;
  readonly #message: SeenMessage | undefined;
  readonly #modal: OpenModal | undefined;

  constructor(
    what: string,
    result: { kind: InteractionResultKind; ephemeral?: boolean; message?: SeenMessage; modal?: OpenModal },
  ) {
    this.#what = what;
    this.kind = result.kind;
    this.ephemeral = result.ephemeral ?? false;
    this.#message = result.message;
    this.#modal = result.modal;
  }

  /** The reply, or the message that changed. @throws {Error} when the bot did something else. */
  get message(): SeenMessage {
    if (this.#message === undefined) throw new Error(`${this.#what} brought no message, but ${this.kind}`);
    return this.#message;
  }

  /** The modal that opened. @throws {Error} when the bot did something else. */
  get modal(): OpenModal {
    if (this.#modal === undefined) throw new Error(`${this.#what} opened no modal, but brought ${this.kind}`);
    return this.#modal;
  }

  toJSON(): object {
    return { kind: this.kind, ephemeral: this.ephemeral, message: this.#message, modal: this.#modal };
  }
}

/** Discord's "The application did not respond". */
export function notAnswered(what: string, deferred: boolean, waitedMs: number): TimeoutError {
  return new TimeoutError(what, deferred ? waitedMs : ANSWER_WITHIN_MS, {
    recovery: deferred
      ? "The bot deferred its answer and never filled it in: edit the original response."
      : "The application did not respond: is the bot connected, and does it answer this interaction within 3 seconds?",
  });
}
