import type { Clock, ClockTimer } from "@zignal/errors";
import type { VoiceLink } from "./voice-link.ts";

/** How long an encrypted call may take to name others before the bot counts as alone in it, in milliseconds. */
const aloneMs = 250;

/** Tells whether audio can flow in a connection, as far as the connection can do anything about it. */
export class FlowWatch {
  readonly #link: VoiceLink;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #timer: ClockTimer | undefined;
  /** Nobody else was named for a while. */
  #isAlone = false;

  /** @param onChange - It may flow now, as there is nobody to hear it. */
  constructor(link: VoiceLink, clock: Clock, onChange: () => void) {
    this.#link = link;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** An encrypted call with nobody else in it has no keys; its bot is as ready as it can be. */
  get isFlowing(): boolean {
    const { status, media } = this.#link;
    return (status === "ready" || status === "resuming") && (media.canSend || this.#isAlone);
  }

  /** The step that is under way, by name. */
  get step(): string {
    return this.#link.status === "ready" ? "encryption" : this.#link.status;
  }

  /** To be called after each change of the connection. */
  update(): void {
    const { media, status, otherUsers } = this.#link;
    if (status !== "ready" || otherUsers.size > 0 || media.canSend) return this.stop();
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#isAlone = true;
      this.#onChange();
    }, aloneMs);
  }

  stop(): void {
    this.#isAlone = false;
    this.#timer?.clear();
    this.#timer = undefined;
  }
}
