import type { Clock, ClockTimer } from "@zignal/errors";
import type { VoiceSession } from "./voice-session.ts";

/** Every session that is connected or can still be resumed. */
export class VoiceSessions {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onEnd: (session: VoiceSession) => void;
  readonly #bySsrc = new Map<number, VoiceSession>();
  readonly #byToken = new Map<string, VoiceSession>();
  readonly #expiry = new Map<VoiceSession, ClockTimer>();

  constructor(options: { clock: Clock; timeoutMs: number; onEnd: (session: VoiceSession) => void }) {
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
    this.#onEnd = options.onEnd;
  }

  get size(): number {
    return this.#bySsrc.size;
  }

  [Symbol.iterator](): IterableIterator<VoiceSession> {
    return this.#bySsrc.values();
  }

  bySsrc(ssrc: number): VoiceSession | undefined {
    return this.#bySsrc.get(ssrc);
  }

  byToken(token: string): VoiceSession | undefined {
    return this.#byToken.get(token);
  }

  ofUser(guildId: string, userId: string): VoiceSession | undefined {
    return [...this].find(({ assignment }) => assignment.guildId === guildId && assignment.userId === userId);
  }

  add(session: VoiceSession): void {
    this.#bySsrc.set(session.ssrc, session);
    this.#byToken.set(session.assignment.token, session);
  }

  /** The connection is gone: from now on the session has its time to be resumed. */
  expireLater(session: VoiceSession): void {
    if (this.#bySsrc.get(session.ssrc) !== session) return;
    this.keep(session);
    this.#expiry.set(
      session,
      this.#clock.setTimeout(() => this.end(session), this.#timeoutMs),
    );
  }

  /** The session is connected again. */
  keep(session: VoiceSession): void {
    this.#expiry.get(session)?.clear();
    this.#expiry.delete(session);
  }

  /** Ends a session for good. */
  end(session: VoiceSession): void {
    this.keep(session);
    this.#byToken.delete(session.assignment.token);
    if (this.#bySsrc.delete(session.ssrc)) this.#onEnd(session);
  }

  close(): void {
    for (const timer of this.#expiry.values()) timer.clear();
    this.#expiry.clear();
    this.#bySsrc.clear();
    this.#byToken.clear();
  }
}
