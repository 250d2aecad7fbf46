import { Readable } from "node:stream";
import { CircuitOpenError } from "@zignal/errors";
import type { CallDesk } from "./call-desk.ts";
import type { CallPlan } from "./call-planner.ts";
import type { ExchangeOwner } from "./exchange.ts";
import { Exchange } from "./exchange.ts";
import type { HostBreaker } from "./host-breaker.ts";
import { withToken } from "./request-headers.ts";

/** Who makes an attempt: is told what the exchange brings, or that there was none. */
export interface AttemptOwner extends ExchangeOwner {
  /** The exchange begins. */
  setOut(): void;
  /** The circuit breaker keeps it back: nothing was sent. */
  keptBack(error: CircuitOpenError): void;
}

/** One attempt of a call: an exchange under the eyes of the host's circuit breaker, with the token as it is now. */
export class Attempt {
  readonly #owner: AttemptOwner;
  readonly #plan: CallPlan;
  readonly #desk: CallDesk;
  #exchange: Exchange | undefined = undefined;
  #tokenSent: string | undefined = undefined;
  #onEnd: ((error: Error | undefined) => void) | undefined = undefined;
  #isCancelled = false;
  #sentAt = 0;

  constructor(owner: AttemptOwner, plan: CallPlan, desk: CallDesk) {
    this.#owner = owner;
    this.#plan = plan;
    this.#desk = desk;
  }

  /** The bot's token as it was sent. */
  get tokenSent(): string | undefined {
    return this.#tokenSent;
  }

  start(): void {
    const { breaker } = this.#desk;
    if (breaker === undefined || breaker.isWell) this.#send();
    else void this.#sendThrough(breaker);
  }

  /** Tells the breaker how it ended. */
  ended(error: Error | undefined): void {
    // The call may live on; what it sent and got need not.
    this.#exchange = undefined;
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    if (onEnd !== undefined) onEnd(error);
    else if (error !== undefined || this.#desk.breaker?.isWell === false) {
      this.#desk.breaker?.tell(error, this.#sentAt, this.#desk.clock.now());
    }
  }

  /** Ends it without telling the owner. @returns whether the request may have reached Discord */
  cancel(reason: Error): boolean {
    this.#isCancelled = true;
    const wentOut = this.#exchange?.cancel(reason) ?? false;
    // Under the breaker's eyes it has to end; otherwise nobody has to know.
    if (this.#onEnd !== undefined) this.ended(reason);
    return wentOut;
  }

  /** Lets a circuit breaker see how it ends, or keep it back. */
  async #sendThrough(breaker: HostBreaker): Promise<void> {
    try {
      await breaker.execute(() => this.#watched(), this.#plan.signal);
    } catch (error) {
      if (error instanceof CircuitOpenError) this.#owner.keptBack(error);
    }
  }

  #watched(): Promise<void> {
    if (this.#isCancelled) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#onEnd = (error) => (error === undefined ? resolve() : reject(error));
    this.#send();
    return promise;
  }

  #send(): void {
    const desk = this.#desk;
    const { payload, route, path, usesBotToken, timeoutMs } = this.#plan;
    this.#sentAt = desk.clock.now();
    this.#owner.setOut();
    const body = typeof payload === "object" ? Readable.from(payload.write(), { objectMode: false }) : payload;
    let { headers } = this.#plan;
    if (usesBotToken) {
      this.#tokenSent = desk.botToken.header;
      headers = withToken(headers, this.#tokenSent);
    }
    this.#exchange = new Exchange(
      this.#owner,
      desk.pool,
      { origin: desk.origin, method: route.method, path, headers, body: body ?? null },
      desk.clock,
      timeoutMs,
    );
    this.#exchange.start(desk.origin);
  }
}
