import type { Clock, ClockTimer, LoggerLike, VoiceError } from "@zignal/errors";
import type { VoiceBackoff } from "./backoff.ts";
import { backoffDelayMs } from "./backoff.ts";
import { voiceCloseActionFor } from "./close-codes.ts";
import type { CreateDaveSession } from "./dave/dave-session.ts";
import { diagnostics } from "./diagnostics.ts";
import { GatewayConnection, SequenceCounter } from "./gateway-connection.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { LinkCounts } from "./link-counts.ts";
import { newLinkCounts } from "./link-counts.ts";
import { MediaSession } from "./media-session.ts";
import type { NonceCounters } from "./nonce-counter.ts";
import type { EncryptionMode } from "./transport-cipher.ts";
import type { OpenUdpSocket } from "./udp-socket.ts";
import type { VoiceCredentials, VoiceDeadline, VoiceEffect, VoiceEvent, VoiceLimits } from "./voice-events.ts";
import { step } from "./voice-machine.ts";
import type { VoiceMessage } from "./voice-message.ts";
import type { VoicePacket } from "./voice-packet.ts";
import { heartbeatText, identifyText, resumeText, selectProtocolText } from "./voice-payload.ts";
import type { OpenVoiceSocket } from "./voice-socket.ts";
import type { VoiceState, VoiceStatus } from "./voice-state.ts";

/** What the connections of a manager have in common. */
export interface VoiceLinkContext extends VoiceLimits {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerLike;
  readonly openSocket: OpenVoiceSocket;
  readonly openUdpSocket: OpenUdpSocket;
  readonly endpointUrl: (endpoint: string) => string;
  readonly createDaveSession: CreateDaveSession;
  readonly preferredMode: EncryptionMode;
  /** Of all keys that any of the connections was given. */
  readonly nonces: NonceCounters;
  readonly deadlinesMs: Readonly<Record<VoiceDeadline, number>>;
  readonly backoff: VoiceBackoff;
}

/** Whom a link tells. None of these may throw. */
export interface VoiceLinkHost {
  /** Opcode 4 of the main gateway. */
  sendVoiceState(channelId: string | null): void;
  /** The state, `canSend` or the encryption is another. */
  onChange(): void;
  onPacket(packet: VoicePacket): void;
  onSpeaking(userId: string, flags: number): void;
  onUserJoined(userId: string): void;
  onUserLeft(userId: string): void;
  /** Nothing came of a move to the channel. */
  onMoveFailed(channelId: string, error: VoiceError): void;
  /** For good; `error` is missing after `leave`. */
  onClosed(error: VoiceError | undefined): void;
}

/** One voice connection: performs what {@link step} decides, with sockets and timers. */
export class VoiceLink {
  readonly counts: LinkCounts = newLinkCounts();
  readonly media: MediaSession;
  readonly #guildId: string;
  /** The bot's own user. */
  readonly userId: string;
  readonly #context: VoiceLinkContext;
  readonly #host: VoiceLinkHost;
  readonly #heartbeat: Heartbeat;
  readonly #sequence = new SequenceCounter();
  /** The others in the channel, as the voice gateway names them. */
  readonly #users = new Set<string>();
  /** Those of the session before whom this one has not named (yet). */
  readonly #missing = new Set<string>();
  #lastChannelId: string | undefined;
  /** Events that came up while effects were being performed; their turn is after. */
  readonly #pending: VoiceEvent[] = [];
  #applying = false;
  #state: VoiceState = { status: "idle" };
  #connection: GatewayConnection | undefined;
  #deadline: ClockTimer | undefined;
  #wait: ClockTimer | undefined;
  #problem: VoiceError | undefined;

