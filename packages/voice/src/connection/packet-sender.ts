import type { NonceCounter } from "./nonce-counter.ts";
import { rtpHeaderBytes, writeRtpHeader } from "./rtp.ts";
import type { TransportCipher } from "./transport-cipher.ts";
import { trailerBytes } from "./transport-cipher.ts";

/** Longer frames do not fit a datagram that arrives in one piece everywhere; Opus needs no more than 1275 bytes. */
export const maxFrameBytes = 1_400;
const slotBytes: number = rtpHeaderBytes + maxFrameBytes + trailerBytes;
/** Samples per channel in 20 ms at 48 kHz. */
const samplesPerFrame = 960;

/** A buffer that one packet after the other is written into. */
interface Slot {
  readonly packet: Buffer;
  readonly header: Buffer;
}

export interface PacketSenderOptions {
  readonly ssrc: number;
  readonly cipher: TransportCipher;
  readonly nonces: NonceCounter;
  /** Uniform in `[0, 1)`; where sequence and timestamp begin. */
  readonly random: () => number;
  /** Returns whether the buffer may be written to again. */
  readonly send: (packet: Buffer) => boolean;
}

/** Turns frames into packets: RTP header, encryption, and the counters of one session. */
export class PacketSender {
  readonly ssrc: number;
  readonly #cipher: TransportCipher;
  readonly #nonces: NonceCounter;
  readonly #send: PacketSenderOptions["send"];
  #slot: Slot = newSlot();
  #sequence: number;
  #timestamp: number;

  constructor({ ssrc, cipher, nonces, random, send }: PacketSenderOptions) {
    this.ssrc = ssrc;
    this.#cipher = cipher;
    this.#nonces = nonces;
    this.#send = send;
    // Random starts, as known ones would help to guess the encrypted content (RFC 3550, 5.1).
    this.#sequence = Math.floor(random() * 2 ** 16);
    this.#timestamp = Math.floor(random() * 2 ** 32);
  }

  /**
   * Sends a frame, which DAVE has encrypted where it is due.
   *
   * @returns The length of the packet; `0` when the key's nonces are used up, or the frame is too long.
   */
  send(frame: Uint8Array): number {
    if (!this.#nonces.hasNext || frame.length > maxFrameBytes) return 0;
    const { packet } = this.#slot;
    const length = this.#seal(this.#slot, frame);
    // A buffer that the socket keeps is the socket's.
    if (!this.#send(packet.subarray(0, length))) this.#slot = newSlot();
    return length;
  }

  /** Makes a packet without sending it. The number it has is used up. */
  create(frame: Uint8Array): Buffer | undefined {
    if (!this.#nonces.hasNext || frame.length > maxFrameBytes) return undefined;
    const slot = newSlot();
    return slot.packet.subarray(0, this.#seal(slot, frame));
  }

  #seal({ packet, header }: Slot, frame: Uint8Array): number {
    writeRtpHeader(packet, this.#sequence, this.#timestamp, this.ssrc);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + samplesPerFrame) >>> 0;
    return this.#cipher.seal(packet, header, frame, this.#nonces.take());
  }
}

function newSlot(): Slot {
  const packet = Buffer.allocUnsafeSlow(slotBytes);
  return { packet, header: packet.subarray(0, rtpHeaderBytes) };
}
