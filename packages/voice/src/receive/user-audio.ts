import type { OpusCodec } from "../audio/opus-codec.ts";
import type { PcmFrame } from "../audio/pcm-converter.ts";
import type { VoicePacket } from "../connection/voice-packet.ts";
import type { OpusFrame } from "./heard-frame.ts";
import type { HeardItem, JitterBufferOptions } from "./jitter-buffer.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { UserDecoder } from "./user-decoder.ts";

/** Somebody who wants one user's audio. Each has one of the two. */
export interface UserListener {
  onOpus?(frame: OpusFrame): void;
  /** @param frame - What the PCM was made of; the same one again for what was made up before it. */
  onPcm?(pcm: PcmFrame, frame: OpusFrame, isConcealed: boolean): void;
  /** The user is gone. */
  onEnd(): void;
}

/** One user's way from packets to listeners: order first, then decoding, which is done only when somebody wants PCM. */
export class UserAudio {
  readonly userId: string;
  readonly buffer: JitterBuffer;
  readonly #codec: () => OpusCodec;
  readonly #listeners = new Set<UserListener>();
  readonly #onFrame: (frame: OpusFrame) => void;
  #decoder: UserDecoder | undefined;
  #packets = 0;
  #lostBefore = 0;
  #pauseSamples = 0;
  #decodeFailures = 0;
  #concealed = 0;

  constructor(
    userId: string,
    options: JitterBufferOptions,
    codec: () => OpusCodec,
    onFrame: (frame: OpusFrame) => void,
  ) {
    this.userId = userId;
    this.buffer = new JitterBuffer(options);
    this.#codec = codec;
    this.#onFrame = onFrame;
  }

  get decodeFailures(): number {
    return this.#decodeFailures + (this.#decoder?.failures ?? 0);
  }

  get concealed(): number {
    return this.#concealed + (this.#decoder?.concealed ?? 0);
  }

  /** Packets that came, whatever became of them. */
  get packets(): number {
    return this.#packets;
  }

  listen(listener: UserListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (![...this.#listeners].some((other) => other.onPcm !== undefined)) this.#releaseDecoder();
    };
  }

  push(packet: VoicePacket): void {
    this.#packets++;
    this.#onItems(this.buffer.push(packet));
  }

  advance(nowMs: number): void {
    this.#onItems(this.buffer.advance(nowMs));
  }

  /** Hands out what still waits, and tells all listeners. */
  end(): void {
    this.#onItems(this.buffer.flush());
    for (const listener of this.#listeners) listener.onEnd();
    this.#listeners.clear();
    this.#releaseDecoder();
  }

  #onItems(items: readonly HeardItem[]): void {
    for (const item of items) {
      if (item.kind === "lost") this.#lostBefore += item.frames;
      else if (item.kind === "pause") this.#pauseSamples += item.samples;
      else this.#onPacket(item.packet);
    }
  }

  #onPacket({ userId, opus, sequence, timestamp, receivedAtMs }: VoicePacket): void {
    const lostBefore = this.#lostBefore;
    const pauseBeforeMs = this.#pauseSamples / 48;
    this.#lostBefore = 0;
    this.#pauseSamples = 0;
    const frame: OpusFrame = { userId, opus, sequence, timestamp, receivedAtMs, lostBefore, pauseBeforeMs };
    this.#onFrame(frame);
    let pcmWanted = false;
    for (const listener of this.#listeners) {
      listener.onOpus?.(frame);
      if (listener.onPcm !== undefined) pcmWanted = true;
    }
    if (pcmWanted) this.#decode(frame);
  }

  #decode(frame: OpusFrame): void {
    this.#decoder ??= new UserDecoder(this.#codec());
    if (frame.lostBefore > 0) this.#tellPcm(this.#decoder.conceal(frame.lostBefore), frame, true);
    this.#tellPcm(this.#decoder.decode(frame.opus), frame, false);
  }

  #tellPcm(pcm: readonly PcmFrame[], frame: OpusFrame, isConcealed: boolean): void {
    for (const each of pcm) for (const listener of this.#listeners) listener.onPcm?.(each, frame, isConcealed);
  }

  #releaseDecoder(): void {
    this.#decodeFailures = this.decodeFailures;
    this.#concealed = this.concealed;
    this.#decoder?.close();
    this.#decoder = undefined;
  }
}
