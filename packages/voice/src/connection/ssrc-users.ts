/** What waits for its sender's name. */
export interface HeldPacket {
  /** When it came, in milliseconds. */
  readonly receivedAtMs: number;
}

/** How much first words may wait for opcode 5: a second of one stream. */
const maxHeld = 50;
const maxHeldMs = 1_000;
/** Streams of senders without a name; more are somebody's noise. */
const maxUnknown = 128;

/**
 * Whose stream is whose. Only opcode 5 tells, and it may come after the first packets: these wait here, and come out
 * in their order.
 */
export class SsrcUsers<Packet extends HeldPacket> {
  /** Packets that were given up: nobody said whose they are in time. */
  dropped = 0;
  readonly #users = new Map<number, string>();
  readonly #held = new Map<number, Packet[]>();

  userOf(ssrc: number): string | undefined {
    return this.#users.get(ssrc);
  }

  hold(ssrc: number, packet: Packet): void {
    this.#expire(packet.receivedAtMs);
    const held = this.#held.get(ssrc);
    if (held === undefined) {
      if (this.#held.size >= maxUnknown) this.dropped += 1;
      else this.#held.set(ssrc, [packet]);
      return;
    }
    held.push(packet);
    if (held.length > maxHeld) {
      held.shift();
      this.dropped += 1;
    }
  }

  /** @returns What waited for this, oldest first. */
  assign(ssrc: number, userId: string, nowMs: number): Packet[] {
    this.#expire(nowMs);
    if (this.#users.get(ssrc) !== userId) {
      // Who rejoins has another stream; the old one is over.
      for (const [other, owner] of this.#users) if (owner === userId) this.#users.delete(other);
      this.#users.set(ssrc, userId);
    }
    const held = this.#held.get(ssrc) ?? [];
    this.#held.delete(ssrc);
    return held;
  }

  /** @returns The streams that are nobody's now. */
  remove(userId: string): number[] {
    const gone: number[] = [];
    for (const [ssrc, owner] of this.#users) {
      if (owner !== userId) continue;
      this.#users.delete(ssrc);
      gone.push(ssrc);
    }
    return gone;
  }

  #expire(nowMs: number): void {
    for (const [ssrc, held] of this.#held) {
      while (held[0] !== undefined && nowMs - held[0].receivedAtMs > maxHeldMs) {
        held.shift();
        this.dropped += 1;
      }
      if (held.length === 0) this.#held.delete(ssrc);
    }
  }
}
