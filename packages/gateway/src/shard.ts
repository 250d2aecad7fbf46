import { GatewayError } from "@zignal/errors";
import type { GatewayDispatchPayload } from "@zignal/types";
import { closeActionFor, closeCodeKeepingSession, fatalCloseError } from "./close-codes.ts";
import { diagnostics } from "./diagnostics.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { EventNeed } from "./message-reader.ts";
import { eventNeed, MessageReader } from "./message-reader.ts";
import type { OutgoingPayload } from "./payloads.ts";
import { heartbeatText, identifyText, opcode, resumeText, sendText } from "./payloads.ts";
import { PermitHolder } from "./permit-holder.ts";
import { SendLimiter } from "./send-limiter.ts";
import { sessionFingerprint } from "./session-fingerprint.ts";
import { SessionKeeper } from "./session-keeper.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import { ShardLink } from "./shard-link.ts";
import type { ShardEffect, ShardEvent } from "./shard-events.ts";
import type { ShardState, ShardStatus } from "./shard-state.ts";
import { step } from "./shard-state.ts";
import type { ShardStats } from "./shard-stats.ts";
import { ShardTimers } from "./shard-timers.ts";
import type { Heard } from "./watchdog.ts";
import { Watchdog } from "./watchdog.ts";

/** A connection that was ready for less than this was no success: the next attempt waits. */
const shortLivedMs = 5_000;

/** One shard: performs what {@link step} decides, with sockets, timers and the session store. */
export class Shard {
  /** Zero-based, below the number of shards. */
  readonly id: number;
  readonly #context: ShardContext;
  #host: ShardHost;
  readonly #reader: MessageReader;
  readonly #link: ShardLink;
  readonly #heartbeat: Heartbeat;
  readonly #limiter: SendLimiter;
  readonly #keeper: SessionKeeper;
  readonly #permit: PermitHolder;
  readonly #timers: ShardTimers;
  readonly #watchdog: Watchdog;
  /** Events that came up while effects were being performed; their turn is after. */
  readonly #pending: ShardEvent[] = [];
  #applying = false;
  #state: ShardState = { status: "idle" };
  #identifies = 0;
  #resumes = 0;
  /** READY or RESUMED, handed out once the state has changed. */
  #arrived: GatewayDispatchPayload | undefined;
  #eventsBeforeResume = 0;
  #readyAt = 0;
  readonly #stopped = Promise.withResolvers<void>();

  constructor(id: number, context: ShardContext, host: ShardHost) {
    this.id = id;
    this.#context = context;
    this.#host = host;
    const { clock, random } = context;
    this.#reader = new MessageReader(id, context.compression === "zlib-stream", {
      needsAll: () => this.#host.needsAll(),
      need: (event) => this.#host.need(event),
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
      shardId: id,
      shardCount: context.shardCount,
      fingerprint: sessionFingerprint(context.token, context.intents),
      store: context.sessionStore,
      clock,
      wallClock: context.wallClock,
      sequence: () => this.#reader.sequence,
      progress: context.progress?.(id),
      onError: (error) => this.#host.onError(error, id),
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
    this.#host = host;
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

  /** Whether a session was ever asked for: only then events may have come. */
  get hasIdentified(): boolean {
    return this.#identifies > 0;
  }

  /** Payloads that wait for the shard to be ready, or for the send limit. */
  get queuedSends(): number {
    return this.#limiter.queued;
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
    if (status === "stopped" || status === "failed") {
      throw new GatewayError(`Shard ${this.id} is ${status}: connect before you send`, { shardId: this.id });
    }
    const urgent = payload.op === opcode.presenceUpdate || payload.op === opcode.voiceStateUpdate;
    await this.#limiter.send(() => this.#link.send(payload.op, text), urgent ? "high" : "normal");
  }

  getStats(): ShardStats {
    const { sequence, events, skipped, duplicates } = this.#reader;
    return {
      id: this.id,
      status: this.status,
      latencyMs: this.latencyMs,
      sequence,
      events,
      skippedEvents: skipped,
      duplicateEvents: duplicates,
      identifies: this.#identifies,
      resumes: this.#resumes,
      connections: this.#link.opened,
      queuedSends: this.#limiter.queued,
      ...this.#link.totals(),
    };
  }

  #apply(event: ShardEvent): void {
    this.#pending.push(event);
    // One event to its end before the next: a listener may call back in the middle of the effects.
    if (this.#applying) return;
    this.#applying = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) this.#step(next);
    } finally {
      this.#applying = false;
    }
  }

