import type { NonceCounter } from "./nonce-counter.ts";
import { rtpHeaderBytes, writeRtpHeader } from "./rtp.ts";
import type { TransportCipher } from "./transport-cipher.ts";
import { trailerBytes } from "./transport-cipher.ts";

/** Longer frames do not fit a datagram that arrives in one piece everywhere; Opus needs no more than 1275 bytes. */
export const maxFrameBytes = 1_400;
/** Samples per channel in 20 ms at 48 kHz. */
const samplesPerFrame = 960;

export interface PacketSenderOptions {
  readonly ssrc: number;
  readonly cipher: TransportCipher;
  readonly nonces: NonceCounter;
  /** Uniform in `[0, 1)`; where sequence and timestamp begin. */
  readonly random: () => number;
  /** The packet's bytes are the receiver's. */
  readonly send: (packet: Buffer) => void;
}

/** Turns frames into packets: RTP header, encryption, and the counters of one session. */
export class PacketSender {
  readonly ssrc: number;
  readonly #cipher: TransportCipher;
  readonly #nonces: NonceCounter;
  readonly #send: PacketSenderOptions["send"];
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
    const packet = this.create(frame);
    if (packet === undefined) return 0;
    this.#send(packet);
    return packet.length;
  }

  /** Makes a packet without sending it. The number it has is used up. */
  create(frame: Uint8Array): Buffer | undefined {
    if (!this.#nonces.hasNext || frame.length > maxFrameBytes) return undefined;
    writeRtpHeader(header, this.#sequence, this.#timestamp, this.ssrc);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + samplesPerFrame) >>> 0;
    // From node's pool: cheaper than asking the socket when a buffer of our own may be used again.
    const packet = Buffer.allocUnsafe(rtpHeaderBytes + frame.length + trailerBytes);
    packet.set(header);
    this.#cipher.seal(packet, header, frame, this.#nonces.take());
    return packet;
  }
}

/** Written anew for each packet, and read by the time the next one is. */
const header: Buffer = Buffer.alloc(rtpHeaderBytes);
