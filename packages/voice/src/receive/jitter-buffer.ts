import { samplesPerFrame } from "../audio/frame-output.ts";
import { opusPacketSamples } from "../audio/opus-packet.ts";
import type { VoicePacket } from "../connection/voice-packet.ts";

export interface JitterBufferOptions {
  /** How long a missing packet is waited for, in milliseconds: fixed, or adapted between two bounds. @defaultValue 20 to 200 */
  readonly delayMs?: number | { readonly min: number; readonly max: number };
}

/** What comes out, in the order in which it was spoken. */
export type HeardItem =
  | { readonly kind: "packet"; readonly packet: VoicePacket }
  /** So many frames did not come in time. `timestamp` is the first one's. */
  | { readonly kind: "lost"; readonly frames: number; readonly timestamp: number }
  /** Nothing was sent for so long; in samples at 48 kHz. */
  | { readonly kind: "pause"; readonly samples: number };

export interface JitterBufferStats {
  /** Packets that came after their place had been given up. */
  late: number;
  /** Frames that were given up. */
  lost: number;
  /** Packets that came a second time while they waited. */
  duplicates: number;
  /** The sender began anew: a jump in its numbers, or another SSRC. */
  restarts: number;
}

/** RFC 3550 A.1: beyond these a packet does not belong to the same numbering, until the next one confirms it. */
const mostMissing = 3000;
const mostMisordered = 100;

/** Packets that wait, at most: more than the longest delay has. */
const mostHeld = 64;

/** The delay to begin with, when it adapts. */
const firstDelayMs = 60;

/** After so many packets without a late one the delay shrinks by a step. */
const calmPackets = 250;
const calmStepMs = 5;
const lateMarginMs = 10;

interface Held {
  readonly packet: VoicePacket;
  readonly arrivedAtMs: number;
}

/**
 * Brings one user's packets into their order, and gives up those that do not come in time.
 *
 * What is in order passes at once; only behind a gap packets wait, no longer than the delay. Pure: the caller brings the
 * time, and calls {@link JitterBuffer.advance} at {@link JitterBuffer.dueAtMs}.
 */
export class JitterBuffer {
  readonly stats: JitterBufferStats = { late: 0, lost: 0, duplicates: 0, restarts: 0 };
  readonly #minDelayMs: number;
  readonly #maxDelayMs: number;
  #delayMs: number;
  #ssrc: number | undefined;
  #nextSequence: number | undefined;
  #nextTimestamp = 0;
  readonly #held = new Map<number, Held>();
  /** A packet from somewhere else in the numbering, which the next one may confirm. */
  #suspect: Held | undefined;
  #calm = 0;
  /** When which number was given up last: tells how late a late packet is. */
  #givenUp: { readonly sequence: number; readonly atMs: number } | undefined;

  constructor({ delayMs = { min: 20, max: 200 } }: JitterBufferOptions = {}) {
    const { min, max } = typeof delayMs === "number" ? { min: delayMs, max: delayMs } : delayMs;
    this.#minDelayMs = min;
    this.#maxDelayMs = max;
    this.#delayMs = Math.min(max, Math.max(min, firstDelayMs));
  }

  /** How long a missing packet is waited for now, in milliseconds. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Packets that wait for one that is missing. */
  get held(): number {
    return this.#held.size;
  }

