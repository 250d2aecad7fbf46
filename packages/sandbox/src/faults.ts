import { ValidationError } from "@zignal/errors";
import type { Clock, ClockTimer } from "@zignal/errors";
import type { ControlledConnection, GatewayControl } from "./gateway/gateway-control.ts";
import { Opcode } from "./gateway/opcodes.ts";
import type { RestFault, RestFaultRequest, RestFaultSource } from "./rest/rest-fault.ts";
import type { VoiceFaults } from "./voice/voice-faults.ts";
import { seededRandom } from "./world/world-context.ts";

/** Which requests a planned fault waits for. Without a field, any will do. */
export interface RestFaultMatch {
  /** Such as `POST`. */
  method?: string;
  /** A route such as `/channels/{channel_id}/messages` or `/channels/:id/messages`, a path, or an expression that is tested against both. */
  route?: string | RegExp;
}

export interface PlannedRestFault {
  match?: RestFaultMatch;
  fault: RestFault;
  /** How many requests fail. @defaultValue `1` */
  times?: number;
}

export interface GatewayTarget {
  /** Only the connections of this shard. @defaultValue all */
  shardId?: number;
}

export interface ChaosOptions {
  /** The same seed gives the same faults in the same order. @defaultValue `1` */
  seed?: number;
  /** Time between two faults, in milliseconds. */
  everyMs: number;
}

interface Planned {
  readonly match: RestFaultMatch;
  readonly fault: RestFault;
  left: number;
}

/** A bad day at Discord, on demand. Planned faults of the API are used up in order; those of the gateway happen at once. */
export class Faults implements RestFaultSource {
  readonly #gateway: GatewayControl;
  readonly #clock: Clock;
  readonly #planned: Planned[] = [];
  #chaosTimer: ClockTimer | undefined;
  /** What can happen to voice. */
  readonly voice: VoiceFaults;

  constructor(gateway: GatewayControl, clock: Clock, voice: VoiceFaults) {
    this.#gateway = gateway;
    this.#clock = clock;
    this.voice = voice;
  }

  /** Plans a fault for the next requests that match. */
  rest({ match = {}, fault, times = 1 }: PlannedRestFault): void {
    if (!Number.isInteger(times) || times < 1) {
      throw ValidationError.of("times", `must be a whole number of at least 1 (was ${times})`);
    }
    this.#planned.push({ match, fault, left: times });
  }

  /** The next request gets a 429 with Discord's headers and body. */
  rateLimitNext(
    options: {
      match?: RestFaultMatch;
      times?: number;
      retryAfterMs?: number;
      scope?: "user" | "global" | "shared";
    } = {},
  ): void {
    const { retryAfterMs = 1000, scope = "user", ...plan } = options;
    this.rest({ ...plan, fault: { kind: "rateLimit", retryAfterMs, scope } });
  }

