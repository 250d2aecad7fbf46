import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import type { Clock, ClockTimer } from "@zignal/errors";
import { discoveryRequest, readDiscoveryReply } from "../transport/ip-discovery.ts";
import { buildRtp, frameOf, isRtcp, opusPayloadType, readRtpHeader } from "../transport/rtp.ts";
import type { RtpHeader } from "../transport/rtp.ts";
import { TransportCipher } from "../transport/transport-cipher.ts";
import type { EncryptionMode } from "../transport/transport-cipher.ts";

export interface MediaTarget {
  readonly ip: string;
  readonly port: number;
  readonly ssrc: number;
}

const discoveryEveryMs = 500;
const discoveryTries = 20;
/** How many sequence numbers are remembered of each sender, to tell repeats. */
const remembered = 512;

/** The datagrams of one voice member. */
export class MemberMedia {
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #target: MediaTarget;
  readonly #receive: (header: RtpHeader, frame: Buffer) => void;
  readonly #seen = new Map<number, Set<number>>();
  #cipher: TransportCipher | undefined;
  #discovered: ((own: { address: string; port: number }) => void) | undefined;
  #timer: ClockTimer | undefined;
  #sequence: number;
  #timestamp: number;
  #closed = false;

  constructor(options: {
    clock: Clock;
    target: MediaTarget;
    random: () => number;
    receive: (header: RtpHeader, frame: Buffer) => void;
  }) {
    this.#clock = options.clock;
    this.#target = options.target;
    this.#receive = options.receive;
    this.#sequence = Math.floor(options.random() * 0x1_0000);
    this.#timestamp = Math.floor(options.random() * 0x1_0000_0000);
    this.#socket = createSocket(options.target.ip.includes(":") ? "udp6" : "udp4");
    this.#socket.on("error", () => {});
    this.#socket.on("message", (packet) => this.#message(packet));
    this.#socket.bind();
    this.#socket.unref();
  }

  /** This machine's address as the server sees it; asks again until there is an answer. */
  async discover(): Promise<{ address: string; port: number }> {
    return new Promise((resolve, reject) => {
      let left = discoveryTries;
      const ask = (): void => {
        if (this.#closed) return;
        if (left-- === 0) {
          reject(new Error("IP discovery got no answer"));
          return;
        }
        this.#write(discoveryRequest(this.#target.ssrc));
        this.#timer = this.#clock.setTimeout(ask, discoveryEveryMs);
      };
      this.#discovered = (own) => {
        this.#timer?.clear();
        resolve(own);
      };
      ask();
    });
  }

  begin(mode: EncryptionMode, key: Buffer): void {
    this.#cipher = new TransportCipher(mode, key, 0);
  }

  /** Sends a frame and goes on by 20 ms. */
  send(frame: Uint8Array): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + 960) >>> 0;
    const packet = { sequence: this.#sequence, timestamp: this.#timestamp, ssrc: this.#target.ssrc, frame };
    const { header, body } = buildRtp(packet);
    const sealed = this.#cipher?.seal(header, body);
    if (sealed !== undefined) this.#write(sealed);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.clear();
    this.#socket.close();
  }

  #write(packet: Uint8Array): void {
    if (!this.#closed) this.#socket.send(packet, this.#target.port, this.#target.ip, () => {});
  }

  #message(packet: Buffer): void {
    const own = readDiscoveryReply(packet);
    if (own !== undefined) {
      this.#discovered?.(own);
      return;
    }
    if (isRtcp(packet)) return;
    const header = readRtpHeader(packet);
    if (header === undefined || header.payloadType !== opusPayloadType) return;
    const body = this.#cipher?.open(packet, header.clearSize);
    const frame = body === undefined ? undefined : frameOf(body, header);
    if (frame !== undefined && frame.length > 0 && this.#isNew(header)) this.#receive(header, frame);
  }

  #isNew({ ssrc, sequence }: RtpHeader): boolean {
    let seen = this.#seen.get(ssrc);
    if (seen === undefined) this.#seen.set(ssrc, (seen = new Set()));
    if (seen.has(sequence)) return false;
    seen.add(sequence);
    const oldest = seen.values().next().value;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
    return true;
  }
}
