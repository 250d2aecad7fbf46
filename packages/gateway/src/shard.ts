import { GatewayError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { closeActionFor, closeCodeKeepingSession } from "./close-codes.ts";
import { EventQueue } from "./event-queue.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { EventNeed } from "./message-reader.ts";
import { eventNeed, MessageReader } from "./message-reader.ts";
import type { OutgoingPayload } from "./payloads.ts";
import { heartbeatText, identifyText, opcode, resumeText, sendText } from "./payloads.ts";
import { PermitHolder } from "./permit-holder.ts";
import { SendLimiter } from "./send-limiter.ts";
import { keptBy, SessionKeeper } from "./session-keeper.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import { ShardLink } from "./shard-link.ts";
import type { ShardEffect, ShardEvent } from "./shard-events.ts";
import { ShardReports } from "./shard-reports.ts";
import type { ShardState, ShardStatus } from "./shard-state.ts";
import { step } from "./shard-state.ts";
import type { ShardStats } from "./shard-stats.ts";
import { ShardTimers } from "./shard-timers.ts";
import { Steadiness } from "./steadiness.ts";
import type { Heard } from "./watchdog.ts";
import { Watchdog } from "./watchdog.ts";

/** One shard: performs what {@link step} decides, with sockets, timers and the session store. */
export class Shard {
  /** Zero-based, below the number of shards. */
  readonly id: number;
  readonly #context: ShardContext;
  readonly #reports: ShardReports;
  readonly #reader: MessageReader;
  readonly #link: ShardLink;
  readonly #heartbeat: Heartbeat;
  readonly #limiter: SendLimiter;
  readonly #keeper: SessionKeeper;
  readonly #permit: PermitHolder;
  readonly #timers: ShardTimers;
  readonly #watchdog: Watchdog;
  readonly #steadiness: Steadiness;
  readonly #events = new EventQueue<ShardEvent>((event) => this.#step(event));
  #state: ShardState = { status: "idle" };
  #identifies = 0;
  #resumes = 0;
  /** READY or RESUMED, handed out once the state has changed. */
  #arrived: GatewayDispatchPayload | undefined;
  #eventsBeforeResume = 0;
  readonly #stopped = Promise.withResolvers<void>();

  constructor(id: number, context: ShardContext, host: ShardHost) {
    this.id = id;
    this.#context = context;
    this.#reports = new ShardReports(id, context, host);
    const { clock, random } = context;
    this.#reader = new MessageReader(id, context.compression !== "none", {
      needsAll: () => this.#reports.host.needsAll(),
      need: (event) => this.#reports.host.need(event),
      onDispatch: (payload, need, text) => this.#onDispatch(payload, need, text),
      onSessionStart: (payload, event) => {
        this.#arrived = payload;
        this.#apply(event);
      },
      onControl: (event) => this.#onControl(event),
    });
    this.#link = new ShardLink(id, context, {
      onMessage: (bytes, length) => this.#reader.read(bytes, length),
      onCorrupted: (error) => this.#onCorrupted(error),
      onClosed: (code, reason) => this.#onClosed(code, reason),
    });
    this.#heartbeat = new Heartbeat(clock, random, () => this.#apply({ type: "heartbeatDue" }));
    this.#steadiness = new Steadiness(clock);
    this.#limiter = new SendLimiter(clock, context.sendLimits);
    this.#timers = new ShardTimers(context, (event) => this.#apply(event));
    this.#permit = new PermitHolder(id, context.identifyGate);
    this.#watchdog = new Watchdog({
      ...context.timeouts,
      clock,
      bytes: () => this.#link.bytesIn,
      events: () => this.#reader.events,
      onMute: (heard, silentMs) => this.#onMute(heard, silentMs),
    });
    this.#keeper = new SessionKeeper({
      ...keptBy(context, id),
      sequence: () => this.#reader.sequence,
      onError: (error) => this.#reports.host.onError(error, id),
    });
  }

  get status(): ShardStatus {
    return this.#state.status;
  }

  /**
   * Time between the last heartbeat and its answer, in milliseconds; it grows while an answer is missing. `undefined`
   * without a connection and before the first answer.
   */
  get latencyMs(): number | undefined {
    return this.#link.isOpen ? this.#heartbeat.latencyMs : undefined;
  }

  /** Whom it tells from now on. */
  tellTo(host: ShardHost): void {
    this.#reports.host = host;
  }

  /** Connects, resuming the kept session if there is one; READY or RESUMED is told to the host. */
  async start(): Promise<void> {
    const kept = await this.#keeper.load();
    if (this.#state.status !== "idle") return;
    this.#reader.sequence = kept?.sequence ?? 0;
    const session = kept === undefined ? undefined : { id: kept.sessionId, resumeUrl: kept.resumeUrl };
    this.#apply({ type: "start", session });
  }

  /**
   * Ends the connection and attempts nothing more; settles soon, whatever the other side does.
   * @param drained - When the handlers are done: what is kept of the session then is what they have handled.
   */
  async stop(keepSession: boolean, drained: Promise<unknown> = Promise.resolve()): Promise<void> {
    this.#apply({ type: "stop", keepSession });
    const { id } = this;
    this.#limiter.rejectAll(new GatewayError(`Shard ${id} was disconnected before this was sent`, { shardId: id }));
    await Promise.all([this.#stopped.promise, drained]);
    await this.#keeper.settle();
  }

  /** Settles when everything that Discord had sent by now has arrived, or the connection has ended. */
  async caughtUp(): Promise<void> {
    // The answer to a heartbeat comes behind the events that were sent before it.
    this.#apply({ type: "heartbeatRequested" });
    await this.#heartbeat.answered();
  }

  /** Gives up the connection, and resumes the session on a new one. */
  restart(): void {
    this.#apply({ type: "restart" });
  }

  /**
   * Sends a payload as soon as the shard is ready and the limit of 120 messages a minute allows; what waits survives
   * reconnects. Resolves once it was handed to the socket.
   * @throws {ValidationError} when the payload is longer than 4096 bytes.
   * @throws {GatewayError} when the shard is stopped, or Discord does not let it reconnect, before it was sent.
   */
  async send(payload: OutgoingPayload): Promise<void> {
    const text = sendText(payload);
    const { status } = this.#state;
    if (status === "stopping" || status === "stopped" || status === "failed") {
      throw new GatewayError(`Shard ${this.id} is ${status}: connect before you send`, { shardId: this.id });
    }
    const urgent = payload.op === opcode.presenceUpdate || payload.op === opcode.voiceStateUpdate;
    await this.#limiter.send(() => this.#link.send(payload.op, text), urgent ? "high" : "normal");
  }

  getStats(): ShardStats {
    return {
      id: this.id,
      status: this.status,
      latencyMs: this.latencyMs,
      ...this.#reader.counts(),
      identifies: this.#identifies,
      resumes: this.#resumes,
      connections: this.#link.opened,
      queuedSends: this.#limiter.queued,
      ...this.#link.totals(),
    };
  }

  #apply(event: ShardEvent): void {
    this.#events.push(event);
  }

  #step(event: ShardEvent): void {
    const from = this.#state.status;
    const [next, effects] = step(this.#state, event, this.#context);
    this.#state = next;
    this.#reports.state(from, next.status, event.type);
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ShardEffect): void {
    switch (effect.type) {
      case "askPermit":
        return this.#permit.ask(
          () => this.#apply({ type: "permitGranted" }),
          (error) => this.#onPermitFailed(error),
        );
      case "releasePermit":
        return this.#permit.release();
      case "openConnection":
        this.#limiter.reset();
        return this.#link.open(effect.resumeUrl);
      case "sendIdentify":
        return this.#identify();
      case "sendResume":
        this.#eventsBeforeResume = this.#reader.events;
        return this.#write(opcode.resume, resumeText(this.#context.token, effect.session.id, this.#reader.sequence));
      case "startHeartbeats":
        return this.#heartbeat.start(effect.intervalMs);
      case "sendHeartbeat":
        this.#heartbeat.sent();
        this.#write(opcode.heartbeat, heartbeatText(this.#reader.sequence));
        return this.#watchdog.beat();
      case "setDeadline":
        return this.#timers.setDeadline(effect.for, () => this.#reader.events);
      case "clearDeadline":
        return this.#timers.clearDeadline();
      case "dropConnection":
        return this.#drop(effect.why, effect.willReconnect);
      case "closeConnection":
        return this.#close(effect.keepSession);
      case "wait":
        return this.#timers.wait(effect.attempt, effect.reason);
      case "cancelWait":
        return this.#timers.cancelWait();
      case "saveSession":
        return this.#keeper.begin(effect.session);
      case "removeSession":
        return this.#keeper.end();
      case "announceReady":
        return this.#announce(() => this.#reports.host.onReady(this.id));
      case "announceResumed":
        this.#resumes += 1;
        // RESUMED itself is none of the missed ones.
        return this.#announce(() =>
          this.#reports.host.onResumed(this.id, this.#reader.events - this.#eventsBeforeResume - 1),
        );
      case "announceClosed":
        return this.#reports.disconnect(this.#link.opened, effect.code, effect.reason, effect.willReconnect);
      case "announceStopped":
        return this.#stopped.resolve();
      case "announceFailed":
        return this.#fail(effect.code, effect.reason);
    }
  }

  #onPermitFailed(error: unknown): void {
    this.#reports.host.onError(error, this.id);
    this.#apply({ type: "permitFailed" });
  }

  #identify(): void {
    const { shardCount, presence } = this.#context;
    this.#identifies += 1;
    // A new session counts from zero.
    this.#reader.sequence = 0;
    this.#keeper.forget();
    const data = { ...this.#context, shard: [this.id, shardCount], presence: presence() } as const;
    this.#write(opcode.identify, identifyText(data));
    this.#permit.spend();
  }

  #onDispatch(payload: GatewayDispatchPayload, need: EventNeed, text?: string): void {
    this.#keeper.entering(payload.s);
    const work = this.#reports.host.onDispatch(payload, this.id, need, text);
    if (work !== undefined || this.#keeper.isWatched) this.#keeper.handled(payload.s, work);
  }

  #onMute(heard: Heard, silentMs: number): void {
    if (this.#state.status !== "ready") return;
    this.#reports.mute(heard, silentMs);
    this.#apply({ type: "muted", heard });
  }

  #onCorrupted(cause: unknown): void {
    this.#reports.corrupted(cause);
    this.#apply({ type: "corrupted", again: this.#steadiness.isRelapse });
  }

  #onControl(event: ShardEvent): void {
    if (event.type === "heartbeatAcknowledged") this.#reports.latency(this.#heartbeat.acknowledged());
    this.#apply(event.type === "reconnectRequested" ? { ...event, again: this.#steadiness.isRelapse } : event);
  }

  #onClosed(code: number, reason: string): void {
    const shortLived = this.#steadiness.isShortLived;
    this.#leaveConnection();
    this.#apply({ type: "closed", code, reason, action: closeActionFor(code), shortLived });
  }

  #fail(code: number, reason: string): void {
    const error = this.#reports.fatal(code, reason);
    this.#limiter.rejectAll(error);
    this.#reports.host.onFailed(error, this.id);
  }

  #drop(why: string, willReconnect: boolean): void {
    const silentMs = why === "heartbeat not acknowledged" ? this.#watchdog.silentForMs : undefined;
    if (silentMs !== undefined) this.#reports.mute("nothing", silentMs);
    this.#leaveConnection();
    this.#reports.disconnect(this.#link.opened, 1006, why, willReconnect);
  }

  #close(keepSession: boolean): void {
    this.#rest();
    this.#link.close(keepSession ? closeCodeKeepingSession : 1000);
  }

  #leaveConnection(): void {
    this.#rest();
    this.#link.leave();
  }

  /** Nothing is sent or expected any more. */
  #rest(): void {
    this.#heartbeat.stop();
    this.#watchdog.stop();
    this.#limiter.pause();
  }

  #announce(tell: () => void): void {
    this.#steadiness.ready();
    this.#limiter.open();
    this.#watchdog.start();
    const payload = this.#arrived;
    this.#arrived = undefined;
    if (payload !== undefined) this.#onDispatch(payload, eventNeed.listeners);
    tell();
  }

  #write(op: number, text: string): void {
    this.#limiter.count();
    this.#link.send(op, text);
  }
}
