import type { AudioClock, AudioClockTask } from "./audio-clock.ts";
import { DeviationHistogram } from "./deviation.ts";
import { silenceFrame, silenceFrameCount } from "./frame-output.ts";
import { OutputSet } from "./output-set.ts";

export interface FrameSenderOptions {
  readonly clock: AudioClock;
  readonly speakingFlags: number | undefined;
  /** Makes the next frame; `undefined` when none is ready. */
  readonly pull: () => Uint8Array | undefined;
  /** Called when it may have changed whether something can be sent. */
  readonly onChange: () => void;
}

/**
 * Sends a frame on each tick to all outputs, with one made ahead, so that no work comes before the sending. Where a
 * frame is missing (pause, end, a source that is late), five frames of silence and Speaking 0 close what was sent.
 */
export class FrameSender implements AudioClockTask {
  readonly outputs: OutputSet;
  readonly #clock: AudioClock;
  readonly #pull: () => Uint8Array | undefined;
  readonly #onChange: () => void;
  readonly #deviation = new DeviationHistogram();
  #next: Uint8Array | undefined;
  #isActive = false;
  #isTicking = false;
  #silenceOwed = 0;
  #framesSent = 0;
  #underruns = 0;

  constructor({ clock, speakingFlags, pull, onChange }: FrameSenderOptions) {
    this.#clock = clock;
    this.#pull = pull;
    this.#onChange = onChange;
    this.outputs = new OutputSet(() => {
      this.update();
      onChange();
    }, speakingFlags);
  }

  /** Is there audio to be sent? While there is and no output can send, nothing is made, and nothing lost. */
  set isActive(isActive: boolean) {
    this.#isActive = isActive;
    this.update();
  }

  get framesSent(): number {
    return this.#framesSent;
  }

  get underruns(): number {
    return this.#underruns;
  }

  get deviation(): DeviationHistogram {
    return this.#deviation;
  }

  /** Forgets the frame that was made ahead: the audio goes on somewhere else. */
  dropPrepared(): void {
    this.#next = undefined;
  }

  dispatch(dueAtMs: number): void {
    const frame = this.#isActive ? (this.#next ?? this.#pull()) : undefined;
    if (frame === undefined) {
      this.#sendSilence();
      return;
    }
    this.#next = undefined;
    if (this.outputs.send(frame) > 0) this.#framesSent++;
    this.#silenceOwed = silenceFrameCount;
    this.#deviation.record(this.#clock.now - dueAtMs);
  }

  prepare(): void {
    if (this.#isActive) this.#next ??= this.#pull();
    this.update();
  }

  /** Looks whether the clock is needed. */
  update(): void {
    const shouldTick = this.outputs.canSend && (this.#isActive || this.#silenceOwed > 0 || this.outputs.isLeaving);
    if (shouldTick === this.#isTicking) return;
    this.#isTicking = shouldTick;
    if (shouldTick) this.#clock.add(this);
    else this.#clock.remove(this);
  }

  close(): void {
    this.#isActive = false;
    this.#silenceOwed = 0;
    this.#next = undefined;
    this.outputs.close();
    this.update();
  }

  #sendSilence(): void {
    if (this.#isActive) this.#underruns++;
    if (this.#silenceOwed === 0) {
      this.outputs.sendLeaving();
      return;
    }
    this.outputs.send(silenceFrame);
    if (--this.#silenceOwed > 0) return;
    this.outputs.stopSpeaking();
    this.#onChange();
  }
}
