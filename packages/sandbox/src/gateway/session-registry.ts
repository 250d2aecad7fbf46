import type { Clock, ClockTimer } from "@zignal/errors";
import type { Session } from "./session.ts";

/** Every session that is connected or can still be resumed. */
export class SessionRegistry {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onEnd: (session: Session) => void;
  readonly #sessions = new Map<string, Session>();
  readonly #expiry = new Map<string, ClockTimer>();

  constructor(options: { clock: Clock; timeoutMs: number; onEnd: (session: Session) => void }) {
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
    this.#onEnd = options.onEnd;
  }

  get size(): number {
    return this.#sessions.size;
  }

  add(session: Session): void {
    this.#sessions.set(session.id, session);
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  [Symbol.iterator](): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** The connection is gone: from now on the session has its time to be resumed. */
  expireLater(session: Session): void {
    this.#expiry.get(session.id)?.clear();
    this.#expiry.set(
      session.id,
      this.#clock.setTimeout(() => this.end(session), this.#timeoutMs),
    );
  }

  /** The session is connected again. */
  keep(session: Session): void {
    this.#expiry.get(session.id)?.clear();
    this.#expiry.delete(session.id);
  }

  /** Ends a session for good. */
  end(session: Session): void {
    this.keep(session);
    if (this.#sessions.delete(session.id)) this.#onEnd(session);
  }

  close(): void {
    for (const timer of this.#expiry.values()) timer.clear();
    this.#expiry.clear();
    this.#sessions.clear();
  }
}
