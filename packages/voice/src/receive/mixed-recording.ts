import { samplesPerFrame } from "../audio/frame-output.ts";
import { opusPacketSamples } from "../audio/opus-packet.ts";
import { addWithGain, toPcmFrame } from "../audio/gain.ts";
import { OggOpusWriter } from "../audio/ogg-opus-writer.ts";
import type { OpusCodec, OpusEncoder } from "../audio/opus-codec.ts";
import type { PcmFrame } from "../audio/pcm-converter.ts";
import { samplesInPcmFrame } from "../audio/pcm-converter.ts";
import type { OpusFrame } from "./heard-frame.ts";
import type { RecordingFile } from "./recording-target.ts";
import { UserTimeline } from "./user-timeline.ts";

/** What is mixed is kept open for so long, so that everybody's frames of the same moment meet; in frames. */
const openFrames = 50;

interface MixedUser {
  readonly timeline: UserTimeline;
  /** Made up for lost frames: their place is known with the frame behind them. */
  pending: PcmFrame[];
  /** What was placed last, and where: a packet may have several frames of PCM. */
  last: { readonly frame: OpusFrame; readonly at: number } | undefined;
}

/** Records all users into one file: decoded, added up, and encoded once. */
export class MixedRecording {
  readonly #file: RecordingFile;
  readonly #writer: OggOpusWriter;
  readonly #encoder: OpusEncoder;
  readonly #startedAtMs: number;
  readonly #timelines = new Map<string, MixedUser>();
  /** Sums by their place; those before `#written` are in the file. */
  readonly #open = new Map<number, Float32Array>();
  #written = 0;

  constructor(file: RecordingFile, startedAtMs: number, serial: number, codec: OpusCodec, comments: readonly string[]) {
    this.#file = file;
    this.#startedAtMs = startedAtMs;
    this.#writer = new OggOpusWriter({ serial, comments, preSkip: encoderDelay });
    this.#encoder = codec.createEncoder();
    file.write(this.#writer.header());
  }

  get durationMs(): number {
    return this.#writer.samples / 48;
  }

  onPcm(pcm: PcmFrame, frame: OpusFrame, isConcealed: boolean): void {
    let user = this.#timelines.get(frame.userId);
    if (user === undefined) {
      user = { timeline: new UserTimeline(this.#startedAtMs), pending: [], last: undefined };
      this.#timelines.set(frame.userId, user);
    }
    // What was made up for lost frames lies right before the frame that came after them.
    if (isConcealed) {
      user.pending.push(pcm);
      return;
    }
    const { last, pending } = user;
    if (last?.frame === frame) {
      user.last = { frame, at: last.at + 1 };
      this.#add(last.at + 1, pcm);
      return;
    }
    const at = user.timeline.place(frame, Math.max(1, opusPacketSamples(frame.opus) / samplesPerFrame));
    user.last = { frame, at };
    user.pending = [];
    for (const [index, made] of pending.entries()) this.#add(at - pending.length + index, made);
    this.#add(at, pcm);
  }

  /** Writes what is over. Call it now and then. */
  advance(nowMs: number): void {
    this.#writeUntil(Math.floor((nowMs - this.#startedAtMs) / 20) - openFrames);
  }

  end(nowMs: number): void {
    // One frame at least: a file without any is none that players open.
    this.#writeUntil(Math.max(1, Math.floor((nowMs - this.#startedAtMs) / 20)));
    this.#file.write(this.#writer.end());
    this.#encoder.close();
  }

  #add(place: number, pcm: PcmFrame): void {
    // Too late for the file, or from a clock that runs ahead by more than what is kept open.
    if (place < this.#written || place > this.#written + 20 * openFrames) return;
    let sum = this.#open.get(place);
    if (sum === undefined) {
      sum = new Float32Array(samplesInPcmFrame);
      this.#open.set(place, sum);
    }
    addWithGain(sum, pcm, 1, 1);
  }

  #writeUntil(place: number): void {
    for (; this.#written < place; this.#written++) {
      const sum = this.#open.get(this.#written);
      this.#open.delete(this.#written);
      const pcm = sum === undefined ? new Int16Array(samplesInPcmFrame) : toPcmFrame(sum);
      this.#file.write(this.#writer.push(this.#encoder.encode(pcm)));
    }
  }
}

/** Samples by which libopus' output lags behind its input: 6.5 ms, which players leave out at the start. */
const encoderDelay: number = Math.round(samplesPerFrame * 0.325);
