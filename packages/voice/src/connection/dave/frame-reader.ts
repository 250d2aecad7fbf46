import type { VoicePacket } from "../voice-packet.ts";
import { isDaveFrame, isSilence } from "./dave-frame.ts";
import type { DaveSession } from "./dave-session.ts";
import type { DaveState } from "./dave-state.ts";
import { graceMs } from "./dave-state.ts";
import type { DaveCounts } from "./dave-statistics.ts";
import { HeldFrames } from "./held-frames.ts";

/** Frames of one user in a row that may fail before something must be wrong with the keys: 0.7 seconds. */
const maxFailures = 36;

export interface FrameReaderOptions {
  readonly counts: DaveCounts;
  readonly state: () => DaveState;
  readonly now: () => number;
  readonly deliver: (packet: VoicePacket) => void;
  /** Frames of a member of the group fail without end. */
  readonly onUnreadable: () => void;
}

/**
 * Opens frames, or lets those in the clear pass where they are legitimate. What can not be opened yet waits for the
 * next change of keys, for up to a second.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #held: HeldFrames<VoicePacket>;
  readonly #failures = new Map<string, number>();
  #session: DaveSession | undefined;
  /** The session before, whose frames are still in flight. */
  #previous: { session: DaveSession; untilMs: number } | undefined;
  #keysChangedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
    this.#held = new HeldFrames(() => {
      options.counts.decryptFailures += 1;
    });
  }

  /** Reads with other keys from now on; frames that the ones before can open are opened for ten more seconds. */
  use(session: DaveSession | undefined, keepPrevious: boolean): void {
    const before = this.#session;
    if (!keepPrevious) {
      this.#previous = undefined;
      this.#held.clear();
    } else if (before?.ready === true) this.#previous = { session: before, untilMs: this.#options.now() + graceMs };
    this.#session = session;
    this.#failures.clear();
    this.#keysChangedAtMs = this.#options.now();
  }

  read(packet: VoicePacket): void {
    const opus = this.#open(packet);
    if (opus === "later") this.#held.hold(packet, this.#options.now());
    else if (opus !== "never") this.#options.deliver(opus === packet.opus ? packet : { ...packet, opus });
  }

  /** Tries again what waits: keys have changed, or a stream has got its user. */
  retry(keysChanged: boolean): void {
    if (keysChanged) {
      this.#keysChangedAtMs = this.#options.now();
      this.#failures.clear();
    }
    for (const packet of this.#held.takeAll(this.#options.now())) this.read(packet);
  }

  userLeft(userId: string): void {
    this.#held.remove(userId);
    this.#failures.delete(userId);
  }

  /** @returns The frame in the clear; "later" when its keys may be on their way. */
  #open(packet: VoicePacket): Uint8Array | "later" | "never" {
    const { opus: frame, userId } = packet;
    const { version, clearUntilMs } = this.#options.state();
    const nowMs = this.#options.now();
    if (isDaveFrame(frame) && (this.#session !== undefined || version > 0)) {
      const opened = this.#decrypt(userId, frame, nowMs);
      if (opened !== undefined) {
        this.#failures.delete(userId);
        return opened;
      }
      // In a call that has long been in the clear, Opus may look like a frame of DAVE's by chance.
      if (version === 0 && nowMs >= clearUntilMs && this.#session?.ready !== true) return frame;
      this.#failed(userId, nowMs);
      return "later";
    }
    if (version === 0 || nowMs < clearUntilMs || isSilence(frame)) return frame;
    this.#options.counts.refusedClear += 1;
    return "never";
  }

  #decrypt(userId: string, frame: Uint8Array, nowMs: number): Buffer | undefined {
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    const opened = this.#session === undefined ? undefined : tryDecrypt(this.#session, userId, bytes);
    if (opened !== undefined || this.#previous === undefined) return opened;
    if (nowMs >= this.#previous.untilMs) {
      this.#previous = undefined;
      return undefined;
    }
    return tryDecrypt(this.#previous.session, userId, bytes);
  }

  #failed(userId: string, nowMs: number): void {
    const failures = (this.#failures.get(userId) ?? 0) + 1;
    this.#failures.set(userId, failures);
    if (failures < maxFailures || nowMs - this.#keysChangedAtMs < graceMs) return;
    this.#failures.set(userId, 0);
    if (this.#session?.ready === true && this.#session.userIds.includes(userId)) this.#options.onUnreadable();
  }
}

function tryDecrypt(session: DaveSession, userId: string, frame: Buffer): Buffer | undefined {
  try {
    return session.decrypt(userId, frame);
  } catch {
    return undefined;
  }
}
