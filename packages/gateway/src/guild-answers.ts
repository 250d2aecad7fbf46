import type { Clock, ClockTimer } from "@zignal/errors";
import { TimeoutError } from "@zignal/errors";

export interface AnswerOptions {
  /** Time without an answer after which the promise is rejected, in milliseconds. @defaultValue `15_000` */
  timeoutMs?: number;
  /** Gives up waiting. */
  signal?: AbortSignal;
}

interface Waiting<Answer> {
  guildId: string;
  /** What was asked about the guild; only an equal question shares the answer. */
  question: string;
  send: () => Promise<void>;
  promise: PromiseWithResolvers<Answer>;
  timer: ClockTimer | undefined;
}

/**
 * Requests that Discord answers with one event per guild, without a nonce: one is under way per guild, equal ones share
 * it, and different ones take turns.
 */
export class GuildAnswers<Answer> {
  readonly #operation: string;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting<Answer>>();

  /** @param operation - What is asked for, as the errors name it. */
  constructor(operation: string, clock: Clock) {
    this.#operation = operation;
    this.#clock = clock;
  }

  /** Requests that wait. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** @throws {TimeoutError} when no answer comes for `timeoutMs`. */
  async ask(guildId: string, question: string, send: () => Promise<void>, options: AnswerOptions): Promise<Answer> {
    const { timeoutMs = 15_000, signal } = options;
    signal?.throwIfAborted();
    let waiting = this.#waiting.get(guildId);
    while (waiting !== undefined && waiting.question !== question) {
      await waiting.promise.promise.catch(() => undefined);
      signal?.throwIfAborted();
      waiting = this.#waiting.get(guildId);
    }
    waiting ??= this.#start(guildId, question, send, timeoutMs);
    return await orAborted(waiting.promise.promise, signal);
  }

  onAnswer(guildId: string, answer: Answer): void {
    this.#remove(guildId)?.promise.resolve(answer);
  }

  /** A shard has a new session, or has resumed: what was asked on the connection before may have got lost. */
  onSession(ownsGuild: (guildId: string) => boolean): void {
    for (const waiting of this.#waiting.values()) if (ownsGuild(waiting.guildId)) this.#send(waiting);
  }

  /** Nothing will come any more, for the guilds that match. */
  failAll(error: unknown, matches: (guildId: string) => boolean = () => true): void {
    for (const guildId of this.#waiting.keys()) if (matches(guildId)) this.#fail(guildId, error);
  }

  #start(guildId: string, question: string, send: () => Promise<void>, timeoutMs: number): Waiting<Answer> {
    const waiting: Waiting<Answer> = { guildId, question, send, promise: Promise.withResolvers(), timer: undefined };
    // Whoever waits hears of a failure, if anyone still does.
    waiting.promise.promise.catch(() => undefined);
    waiting.timer = this.#clock.setTimeout(() => {
      this.#fail(guildId, new TimeoutError(`${this.#operation} of guild ${guildId}`, timeoutMs));
    }, timeoutMs);
    this.#waiting.set(guildId, waiting);
    this.#send(waiting);
    return waiting;
  }

  #send(waiting: Waiting<Answer>): void {
    waiting.send().catch((error: unknown) => {
      if (this.#waiting.get(waiting.guildId) === waiting) this.#fail(waiting.guildId, error);
    });
  }

  #fail(guildId: string, error: unknown): void {
    this.#remove(guildId)?.promise.reject(error);
  }

  #remove(guildId: string): Waiting<Answer> | undefined {
    const waiting = this.#waiting.get(guildId);
    waiting?.timer?.clear();
    this.#waiting.delete(guildId);
    return waiting;
  }
}

async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return await promise;
  return await new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.finally(() => signal.removeEventListener("abort", onAbort)).then(resolve, reject);
  });
}
