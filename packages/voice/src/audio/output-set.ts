import { isolated } from "./isolated.ts";
import type { FrameOutput } from "./frame-output.ts";
import { silenceFrame, silenceFrameCount, SpeakingFlags } from "./frame-output.ts";

interface Entry {
  readonly output: FrameOutput;
  readonly unsubscribe: () => void;
  /** Speaking was announced in the session that the output has now. */
  speaking: boolean;
  /** Silence frames until it may go; `undefined` while it stays. */
  leavingIn: number | undefined;
}

/** The connections that a player's frames go to: each gets Speaking before its first packet, and each the same bytes. */
export class OutputSet {
  readonly #entries = new Map<FrameOutput, Entry>();
  readonly #onChange: () => void;
  readonly #flags: number;

  /** @param onChange - Called when it may have changed whether anything can be sent. */
  constructor(onChange: () => void, flags: number = SpeakingFlags.microphone) {
    this.#onChange = onChange;
    this.#flags = flags;
  }

  get size(): number {
    return this.#entries.size;
  }

  get canSend(): boolean {
    for (const { output } of this.#entries.values()) if (output.canSend) return true;
    return false;
  }

  add(output: FrameOutput): void {
    const present = this.#entries.get(output);
    if (present !== undefined) {
      present.leavingIn = undefined;
      return;
    }
    const unsubscribe = output.onCanSendChange(() => {
      // A new session knows nothing of what was announced in the one before.
      if (!output.canSend) entry.speaking = false;
      this.#onChange();
    });
    const entry: Entry = { output, unsubscribe, speaking: false, leavingIn: undefined };
    this.#entries.set(output, entry);
    this.#onChange();
  }

  /** Takes an output away, after the silence that ends its audio where it was sending. */
  remove(output: FrameOutput): void {
    const entry = this.#entries.get(output);
    if (entry === undefined) return;
    if (entry.speaking && output.canSend) entry.leavingIn = silenceFrameCount;
    else this.#drop(entry);
  }

  /** Is one of them on its way out, so that silence is owed to it? */
  get isLeaving(): boolean {
    for (const { leavingIn } of this.#entries.values()) if (leavingIn !== undefined) return true;
    return false;
  }

  /** Sends one frame to all that can send now. Returns to how many it went. */
  send(frame: Uint8Array): number {
    let sent = 0;
    for (const entry of this.#entries.values()) {
      // What one of them throws does not keep the others from the frame.
      isolated(() => {
        if (this.#sendTo(entry, frame)) sent++;
      });
    }
    return sent;
  }

  #sendTo(entry: Entry, frame: Uint8Array): boolean {
    if (!entry.output.canSend) return false;
    if (!entry.speaking) {
      entry.speaking = true;
      entry.output.setSpeaking(this.#flags);
    }
    if (entry.leavingIn === undefined) return entry.output.sendFrame(frame);
    this.#sendLeaving(entry);
    return false;
  }

  /** One tick without audio, for those that are leaving. */
  sendLeaving(): void {
    for (const entry of this.#entries.values()) if (entry.leavingIn !== undefined) this.#sendLeaving(entry);
  }

  /** Announces the end of what was sent. */
  stopSpeaking(): void {
    for (const entry of this.#entries.values()) this.#stopSpeaking(entry);
  }

  close(): void {
    for (const entry of this.#entries.values()) this.#drop(entry);
  }

  #sendLeaving(entry: Entry): void {
    if (entry.leavingIn === undefined) return;
    if (entry.leavingIn > 0 && entry.output.canSend) {
      entry.leavingIn--;
      entry.output.sendFrame(silenceFrame);
      if (entry.leavingIn > 0) return;
    }
    this.#drop(entry);
  }

  #stopSpeaking(entry: Entry): void {
    if (!entry.speaking) return;
    entry.speaking = false;
    if (entry.output.canSend) entry.output.setSpeaking(SpeakingFlags.none);
  }

  #drop(entry: Entry): void {
    this.#stopSpeaking(entry);
    entry.unsubscribe();
    this.#entries.delete(entry.output);
    this.#onChange();
  }
}