  #step(event: ShardEvent): void {
    const from = this.#state.status;
    const [next, effects] = step(this.#state, event, this.#context);
    this.#state = next;
    if (from !== next.status) {
      this.#context.logger.debug({ shardId: this.id, from, to: next.status, event: event.type }, "shard state");
      if (diagnostics.state.hasSubscribers) diagnostics.state.publish({ shardId: this.id, from, to: next.status });
    }
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ShardEffect): void {
    switch (effect.type) {
      case "askPermit":
        return this.#askPermit();
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
        return this.#announce(() => this.#host.onReady(this.id));
      case "announceResumed":
        this.#resumes += 1;
        // RESUMED itself is none of the missed ones.
        return this.#announce(() => this.#host.onResumed(this.id, this.#reader.events - this.#eventsBeforeResume - 1));
      case "announceClosed":
        return this.#report(effect.code, effect.reason, effect.willReconnect);
      case "announceStopped":
        return this.#stopped.resolve();
      case "announceFailed":
        return this.#fail(effect.code, effect.reason);
    }
  }

  #askPermit(): void {
    this.#permit.ask(
      () => this.#apply({ type: "permitGranted" }),
      (error) => {
        this.#host.onError(error, this.id);
        this.#apply({ type: "permitFailed" });
      },
    );
  }

  #identify(): void {
    const { token, intents, shardCount, presence, largeThreshold } = this.#context;
    this.#identifies += 1;
    // A new session counts from zero.
    this.#reader.sequence = 0;
    this.#keeper.forget();
    const data = { token, intents, shard: [this.id, shardCount], presence: presence(), largeThreshold } as const;
    this.#write(opcode.identify, identifyText(data));
    this.#permit.spend();
  }

  #onDispatch(payload: GatewayDispatchPayload, need: EventNeed, text?: string): void {
    this.#keeper.entering(payload.s);
    const work = this.#host.onDispatch(payload, this.id, need, text);
    if (work !== undefined || this.#keeper.isWatched) this.#keeper.handled(payload.s, work);
  }

  #onMute(heard: Heard, silentMs: number): void {
    if (this.#state.status !== "ready") return;
    this.#tellMute(heard, silentMs);
    this.#apply({ type: "muted", heard });
  }

  #tellMute(heard: Heard, silentMs: number): void {
    if (diagnostics.mute.hasSubscribers) diagnostics.mute.publish({ shardId: this.id, silentMs, heard });
    this.#host.onMute(this.id, { silentMs, heard });
  }

  #onCorrupted(cause: unknown): void {
    const message = `Shard ${this.id} received data that can not be read, and reconnects`;
    this.#host.onError(new GatewayError(message, { shardId: this.id, cause, retryable: true }), this.id);
    this.#apply({ type: "corrupted" });
  }

  #onControl(event: ShardEvent): void {
    if (event.type === "heartbeatAcknowledged") {
      const latencyMs = this.#heartbeat.acknowledged();
      if (latencyMs !== undefined && diagnostics.heartbeat.hasSubscribers) {
        diagnostics.heartbeat.publish({ shardId: this.id, latencyMs });
      }
    }
    this.#apply(event);
  }

  #onClosed(code: number, reason: string): void {
    const shortLived = this.#context.clock.now() - this.#readyAt < shortLivedMs;
    this.#leaveConnection();
    this.#apply({ type: "closed", code, reason, action: closeActionFor(code), shortLived });
  }

  #fail(code: number, reason: string): void {
    const { intents, shardCount } = this.#context;
    const error = fatalCloseError(code, { shardId: this.id, shardCount, intents, reason });
    this.#limiter.rejectAll(error);
    this.#host.onFailed(error, this.id);
  }

  #drop(why: string, willReconnect: boolean): void {
    const silentMs = why === "heartbeat not acknowledged" ? this.#watchdog.silentForMs : undefined;
    if (silentMs !== undefined) this.#tellMute("nothing", silentMs);
    this.#leaveConnection();
    this.#report(1006, why, willReconnect);
  }

  #close(keepSession: boolean): void {
    this.#heartbeat.stop();
    this.#watchdog.stop();
    this.#limiter.pause();
    this.#link.close(keepSession ? closeCodeKeepingSession : 1000);
  }

  #leaveConnection(): void {
    this.#heartbeat.stop();
    this.#watchdog.stop();
    this.#limiter.pause();
    this.#link.leave();
  }

  #report(code: number, reason: string, willReconnect: boolean): void {
    if (diagnostics.disconnect.hasSubscribers) {
      diagnostics.disconnect.publish({ shardId: this.id, connection: this.#link.opened, code, reason, willReconnect });
    }
    this.#host.onDisconnect(this.id, { code, reason, willReconnect });
  }

  #announce(tell: () => void): void {
    this.#readyAt = this.#context.clock.now();
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
