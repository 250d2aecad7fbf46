import type { Clock } from "@zignal/errors";
import { isDaveFrame, silenceFrame } from "./dave-frame.ts";
import { frameOf, isRtcp, opusPayloadType, readRtpHeader, buildRtp } from "./transport/rtp.ts";
import type { RtpHeader } from "./transport/rtp.ts";
import { VoiceCloseCode } from "./voice-opcodes.ts";
import type { VoiceStats } from "./voice-stats.ts";
import type { Call } from "./call.ts";
import type { Remote, VoiceSession } from "./voice-session.ts";
import type { Moderation } from "./voice-world.ts";

/** How long audio may be ahead of the announcement of it, in milliseconds, and how many packets of it are kept. */
const overtakingMs = 250;
const maxEarly = 50;

export interface MediaRouterOptions {
  readonly clock: Clock;
  readonly stats: VoiceStats;
  readonly paddingEvery: number;
  sessionBySsrc(ssrc: number): VoiceSession | undefined;
  callOf(session: VoiceSession): Call | undefined;
  moderation(session: VoiceSession): Moderation;
  send(packet: Buffer, to: VoiceSession): void;
}

/** A frame of the size of the level element (RFC 6464) and two bytes of filling: what most of Discord's packets carry. */
const extension = Buffer.from([0x10, 0x80, 0, 0]);

/** The forwarding unit: opens what comes from one client, and encrypts it anew for each other one. */
export class MediaRouter {
  readonly #options: MediaRouterOptions;
  readonly #held = new Map<VoiceSession, { packet: Buffer; from: Remote }[]>();

  constructor(options: MediaRouterOptions) {
    this.#options = options;
  }

  /** A datagram that is neither discovery nor keep-alive. */
  receive(packet: Buffer, from: Remote): void {
    const { stats } = this.#options;
    if (isRtcp(packet)) {
      stats.drop("rtcp");
      return;
    }
    const header = readRtpHeader(packet);
    if (header === undefined) {
      stats.drop("malformed");
      return;
    }
    const session = this.#options.sessionBySsrc(header.ssrc);
    if (session === undefined) {
      stats.drop("unknownSsrc");
      return;
    }
    if (!this.#isFrom(session, from)) {
      stats.drop("unknownSender");
      return;
    }
    if (!session.hasSpoken) {
      this.#early(session, packet, from);
      return;
    }
    const body = session.transport?.cipher.open(packet, header.clearSize);
    if (body === undefined) {
      stats.drop("undecryptable");
      return;
    }
    this.#opened(session, header, body, packet);
  }

  /** Sends a frame to everybody but its sender, as it is. */
  forward(session: VoiceSession, header: Pick<RtpHeader, "sequence" | "timestamp">, frame: Buffer): void {
    const call = this.#options.callOf(session);
    if (call === undefined) return;
    for (const receiver of call) {
      if (receiver === session || receiver.transport === undefined) continue;
      // "... avoid sending protocol frames to non-protocol-supporting receivers during transition periods"
      if (receiver.maxDaveVersion === 0 && isDaveFrame(frame)) continue;
      if (this.#options.moderation(receiver).deafened) continue;
      this.sendFrame(receiver, { ...header, ssrc: session.ssrc, frame });
    }
  }

  /** The client has announced that it speaks: what came before is let through. */
  announced(session: VoiceSession): void {
    const held = this.#held.get(session);
    this.#held.delete(session);
    for (const { packet, from } of held ?? []) this.receive(packet, from);
  }

  sendFrame(to: VoiceSession, packet: { sequence: number; timestamp: number; ssrc: number; frame: Buffer }): void {
    if (to.transport === undefined) return;
    const { paddingEvery, stats } = this.#options;
    to.forwarded += 1;
    const padding = paddingEvery > 0 && to.forwarded % paddingEvery === 0 ? 4 : 0;
    const { header, body } = buildRtp({ ...packet, extension, padding });
    stats.count("packetsForwarded");
    this.#options.send(to.transport.cipher.seal(header, body), to);
  }

  /** A datagram may overtake the announcement that was sent before it, but not for long. */
  #early(session: VoiceSession, packet: Buffer, from: Remote): void {
    const { stats, clock } = this.#options;
    let held = this.#held.get(session);
    if (held === undefined) {
      this.#held.set(session, (held = []));
      clock.setTimeout(() => {
        this.#held.delete(session);
        if (session.hasSpoken) return;
        stats.drop("speakingNotSent");
        session.socket?.close({
          code: VoiceCloseCode.BadRequest,
          reason: "Invalid SSRC: audio before Speaking (op 5).",
        });
      }, overtakingMs);
    }
    if (held.length < maxEarly) held.push({ packet, from });
  }

  #isFrom({ transport }: VoiceSession, { address, port }: Remote): boolean {
    return transport !== undefined && transport.remote.address === address && transport.remote.port === port;
  }

  #opened(session: VoiceSession, header: RtpHeader, body: Buffer, packet: Buffer): void {
    const { stats } = this.#options;
    stats.count("packetsReceived");
    const use = session.usedNonces.note(packet);
    if (use !== "new") {
      // A repeat is the network's doing, a nonce for another packet the client's.
      if (use === "reused") stats.count("nonceReuses");
      stats.drop(use === "repeat" ? "duplicate" : "nonceReuse");
      return;
    }
    const frame = frameOf(body, header);
    if (header.payloadType !== opusPayloadType || frame === undefined || frame.length === 0) {
      stats.drop("malformed");
      return;
    }
    if (
      this.#options.callOf(session)?.dave.mustEncrypt(session.userId) === true &&
      !isDaveFrame(frame) &&
      !frame.equals(silenceFrame)
    ) {
      stats.count("plainFrames");
    }
    if (this.#options.moderation(session).muted) {
      stats.drop("muted");
      return;
    }
    this.forward(session, header, frame);
  }
}
