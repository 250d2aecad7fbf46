import { isIP } from "node:net";
import type { Clock, ClockTimer } from "@zignal/errors";

const packetBytes = 74;
const bodyBytes = 70;
/** The first questions may be lost, as any datagram: the pauses between them grow to the last of these. */
const pausesMs = [200, 400, 800] as const;

export interface OwnAddress {
  readonly address: string;
  readonly port: number;
}

/** @see {@link https://docs.discord.com/developers/topics/voice-connections#ip-discovery | Discord Docs/IP Discovery} */
export function discoveryRequest(ssrc: number): Buffer {
  const packet = Buffer.alloc(packetBytes);
  packet.writeUInt16BE(1, 0);
  packet.writeUInt16BE(bodyBytes, 2);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

/** @returns `undefined` when the datagram is not the answer to the request for `ssrc`. */
export function readDiscoveryReply(datagram: Buffer, ssrc: number): OwnAddress | undefined {
  if (datagram.length !== packetBytes) return undefined;
  if (datagram.readUInt16BE(0) !== 2 || datagram.readUInt16BE(2) !== bodyBytes) return undefined;
  if (datagram.readUInt32BE(4) !== ssrc) return undefined;
  const field = datagram.subarray(8, 72);
  const end = field.indexOf(0);
  const address = field.toString("latin1", 0, end === -1 ? field.length : end);
  const port = datagram.readUInt16BE(72);
  return isIP(address) === 0 || port === 0 ? undefined : { address, port };
}

/** Asks the voice server for the own address, again and again until it is told or stopped. */
export class IpDiscovery {
  readonly #clock: Clock;
  readonly #ssrc: number;
  readonly #ask: () => void;
  readonly #found: (own: OwnAddress) => void;
  #asked = 0;
  #timer: ClockTimer | undefined;
  #running = false;

  constructor(clock: Clock, ssrc: number, send: (request: Buffer) => void, found: (own: OwnAddress) => void) {
    this.#clock = clock;
    this.#ssrc = ssrc;
    const request = discoveryRequest(ssrc);
    this.#ask = () => send(request);
    this.#found = found;
  }

  start(): void {
    this.#running = true;
    this.#next();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.clear();
  }

  /** @returns Whether the datagram was an answer. */
  receive(datagram: Buffer): boolean {
    const own = readDiscoveryReply(datagram, this.#ssrc);
    if (own === undefined) return false;
    if (this.#running) {
      this.stop();
      this.#found(own);
    }
    return true;
  }

  #next(): void {
    this.#ask();
    const pauseMs = pausesMs[Math.min(this.#asked, pausesMs.length - 1)] ?? 0;
    this.#asked += 1;
    this.#timer = this.#clock.setTimeout(() => this.#next(), pauseMs);
  }
}