  constructor(guildId: string, userId: string, context: VoiceLinkContext, host: VoiceLinkHost) {
    this.#guildId = guildId;
    this.userId = userId;
    this.#context = context;
    this.#host = host;
    const { clock, random, logger, openUdpSocket, createDaveSession, preferredMode, nonces } = context;
    this.#heartbeat = new Heartbeat(clock, random, () => this.apply({ type: "heartbeatDue" }));
    this.media = new MediaSession({
      userId,
      clock,
      random,
      logger,
      openUdpSocket,
      createDaveSession,
      preferredMode,
      nonces,
      counts: this.counts,
      send: (data) => this.#connection?.send(data) ?? false,
      isConnected: () => this.#connection !== undefined && this.#state.status !== "resuming",
      otherUsers: () => [...this.#users],
      onDiscovered: (own) => this.apply({ type: "discovered", ...own }),
      onFailed: (error, fatal) => this.apply({ type: "transportFailed", error, fatal }),
      onKeyExhausted: () => this.apply({ type: "keyExhausted" }),
      onPacket: (packet) => host.onPacket(packet),
      onChange: () => host.onChange(),
    });
  }

  get status(): VoiceStatus {
    return this.#state.status;
  }

  /** The channel that the session is in; `undefined` without one. */
  get channelId(): string | undefined {
    const state = this.#state;
    return "credentials" in state ? state.credentials.membership.channelId : undefined;
  }

  /** Time between the last heartbeat and its answer, in milliseconds. */
  get latencyMs(): number | undefined {
    return this.#heartbeat.latencyMs;
  }

  /** Why the connection has to be made again; `undefined` when it has not. */
  get problem(): VoiceError | undefined {
    return this.#problem;
  }

  get otherUsers(): ReadonlySet<string> {
    return this.#users;
  }

  apply(event: VoiceEvent): void {
    this.#pending.push(event);
    // One event to its end before the next: an effect may bring the next up.
    if (this.#applying) return;
    this.#applying = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) this.#step(next);
    } finally {
      this.#applying = false;
    }
  }

  #step(event: VoiceEvent): void {
    const from = this.#state.status;
    const [next, effects] = step(this.#state, event, this.#context);
    this.#state = next;
    for (const effect of effects) this.#perform(effect);
    if (from === next.status) return;
    const change = { guildId: this.#guildId, from, to: next.status };
    this.#context.logger.debug({ ...change, event: event.type }, "voice state");
    if (diagnostics.state.hasSubscribers) diagnostics.state.publish(change);
    this.#host.onChange();
  }

  #perform(effect: VoiceEffect): void {
    const { media } = this;
    switch (effect.type) {
      case "sendVoiceState":
        return this.#host.sendVoiceState(effect.channelId);
      case "openSocket":
        return this.#openSocket(effect.endpoint);
      case "dropSocket":
        return this.#leaveSocket((connection) => connection.drop());
      case "closeSocket":
        return this.#leaveSocket((connection) => connection.close());
      case "sendIdentify":
        return this.#identify(effect.credentials);
      case "sendResume":
        return this.#send(resumeText(this.#guildId, effect.credentials, this.#sequence.last));
      case "startHeartbeats":
        return this.#heartbeat.start(effect.intervalMs);
      case "sendHeartbeat":
        return this.#send(heartbeatText(this.#heartbeat.sent(), this.#sequence.last));
      case "openTransport":
        return media.open(effect);
      case "selectProtocol":
        return this.#send(selectProtocolText(effect.address, effect.port, media.mode ?? ""));
      case "startSession":
        return media.start(effect.mode, effect.secretKey, effect.daveVersion, effect.channelId);
      case "changeChannel":
        return media.dave.changeChannel(effect.channelId);
      case "endSession":
        return media.end();
      case "setDeadline":
        return this.#setDeadline(effect.for);
      case "clearDeadline":
        return this.#deadline?.clear();
      case "wait":
        this.#problem = effect.why;
        return this.#pause(effect.attempt);
      case "cancelWait":
        return this.#wait?.clear();
      case "announceReady":
        this.#problem = undefined;
        return undefined;
      case "announceResumed":
        this.#problem = undefined;
        this.counts.resumes += 1;
        return media.resumed();
      case "announceMoveFailed":
        return this.#host.onMoveFailed(effect.channelId, effect.error);
      case "announceClosed":
        return this.#host.onClosed(effect.error);
    }
  }

  #identify(credentials: VoiceCredentials): void {
    this.counts.identifies += 1;
    // A new session counts from nothing, and tells anew who is there.
    this.#sequence.last = -1;
    this.#forgetUsers(credentials.membership.channelId);
    this.media.dave.stop();
    this.#send(identifyText(this.#guildId, this.userId, credentials));
  }

