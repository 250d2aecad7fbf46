import { samplesPerFrame, silenceFrame } from "../audio/frame-output.ts";
import { OggOpusWriter } from "../audio/ogg-opus-writer.ts";
import { buildOpusPacket, parseOpusPacket } from "../audio/opus-packet.ts";
import type { OpusFrame } from "./heard-frame.ts";
import type { RecordingFile } from "./recording-target.ts";
import { UserTimeline } from "./user-timeline.ts";

/** Packets that were lost are marked for the decoder to conceal, up to so many in a row; the rest is silence. */
const mostConcealed = 5;

/** 60 ms of silence: who speaks first after hours has them filled in one go. */
const longSilence: Uint8Array = buildOpusPacket(
  0xf8,
  Array.from({ length: 3 }, () => silenceFrame.subarray(1)),
);

/** Records one user as their packets came: nothing is decoded or encoded. */
export class UserRecording {
  readonly #file: RecordingFile;
  readonly #writer: OggOpusWriter;
  readonly #timeline: UserTimeline;
  readonly #startedAtMs: number;
  #toc = 0xfc;

  constructor(file: RecordingFile, startedAtMs: number, serial: number, comments: readonly string[]) {
    this.#file = file;
    this.#startedAtMs = startedAtMs;
    this.#writer = new OggOpusWriter({ serial, comments });
    this.#timeline = new UserTimeline(startedAtMs);
    file.write(this.#writer.header());
  }

  get durationMs(): number {
    return this.#writer.samples / 48;
  }

  onOpus(frame: OpusFrame): void {
    const parsed = parseOpusPacket(frame.opus);
    if (parsed === undefined) return;
    const samples = parsed.frames.length * parsed.samplesPerFrame;
    const from = this.#timeline.next;
    const at = this.#timeline.place(frame, samples / samplesPerFrame);
    this.#fill(from, at, Math.min(frame.lostBefore, mostConcealed));
    this.#file.write(this.#writer.push(frame.opus));
    this.#toc = twentyMs(parsed.toc);
  }

  /** Fills up to the end of the recording, so that all files of one have the same length. */
  end(nowMs: number): void {
    this.#fill(this.#timeline.next, Math.floor((nowMs - this.#startedAtMs) / 20), 0);
    this.#file.write(this.#writer.end());
  }

  #fill(from: number, to: number, concealed: number): void {
    let left = Math.round(to - from);
    for (let made = 0; made < concealed && left > 0; made++, left--) {
      // A packet of nothing but its first byte stands for a lost one (RFC 6716 §3.2.1).
      this.#file.write(this.#writer.push(Uint8Array.of(this.#toc)));
    }
    for (; left >= 3; left -= 3) this.#file.write(this.#writer.push(longSilence));
    for (; left > 0; left--) this.#file.write(this.#writer.push(silenceFrame));
  }
}

/** The same mode and bandwidth, in frames of 20 ms. @see {@link https://www.rfc-editor.org/rfc/rfc6716#section-3.1 | RFC 6716 §3.1} */
function twentyMs(toc: number): number {
  const config = toc >> 3;
  const other = config < 12 ? (config & ~3) | 1 : config | (config < 16 ? 1 : 3);
  return (other << 3) | (toc & 4);
}
