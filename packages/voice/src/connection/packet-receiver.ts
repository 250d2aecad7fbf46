import type { LinkCounts } from "./link-counts.ts";
import type { ReceptionReport } from "./rtcp.ts";
import { readReceptionReports, rtcpClearBytes } from "./rtcp.ts";
import { datagramKind, readRtpHeader, stripRtpPayload } from "./rtp.ts";
import { SsrcUsers } from "./ssrc-users.ts";
import { StreamStatistics } from "./stream-statistics.ts";
import type { TransportCipher } from "./transport-cipher.ts";
import { trailerBytes } from "./transport-cipher.ts";
import type { VoicePacket } from "./voice-packet.ts";

/** Streams that are counted; more than a call can have. */
const maxStreams = 512;

type UnnamedPacket = Omit<VoicePacket, "userId">;

export interface PacketReceiverOptions {
  readonly counts: LinkCounts;
  readonly now: () => number;
  /** A frame of a known user, still under DAVE where the call has it. */
  readonly onFrame: (packet: VoicePacket) => void;
}

/** Opens what comes by UDP: RTP with Opus becomes frames with their user, RTCP becomes reports, the rest is counted. */
export class PacketReceiver {
  readonly #options: PacketReceiverOptions;
  #cipher: TransportCipher | undefined;
  #ownSsrc = 0;
  #users = new SsrcUsers<UnnamedPacket>();
  readonly #streams = new Map<number, StreamStatistics>();
  /** What was lost in streams that are over. */
  #lostBefore = 0;
  /** What the server says of the packets it got from here. */
  report: ReceptionReport | undefined;

  constructor(options: PacketReceiverOptions) {
    this.#options = options;
  }

  /** A session begins: other streams, another key. */
  start(ownSsrc: number, cipher: TransportCipher): void {
    this.#ownSsrc = ownSsrc;
    this.#cipher = cipher;
  }

  stop(): void {
    this.#cipher = undefined;
    this.#lostBefore = this.lost;
    this.#streams.clear();
    this.#users = new SsrcUsers();
    this.report = undefined;
  }

  /** Packets that did not come. */
  get lost(): number {
    let lost = this.#lostBefore;
    for (const stream of this.#streams.values()) lost += stream.lost;
    return lost;
  }

  /** The highest interarrival jitter of all streams, in milliseconds. */
  get jitterMs(): number {
    let jitterMs = 0;
    for (const stream of this.#streams.values()) jitterMs = Math.max(jitterMs, stream.jitterMs);
    return jitterMs;
  }

  /** Opcode 5: the stream is this user's. */
  assign(ssrc: number, userId: string): void {
    if (ssrc === this.#ownSsrc) return;
    const held = this.#users.assign(ssrc, userId, this.#options.now());
    for (const packet of held) this.#options.onFrame({ ...packet, userId });
    this.#countUnknown();
  }

  userLeft(userId: string): void {
    for (const ssrc of this.#users.remove(userId)) {
      const stream = this.#streams.get(ssrc);
      if (stream !== undefined) this.#lostBefore += stream.lost;
      this.#streams.delete(ssrc);
    }
  }

  receive(datagram: Buffer): void {
    const cipher = this.#cipher;
    if (cipher === undefined) return;
    const { counts } = this.#options;
    const kind = datagramKind(datagram);
    if (kind === "rtp") return this.#receiveRtp(cipher, datagram);
    if (kind === "rtcp") return this.#receiveRtcp(cipher, datagram);
    // Video of other payload types is not for us, and no fault.
    const isRtp = datagram.length >= 12 && ((datagram[0] ?? 0) & 0xc0) === 0x80;
    if (!isRtp) counts.malformedDatagrams += 1;
  }

  #receiveRtp(cipher: TransportCipher, datagram: Buffer): void {
    const { counts, now } = this.#options;
    const header = readRtpHeader(datagram, trailerBytes);
    if (header === undefined) {
      counts.malformedDatagrams += 1;
      return;
    }
    const plain = cipher.open(datagram, header.clearBytes);
    if (plain === undefined) {
      counts.undecryptablePackets += 1;
      return;
    }
    const opus = stripRtpPayload(plain, header);
    if (opus === undefined) {
      counts.malformedDatagrams += 1;
      return;
    }
    const { ssrc, sequence, timestamp } = header;
    if (ssrc === this.#ownSsrc) return;
    const receivedAtMs = now();
    const arrival = this.#streamOf(ssrc).arrived(sequence, timestamp, receivedAtMs);
    if (arrival === "duplicate") {
      counts.duplicatePackets += 1;
      return;
    }
    counts.packetsReceived += 1;
    counts.bytesReceived += datagram.length;
    if (arrival === "reordered") counts.reorderedPackets += 1;
    if (opus.length === 0) return;
    const userId = this.#users.userOf(ssrc);
    if (userId !== undefined) {
      this.#options.onFrame({ ssrc, userId, sequence, timestamp, opus, receivedAtMs });
      return;
    }
    this.#users.hold(ssrc, { ssrc, sequence, timestamp, opus, receivedAtMs });
    this.#countUnknown();
  }

  #receiveRtcp(cipher: TransportCipher, datagram: Buffer): void {
    if (datagram.length < rtcpClearBytes + trailerBytes) {
      this.#options.counts.malformedDatagrams += 1;
      return;
    }
    const plain = cipher.open(datagram, rtcpClearBytes);
    if (plain === undefined) {
      this.#options.counts.undecryptablePackets += 1;
      return;
    }
    const reports = readReceptionReports(Buffer.concat([datagram.subarray(0, rtcpClearBytes), plain]));
    this.report = reports.find(({ ssrc }) => ssrc === this.#ownSsrc) ?? this.report;
  }

  #streamOf(ssrc: number): StreamStatistics {
    let stream = this.#streams.get(ssrc);
    if (stream === undefined) {
      stream = new StreamStatistics();
      if (this.#streams.size < maxStreams) this.#streams.set(ssrc, stream);
    }
    return stream;
  }

  #countUnknown(): void {
    this.#options.counts.unknownPackets += this.#users.dropped;
    this.#users.dropped = 0;
  }
}