  /** In another channel they are others; in the same one they may be the same, and are told anew. */
  #forgetUsers(channelId: string): void {
    for (const userId of this.#users) this.#missing.add(userId);
    this.#users.clear();
    if (channelId !== this.#lastChannelId) this.#dropMissing();
    this.#lastChannelId = channelId;
  }

  #dropMissing(): void {
    for (const userId of this.#missing) this.#host.onUserLeft(userId);
    this.#missing.clear();
  }

  #send(text: string): void {
    this.#connection?.send(text);
  }

  #openSocket(endpoint: string): void {
    try {
      const url = this.#context.endpointUrl(endpoint);
      this.#connection = new GatewayConnection(url, this.#context.openSocket, this.#sequence, {
        onOpened: () => this.apply({ type: "opened" }),
        onMessage: (message) => this.#onMessage(message),
        onClosed: (code, reason) => this.#onClosed(code, reason),
      });
    } catch (error) {
      this.#onClosed(1006, error instanceof Error ? error.message : String(error));
    }
  }

  #leaveSocket(leave: (connection: GatewayConnection) => void): void {
    this.#heartbeat.stop();
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) leave(connection);
  }

  #onClosed(code: number, reason: string): void {
    this.#heartbeat.stop();
    this.#connection = undefined;
    if (diagnostics.disconnect.hasSubscribers) {
      diagnostics.disconnect.publish({ guildId: this.#guildId, code, reason });
    }
    this.apply({ type: "closed", code, reason, action: voiceCloseActionFor(code) });
  }

  #onMessage(message: VoiceMessage): void {
    switch (message.type) {
      case "hello":
      case "serverReady":
      case "sessionDescription":
      case "resumed":
        return this.apply(message);
      case "heartbeatAck":
        return this.#onHeartbeatAck();
      case "malformed":
        this.counts.malformedMessages += 1;
        return undefined;
      case "unknown":
        return undefined;
      case "speaking":
        this.media.receive(message);
        return this.#host.onSpeaking(message.userId, message.flags);
      case "clientsConnect":
        return this.#onClientsConnect(message);
      case "clientDisconnect":
        this.#users.delete(message.userId);
        this.media.receive(message);
        this.#host.onUserLeft(message.userId);
        return this.#host.onChange();
      default:
        return this.media.receive(message);
    }
  }

  #onClientsConnect(message: Extract<VoiceMessage, { type: "clientsConnect" }>): void {
    const joined = message.userIds.filter((userId) => userId !== this.userId && !this.#users.has(userId));
    for (const userId of joined) this.#users.add(userId);
    this.media.receive(message);
    for (const userId of joined) if (!this.#missing.delete(userId)) this.#host.onUserJoined(userId);
    this.#host.onChange();
  }

  #onHeartbeatAck(): void {
    this.#heartbeat.acknowledged();
    const { latencyMs } = this;
    if (latencyMs !== undefined && diagnostics.heartbeat.hasSubscribers) {
      const { lost: lostPackets, jitterMs } = this.media.receiver;
      diagnostics.heartbeat.publish({ guildId: this.#guildId, latencyMs, counts: this.counts, lostPackets, jitterMs });
    }
    this.apply({ type: "heartbeatAcknowledged" });
  }

  #setDeadline(deadline: VoiceDeadline): void {
    this.#deadline?.clear();
    this.#deadline = this.#context.clock.setTimeout(() => {
      if (deadline === "settling") this.#dropMissing();
      this.apply({ type: "deadlinePassed", for: deadline });
    }, this.#context.deadlinesMs[deadline]);
  }

  #pause(attempt: number): void {
    this.#wait?.clear();
    const { clock, random, backoff } = this.#context;
    this.#wait = clock.setTimeout(() => this.apply({ type: "waitOver" }), backoffDelayMs(attempt, random, backoff));
  }
}
