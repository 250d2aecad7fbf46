import type { Clock } from "@zignal/errors";
import type { RtpHeader } from "../transport/rtp.ts";
import type { MemberDave } from "./member-dave.ts";

/** A frame of audio as a member has heard it. */
export interface HeardFrame {
  /** Who spoke. */
  readonly userId: string;
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  /** One Opus frame, decrypted. */
  readonly opus: Buffer;
  /** Was it encrypted end to end? Frames of silence never are. */
  readonly encrypted: boolean;
  /** When it arrived, in milliseconds of the sandbox's clock. */
  readonly receivedAtMs: number;
}

interface Waiting {
  readonly header: RtpHeader;
  readonly frame: Buffer;
  readonly receivedAtMs: number;
}

/** How many frames are kept: half an hour of one speaker. */
const maxFrames = 100_000;

/** How long frames wait for a name or a key, in milliseconds: announcements travel beside the audio. */
const patienceMs = 2000;

/** @internal What a member hears: names speakers, decrypts end to end, and keeps what can not be opened yet, in order. */
export class Hearing {
  readonly #clock: Clock;
  readonly #dave: () => MemberDave | undefined;
  readonly #users = new Map<number, string>();
  readonly #waiting = new Map<number, Waiting[]>();
  readonly #listeners = new Set<() => void>();
  readonly frames: HeardFrame[] = [];
  /** Frames that nothing could open in time. */
  lost = 0;

  constructor(clock: Clock, dave: () => MemberDave | undefined) {
    this.#clock = clock;
    this.#dave = dave;
  }

  /** @returns a function that ends it. */
  onFrame(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  named(ssrc: number, userId: string): void {
    this.#users.set(ssrc, userId);
    this.retry();
  }

  left(userId: string): void {
    for (const [ssrc, known] of this.#users) if (known === userId) this.#users.delete(ssrc);
  }

  receive(header: RtpHeader, frame: Buffer): void {
    const waiting = this.#waiting.get(header.ssrc) ?? [];
    waiting.push({ header, frame, receivedAtMs: this.#clock.now() });
    this.#waiting.set(header.ssrc, waiting);
    this.#drain(header.ssrc, waiting);
  }

  /** Something has changed that may open what waits. */
  retry(): void {
    for (const [ssrc, waiting] of this.#waiting) this.#drain(ssrc, waiting);
  }

  /** Another call: nobody of before speaks here. */
  reset(): void {
    this.#users.clear();
    this.#waiting.clear();
  }

  /** In order, so that no key passes by a frame that still waits for it. */
  #drain(ssrc: number, waiting: Waiting[]): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const heard = this.#open(next);
      if (heard === undefined && this.#clock.now() - next.receivedAtMs < patienceMs) return;
      waiting.shift();
      if (heard === undefined) this.lost += 1;
      else this.#heard(heard);
    }
    this.#waiting.delete(ssrc);
  }

  #open({ header, frame, receivedAtMs }: Waiting): HeardFrame | undefined {
    const userId = this.#users.get(header.ssrc);
    const opened = userId === undefined ? undefined : this.#dave()?.decrypt(userId, frame);
    if (userId === undefined || opened === undefined) return undefined;
    const { ssrc, sequence, timestamp } = header;
    return { userId, ssrc, sequence, timestamp, ...opened, receivedAtMs };
  }

  #heard(frame: HeardFrame): void {
    this.frames.push(frame);
    if (this.frames.length > maxFrames) this.frames.splice(0, maxFrames / 10);
    for (const listener of this.#listeners) listener();
  }
}
