import type { Clock } from "@zignal/errors";
import { DeliveryService } from "./dave/delivery-service.ts";
import type { ExternalSender } from "./dave/external-sender.ts";
import type { VoiceDisturbance } from "./voice-disturbance.ts";
import { VoiceOpcode } from "./voice-opcodes.ts";
import type { VoiceStats } from "./voice-stats.ts";
import type { VoiceSession } from "./voice-session.ts";

export interface CallOptions {
  channelId: string;
  /** Highest version of DAVE that this call may use. */
  daveVersion: number;
  sender: ExternalSender;
  clock: Clock;
  transitionTimeoutMs: number;
  disturbance: VoiceDisturbance;
  stats: VoiceStats;
}

/** Everybody who is connected to one voice channel. */
export class Call {
  readonly channelId: string;
  readonly dave: DeliveryService;
  readonly #options: CallOptions;
  readonly #sessions = new Map<string, VoiceSession>();

  constructor(options: CallOptions) {
    this.#options = options;
    this.channelId = options.channelId;
    this.dave = new DeliveryService(options.channelId, options.daveVersion, options.sender, {
      clock: options.clock,
      transitionTimeoutMs: options.transitionTimeoutMs,
      disturbance: options.disturbance,
      stats: options.stats,
      send: (userId, op, d) => this.#sessions.get(userId)?.send(op, d),
      sendBinary: (userId, op, payload) => this.#sessions.get(userId)?.sendBinary(op, payload),
    });
  }

  get size(): number {
    return this.#sessions.size;
  }

  [Symbol.iterator](): IterableIterator<VoiceSession> {
    return this.#sessions.values();
  }

  has(session: VoiceSession): boolean {
    return this.#sessions.get(session.userId) === session;
  }

  /** @param describe - Sends Session Description with the version of DAVE. */
  join(session: VoiceSession, describe: (daveVersion: number) => void): void {
    const others = [...this.#sessions.values()];
    this.#sessions.set(session.userId, session);
    const version = this.dave.join(session.userId, session.maxDaveVersion);
    describe(version);
    if (others.length > 0) {
      session.send(VoiceOpcode.ClientsConnect, { user_ids: others.map(({ userId }) => userId) });
    }
    for (const other of others) {
      other.send(VoiceOpcode.ClientsConnect, { user_ids: [session.userId] });
      introduce(session, other);
      introduce(other, session);
      if (other.speaking !== undefined) session.send(VoiceOpcode.Speaking, speakingOf(other));
    }
    this.dave.joined(session.userId);
  }

  leave(session: VoiceSession): void {
    if (!this.has(session)) return;
    this.#sessions.delete(session.userId);
    for (const other of this.#sessions.values()) {
      other.send(VoiceOpcode.ClientDisconnect, { user_id: session.userId });
    }
    this.dave.leave(session.userId);
  }

  /** Tells the others what somebody has announced. */
  announceSpeaking(session: VoiceSession): void {
    const { clock, disturbance } = this.#options;
    const announcement = speakingOf(session);
    const tell = (): void => {
      if (!this.has(session)) return;
      for (const other of this.#sessions.values()) {
        if (other !== session) other.send(VoiceOpcode.Speaking, announcement);
      }
    };
    if (disturbance.speakingDelayMs > 0) clock.setTimeout(tell, disturbance.speakingDelayMs);
    else tell();
  }

  close(): void {
    this.dave.close();
    this.#sessions.clear();
  }
}

function speakingOf({ userId, ssrc, speaking = 0 }: VoiceSession): object {
  return { user_id: userId, ssrc, speaking };
}

/** What Discord tells besides, and documents nowhere: clients have to bear with opcodes they do not know. */
function introduce(to: VoiceSession, { userId }: VoiceSession): void {
  to.send(VoiceOpcode.ClientFlags, { user_id: userId, flags: 0 });
  to.send(VoiceOpcode.ClientPlatform, { user_id: userId, platform: 0 });
}
