import type { Clock, ClockTimer } from "@zignal/errors";
import type { OwnAddress } from "./ip-discovery.ts";
import { IpDiscovery } from "./ip-discovery.ts";
import type { LinkCounts } from "./link-counts.ts";
import type { OpenUdpSocket, UdpSocket } from "./udp-socket.ts";

/** Keeps the way through routers open while nothing is sent. */
const keepAliveMs = 5_000;
const keepAliveBytes = 8;

export interface UdpTransportOptions {
  readonly clock: Clock;
  readonly openSocket: OpenUdpSocket;
  readonly counts: LinkCounts;
  readonly ssrc: number;
  readonly onDiscovered: (own: OwnAddress) => void;
  /** A datagram that is neither an answer to IP discovery nor to a keep-alive. */
  readonly onDatagram: (datagram: Buffer) => void;
}

/** The UDP side of one voice session: finds the own address, then keeps the way open. Errors are counted, and survived. */
export class UdpTransport {
  readonly #options: UdpTransportOptions;
  readonly #socket: UdpSocket;
  readonly #discovery: IpDiscovery;
  readonly #keepAlive = Buffer.alloc(keepAliveBytes);
  #keepAliveTimer: ClockTimer | undefined;
  #keepAliveSentAtMs: number | undefined;
  #open = false;
  #closed = false;
  /** Time that a keep-alive took to come back, in milliseconds; not every server sends them back. */
  roundTripMs: number | undefined;

  constructor(ip: string, port: number, options: UdpTransportOptions) {
    this.#options = options;
    this.#discovery = new IpDiscovery(
      options.clock,
      options.ssrc,
      (request) => this.send(request),
      (own) => {
        this.#armKeepAlive();
        options.onDiscovered(own);
      },
    );
    this.#socket = options.openSocket(ip, port, {
      onOpen: () => {
        if (this.#closed) return;
        this.#open = true;
        this.#discovery.start();
      },
      onMessage: (datagram) => this.#received(datagram),
      onError: () => {
        options.counts.udpErrors += 1;
      },
    });
  }

  /** What is sent before the socket is open is lost. */
  send(packet: Buffer): void {
    if (this.#open && !this.#closed) this.#socket.send(packet);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#discovery.stop();
    this.#keepAliveTimer?.clear();
    this.#socket.close();
  }

  #received(datagram: Buffer): void {
    if (this.#closed || this.#discovery.receive(datagram)) return;
    if (datagram.length === keepAliveBytes && datagram.equals(this.#keepAlive)) {
      if (this.#keepAliveSentAtMs !== undefined) {
        this.roundTripMs = this.#options.clock.now() - this.#keepAliveSentAtMs;
        this.#keepAliveSentAtMs = undefined;
      }
      return;
    }
    this.#options.onDatagram(datagram);
  }

  #armKeepAlive(): void {
    this.#keepAliveTimer = this.#options.clock.setTimeout(() => {
      // Big-endian, so that its first byte never looks like one of RTP's.
      this.#keepAlive.writeUInt32BE((this.#keepAlive.readUInt32BE(0) + 1) & 0x3fff_ffff, 0);
      this.#keepAliveSentAtMs = this.#options.clock.now();
      this.send(Buffer.from(this.#keepAlive));
      this.#armKeepAlive();
    }, keepAliveMs);
  }
}
