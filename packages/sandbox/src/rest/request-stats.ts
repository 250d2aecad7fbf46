import { channel } from "node:diagnostics_channel";
import type { LimitDecision } from "./rate-limiter.ts";

/** One request that was answered. */
export interface ObservedRequest {
  readonly method: string;
  /** The path with placeholders; the path itself where no operation has it. */
  readonly route: string;
  readonly path: string;
  /** Discord's operation id, such as `create_message`. */
  readonly operation: string | undefined;
  /** 0 when the connection was cut. */
  readonly status: number;
  /** Hash of the rate-limit bucket. */
  readonly bucket: string | undefined;
  /** The limit that was reached, if any. */
  readonly limited: "user" | "global" | "shared" | undefined;
  /** How long a 429 told to wait, in milliseconds; 0 otherwise. */
  readonly waitMs: number;
  /** Was the answer a planned fault? */
  readonly planned: boolean;
  /** Between the request's arrival and its answer, in milliseconds. */
  readonly durationMs: number;
}

export type RequestObserver = (request: ObservedRequest) => void;

/** Counts since the start. */
export interface RestStats {
  readonly requests: number;
  readonly byStatus: Readonly<Record<number, number>>;
  readonly byOperation: Readonly<Record<string, number>>;
  /** 429s that the sandbox's own limits gave, by scope. Those of planned faults are not counted. */
  readonly rateLimited: { readonly user: number; readonly global: number; readonly shared: number };
  /** Answers of 401, 403 and 429, but for shared limits and planned faults: they lead to a ban of the address at Discord. */
  readonly invalidRequests: number;
  /** Answers of 500: faults of the sandbox itself. */
  readonly failures: number;
}

/** Each answered request is published here too, as an {@link ObservedRequest}. */
const requestChannel = channel("zignal:sandbox:request");

interface Outcome {
  status: number;
  bucket: string | undefined;
  limited: LimitDecision["limited"];
  planned: boolean;
}

const tenMinutesMs = 10 * 60 * 1000;

/** Keeps count of requests and their answers. */
export class RequestStats {
  readonly #nowMs: () => number;
  readonly #observer: RequestObserver | undefined;
  readonly #byStatus: Record<number, number> = {};
  readonly #byOperation: Record<string, number> = {};
  readonly #rateLimited = { user: 0, global: 0, shared: 0 };
  #requests = 0;
  #invalid = 0;
  #failures = 0;
  #invalidTimes: number[] = [];

  constructor(nowMs: () => number, observer: RequestObserver | undefined) {
    this.#nowMs = nowMs;
    this.#observer = observer;
  }

  /** @returns what to call with the outcome. */
  begin(request: Pick<ObservedRequest, "method" | "route" | "path" | "operation">): (outcome: Outcome) => void {
    const startMs = this.#nowMs();
    return (outcome) => {
      const { status, bucket, limited, planned } = outcome;
      this.#count(request.operation, outcome);
      if (this.#observer === undefined && !requestChannel.hasSubscribers) return;
      const observed: ObservedRequest = {
        ...request,
        status,
        bucket,
        limited: limited?.scope,
        planned,
        waitMs: limited?.retryAfterMs ?? 0,
        durationMs: this.#nowMs() - startMs,
      };
      this.#observer?.(observed);
      requestChannel.publish(observed);
    };
  }

  get invalidWithin10Minutes(): number {
    const since = this.#nowMs() - tenMinutesMs;
    if ((this.#invalidTimes[0] ?? Infinity) < since)
      this.#invalidTimes = this.#invalidTimes.filter((at) => at >= since);
    return this.#invalidTimes.length;
  }

  snapshot(): RestStats {
    return {
      requests: this.#requests,
      byStatus: { ...this.#byStatus },
      byOperation: { ...this.#byOperation },
      rateLimited: { ...this.#rateLimited },
      invalidRequests: this.#invalid,
      failures: this.#failures,
    };
  }

  #count(operation: string | undefined, { status, limited, planned }: Outcome): void {
    this.#requests += 1;
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    if (operation !== undefined) this.#byOperation[operation] = (this.#byOperation[operation] ?? 0) + 1;
    if (limited !== undefined) this.#rateLimited[limited.scope] += 1;
    if (planned) return;
    if (status === 500) this.#failures += 1;
    const isInvalid = status === 401 || status === 403 || (status === 429 && limited?.scope !== "shared");
    if (!isInvalid) return;
    this.#invalid += 1;
    this.#invalidTimes.push(this.#nowMs());
  }
}