  /** The next request gets this status. */
  failNext(status: number, options: { match?: RestFaultMatch; times?: number; body?: unknown } = {}): void {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw ValidationError.of("status", `must be an HTTP error status between 400 and 599 (was ${status})`);
    }
    const { body, ...plan } = options;
    this.rest({ ...plan, fault: { kind: "status", status, ...(body === undefined ? {} : { body }) } });
  }

  /** The next request's connection is cut before an answer. */
  resetNext(plan: { match?: RestFaultMatch; times?: number } = {}): void {
    this.rest({ ...plan, fault: { kind: "reset" } });
  }

  /** The next request gets headers and never a body. */
  stallNext(plan: { match?: RestFaultMatch; times?: number } = {}): void {
    this.rest({ ...plan, fault: { kind: "stall" } });
  }

  /** The next request is answered late. */
  delayNext(ms: number, plan: { match?: RestFaultMatch; times?: number } = {}): void {
    this.rest({ ...plan, fault: { kind: "delay", ms: nonNegative("ms", ms) } });
  }

  /** Planned faults that no request has met yet. */
  get pending(): number {
    return this.#planned.reduce((sum, { left }) => sum + left, 0);
  }

  take(request: RestFaultRequest): RestFault | undefined {
    const index = this.#planned.findIndex(({ match }) => matches(match, request));
    const planned = this.#planned[index];
    if (planned === undefined) return undefined;
    planned.left -= 1;
    if (planned.left === 0) this.#planned.splice(index, 1);
    return planned.fault;
  }

  /**
   * Ends gateway connections: without a word, as when a cable is cut, or with a close code. Sessions stay resumable.
   * @returns how many connections were cut.
   */
  cutGateway({ code, ...target }: GatewayTarget & { code?: number } = {}): number {
    if (
      code !== undefined &&
      !(
        Number.isInteger(code) &&
        ((code >= 3000 && code <= 4999) || code === 1000 || code === 1001 || code === 1011 || code === 1012)
      )
    ) {
      throw ValidationError.of(
        "code",
        `must be a close code a server may send: 1000, 1001, 1011, 1012 or 3000 to 4999 (was ${code})`,
      );
    }
    return this.#each(target, (connection) => {
      if (code === undefined) connection.destroy();
      else connection.close({ code, reason: "Fault on demand." });
    });
  }

  /** Asks apps to reconnect and resume (op 7). */
  reconnect(target: GatewayTarget = {}): number {
    return this.#each(target, (connection) => connection.send(Opcode.Reconnect, null));
  }

  /** Invalidates sessions (op 9). @param options.resumable - What op 9 says. @defaultValue `false` */
  invalidateSession({ resumable = false, ...target }: GatewayTarget & { resumable?: boolean } = {}): number {
    return this.#each(target, (connection) => connection.invalidate(resumable));
  }

  /** Asks apps for a heartbeat at once (op 1). */
  requestHeartbeat(target: GatewayTarget = {}): number {
    return this.#each(target, (connection) => connection.send(Opcode.Heartbeat, null));
  }

  /**
   * Falls silent without closing: a half-open connection. `clear()` ends it.
   * @param options.newConnections - Also says nothing on connections to come.
   */
  muteGateway({ newConnections = false, ...target }: GatewayTarget & { newConnections?: boolean } = {}): number {
    if (newConnections) this.#gateway.disturbance.muteNew = true;
    return this.#each(target, (connection) => connection.mute());
  }

  /** Holds back everything the gateway sends by this time, in order, until `clear()` or `delayGateway(0)`. */
  delayGateway(ms: number): void {
    this.#gateway.disturbance.delayMs = nonNegative("ms", ms);
  }

  /** Leaves heartbeats unanswered. @param times - How many; all until `clear()` when left out. */
  dropHeartbeatAcks(times: number = Number.POSITIVE_INFINITY): void {
    this.#gateway.disturbance.acksToDrop = nonNegative("times", times);
  }

  /** Refuses the next resumes with Invalid Session, as when the session has expired. */
  refuseResumes(times: number = 1): void {
    this.#gateway.disturbance.resumesToRefuse = nonNegative("times", times);
  }

  /**
   * The next events of this name reach nobody who is connected to the gateway.
   * @param t - Such as `VOICE_STATE_UPDATE`.
   */
  withholdEvents(t: string, times: number = 1): void {
    this.#gateway.disturbance.withheld.set(t, nonNegative("times", times));
  }

  /** Sessions get events named `t` only after the next one named `after`: until `clear()`, where order is not promised. */
  reorderEvents(t: string, after: string): void {
    this.#gateway.disturbance.later.set(t, after);
  }

  /** One fault after another, chosen by chance, until `clear()`. */
  chaos({ seed = 1, everyMs }: ChaosOptions): void {
    if (!(everyMs > 0)) throw ValidationError.of("everyMs", `must be above 0 milliseconds (was ${everyMs})`);
    this.#chaosTimer?.clear();
    const random = seededRandom(seed);
    const menu: (() => void)[] = [
      () => void this.cutGateway(),
      () => void this.cutGateway({ code: 4000 }),
      () => void this.reconnect(),
      () => void this.invalidateSession({ resumable: true }),
      () => this.rateLimitNext({ retryAfterMs: 250 }),
      () => this.failNext(502),
      () => this.resetNext(),
    ];
    const schedule = (): void => {
      this.#chaosTimer = this.#clock.setTimeout(() => {
        menu[Math.floor(random() * menu.length)]?.();
        schedule();
      }, everyMs);
    };
    schedule();
  }

  /** Ends everything that lasts and forgets everything planned. */
  clear(): void {
    this.#planned.length = 0;
    this.#chaosTimer?.clear();
    this.#chaosTimer = undefined;
    this.#gateway.disturbance.clear();
    for (const connection of this.#gateway.connections) connection.unmute();
    this.voice.clear();
  }

  #each({ shardId }: GatewayTarget, action: (connection: ControlledConnection) => void): number {
    const chosen = [...this.#gateway.connections].filter(
      ({ session }) => shardId === undefined || session?.identity.shard[0] === shardId,
    );
    for (const connection of chosen) action(connection);
    return chosen.length;
  }
}

function matches({ method, route }: RestFaultMatch, request: RestFaultRequest): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (route === undefined) return true;
  if (typeof route === "string") return route === request.path || shapeOf(route) === shapeOf(request.route);
  return [request.route, request.path].some((text) => text.search(route) !== -1);
}

/** `/channels/{channel_id}` and `/channels/:id` name the same route. */
function shapeOf(route: string): string {
  return route.replaceAll(/\{[^}]*\}|:\w+/g, "*");
}

function nonNegative(name: string, value: number): number {
  if (value >= 0) return value;
  throw ValidationError.of(name, `must be at least 0 (was ${value})`);
}