  /** When something must be given up, in the time of `receivedAtMs`; `undefined` while nothing waits. */
  get dueAtMs(): number | undefined {
    let earliest: number | undefined;
    for (const { arrivedAtMs } of this.#held.values()) earliest = Math.min(earliest ?? Infinity, arrivedAtMs);
    return earliest === undefined ? undefined : earliest + this.#delayMs;
  }

  push(packet: VoicePacket): HeardItem[] {
    const held: Held = { packet, arrivedAtMs: packet.receivedAtMs };
    const items = this.#ssrc !== undefined && packet.ssrc !== this.#ssrc ? this.#restart() : [];
    this.#ssrc = packet.ssrc;
    const distance = this.#distance(packet.sequence);
    if (distance > mostMissing || distance < -mostMisordered) return [...items, ...this.#onSuspect(held)];
    this.#suspect = undefined;
    if (distance < 0) {
      this.#onLate(packet);
      return items;
    }
    if (this.#held.has(packet.sequence)) {
      this.stats.duplicates++;
      return items;
    }
    this.#held.set(packet.sequence, held);
    items.push(...this.#release());
    // The first packet of all may be the second: its predecessor gets its time.
    if (this.#held.size > mostHeld) items.push(...this.#giveUp(packet.receivedAtMs));
    return items;
  }

  /** Gives up what has been waited for long enough. */
  advance(nowMs: number): HeardItem[] {
    const items: HeardItem[] = [];
    for (let due = this.dueAtMs; due !== undefined && due <= nowMs; due = this.dueAtMs)
      items.push(...this.#giveUp(nowMs));
    return items;
  }

  /** All that waits, in its order: nothing more will come. */
  flush(): HeardItem[] {
    const items: HeardItem[] = [];
    while (this.#held.size > 0) items.push(...this.#giveUp(Infinity));
    return items;
  }

  /** How far a number lies ahead of the one that is expected; negative when behind. Numbers wrap at 16 bits. */
  #distance(sequence: number): number {
    if (this.#nextSequence === undefined) {
      const [first] = this.#held.keys();
      // Before the start is decided every number near the first one is ahead.
      return first === undefined ? 0 : Math.abs(signed16(sequence - first));
    }
    return signed16(sequence - this.#nextSequence);
  }

  #onSuspect(held: Held): HeardItem[] {
    const suspect = this.#suspect;
    if (suspect === undefined || held.packet.sequence !== ((suspect.packet.sequence + 1) & 0xffff)) {
      this.#suspect = held;
      return [];
    }
    const items = this.#restart();
    this.#held.set(suspect.packet.sequence, suspect);
    this.#held.set(held.packet.sequence, held);
    this.#nextSequence = suspect.packet.sequence;
    this.#nextTimestamp = suspect.packet.timestamp;
    return [...items, ...this.#release()];
  }

  /** The sender counts from somewhere else now. What was held belongs to the old numbering, and comes first. */
  #restart(): HeardItem[] {
    const items = this.flush();
    this.stats.restarts++;
    this.#nextSequence = undefined;
    this.#suspect = undefined;
    this.#givenUp = undefined;
    return items;
  }

  #onLate(packet: VoicePacket): void {
    this.stats.late++;
    this.#calm = 0;
    if (this.#givenUp === undefined) return;
    const behind = signed16(this.#givenUp.sequence - packet.sequence);
    // Only what was given up just now says how much longer the wait should have been.
    if (behind < 0 || behind > mostMisordered) return;
    const missedByMs = Math.max(0, packet.receivedAtMs - this.#givenUp.atMs);
    this.#delayMs = Math.min(this.#maxDelayMs, this.#delayMs + missedByMs + lateMarginMs);
  }

  /** What follows without a gap. */
  #release(): HeardItem[] {
    const items: HeardItem[] = [];
    if (this.#nextSequence === undefined) return items;
    for (let held = this.#held.get(this.#nextSequence); held !== undefined; held = this.#held.get(this.#nextSequence)) {
      const { packet } = held;
      this.#held.delete(packet.sequence);
      const pause = (packet.timestamp - this.#nextTimestamp) | 0;
      if (pause >= samplesPerFrame) items.push({ kind: "pause", samples: pause });
      items.push({ kind: "packet", packet });
      this.#nextSequence = (packet.sequence + 1) & 0xffff;
      this.#nextTimestamp = (packet.timestamp + (opusPacketSamples(packet.opus) || samplesPerFrame)) >>> 0;
      this.#noteCalm();
    }
    return items;
  }

  /** Gives the missing packets up that come before the first one that is there. */
  #giveUp(nowMs: number): HeardItem[] {
    const first = this.#firstHeld();
    if (first === undefined) return [];
    const items: HeardItem[] = [];
    if (this.#nextSequence === undefined) {
      this.#nextTimestamp = first.timestamp;
    } else {
      const frames = signed16(first.sequence - this.#nextSequence);
      this.stats.lost += frames;
      items.push({ kind: "lost", frames, timestamp: this.#nextTimestamp });
      this.#givenUp = { sequence: (first.sequence - 1) & 0xffff, atMs: nowMs };
      this.#nextTimestamp = (this.#nextTimestamp + frames * samplesPerFrame) >>> 0;
    }
    this.#nextSequence = first.sequence;
    items.push(...this.#release());
    return items;
  }

  #firstHeld(): VoicePacket | undefined {
    let first: VoicePacket | undefined;
    for (const { packet } of this.#held.values()) {
      if (first === undefined || signed16(packet.sequence - first.sequence) < 0) first = packet;
    }
    return first;
  }

  #noteCalm(): void {
    if (++this.#calm < calmPackets) return;
    this.#calm = 0;
    this.#delayMs = Math.max(this.#minDelayMs, this.#delayMs - calmStepMs);
  }
}

/** The difference of two 16-bit numbers as the shorter way around. */
function signed16(difference: number): number {
  return (difference << 16) >> 16;
}
