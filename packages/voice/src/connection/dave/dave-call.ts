import type { Clock, ClockTimer, LoggerLike } from "@zignal/errors";
import type { VoiceMessage } from "../voice-message.ts";
import {
  commitWelcomeBytes,
  invalidCommitWelcomeText,
  keyPackageBytes,
  transitionReadyText,
} from "../voice-payload.ts";
import type { VoicePacket } from "../voice-packet.ts";
import type { DaveEffect, DaveEvent } from "./dave-events.ts";
import { isDaveFrame, isSilence } from "./dave-frame.ts";
import type { CreateDaveSession, DaveSession } from "./dave-session.ts";
import type { DaveState } from "./dave-state.ts";
import { noDave, stepDave } from "./dave-state.ts";
import type { DaveStats } from "./dave-statistics.ts";
import { newDaveCounts } from "./dave-statistics.ts";
import { FrameReader } from "./frame-reader.ts";

/** How long others may take to commit what this side can not. */
const commitTimeoutMs = 3_000;
/** How long after a resume what was missed has to arrive, before what was sent last counts as lost. */
const missedMs = 1_000;
/** Proposals that name somebody whom the voice gateway has not announced yet. */
const maxUnprocessed = 16;

export interface DaveCallOptions {
  readonly userId: string;
  readonly createSession: CreateDaveSession;
  /** All users that the voice gateway named, without the own. */
  readonly otherUsers: () => readonly string[];
  readonly send: (data: string | Uint8Array) => void;
  readonly deliver: (packet: VoicePacket) => void;
  /** `canSend`, the group or the version may be another. */
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly logger: LoggerLike;
}

/** End-to-end encryption of one voice connection: performs what {@link stepDave} decides, with MLS and frames. */
export class DaveCall {
  readonly #options: DaveCallOptions;
  readonly #counts = newDaveCounts();
  readonly #reader: FrameReader;
  #state: DaveState = noDave;
  #channelId = "";
  #session: DaveSession | undefined;
  #externalSender: Buffer | undefined;
  readonly #unprocessed: { operation: number; payload: Buffer }[] = [];
  #commitTimer: ClockTimer | undefined;
  #resumeTimer: ClockTimer | undefined;
  /** A commit that no answer has come to. */
  #unanswered: Uint8Array | undefined;
  /** Opcode 31, until the group is there again. */
  #report: string | undefined;

  constructor(options: DaveCallOptions) {
    this.#options = options;
    this.#reader = new FrameReader({
      counts: this.#counts,
      state: () => this.#state,
      now: () => options.clock.now(),
      deliver: options.deliver,
      onUnreadable: () => this.#apply({ type: "framesUnreadable" }),
    });
  }

  /** Whether frames may go out: the call is in the clear, or the group is there. */
  get canSend(): boolean {
    return this.#state.version === 0 || this.#session?.ready === true;
  }

  /** Whether the call is encrypted end to end, and the keys to it are there. */
  get isEncrypted(): boolean {
    return this.#state.version > 0 && this.#session?.ready === true;
  }

  /** The session, while it is in a group. */
  get group(): DaveSession | undefined {
    return this.#session?.ready === true ? this.#session : undefined;
  }

  getStats(): DaveStats {
    return { version: this.#state.version, epoch: this.group?.epoch, ...this.#counts };
  }

  /** A new voice session; opcode 4 told the version. */
  start(version: number, channelId: string): void {
    this.#channelId = channelId;
    this.#report = undefined;
    this.#leaveSession(false);
    this.#apply({ type: "sessionStarted", version });
  }

  /** The call is over, its keys are gone; what was told of it before a session starts is forgotten too. */
  stop(): void {
    this.#externalSender = undefined;
    this.#leaveSession(false);
    this.#state = noDave;
  }

  changeChannel(channelId: string): void {
    this.#channelId = channelId;
    this.#apply({ type: "channelChanged" });
  }

  /**
   * The voice gateway is there again. A commit, a key package or a report that was on its way may be lost, and nobody
   * would ask for it: it is sent again. One that is late, or comes twice, is dropped by the gateway.
   */
  resumed(): void {
    if (this.#unanswered !== undefined) this.#options.send(this.#unanswered);
    this.#resumeTimer?.clear();
    const session = this.#session;
    if (session === undefined || session.ready) return;
    if (this.#report !== undefined) {
      this.#options.send(this.#report);
      return this.#sendKeyPackage();
    }
    this.#resumeTimer = this.#options.clock.setTimeout(() => {
      if (this.#session === session && !session.ready) this.#sendKeyPackage();
    }, missedMs);
  }

  receive(message: VoiceMessage): void {
    switch (message.type) {
      case "externalSender":
        this.#externalSender = message.payload;
        this.#attempt("external sender", () => this.#session?.setExternalSender(message.payload));
        return this.#retryProposals();
      case "clientsConnect":
        return this.#retryProposals();
      case "clientDisconnect":
        return this.#reader.userLeft(message.userId);
      case "prepareTransition":
      case "executeTransition":
      case "prepareEpoch":
      case "proposals":
      case "commit":
      case "welcome":
        return this.#apply(message);
      default:
        return undefined;
    }
  }

  /** @returns What may be sent; `undefined` when nothing may, as the keys are not there. */
  encrypt(opus: Uint8Array): Uint8Array | undefined {
    if (this.#state.version === 0 || isSilence(opus)) return opus;
    const session = this.group;
    if (session === undefined) return undefined;
    try {
      const frame = session.encrypt(opus);
      if (isDaveFrame(frame)) return frame;
    } catch (error) {
      this.#options.logger.debug({ err: error }, "a voice frame could not be encrypted");
    }
    this.#counts.encryptFailures += 1;
    return undefined;
  }

  /** Opens a packet's frame and delivers it, now or when its keys have come. */
  open(packet: VoicePacket): void {
    this.#reader.read(packet);
  }

  /** A stream has got its user: what waited may open now. */
  retry(): void {
    this.#reader.retry(false);
  }

  #apply(event: DaveEvent): void {
    const [next, effects] = stepDave(this.#state, event, this.#options.clock.now());
    this.#state = next;
    for (const effect of effects) this.#perform(effect);
    this.#options.onChange();
  }

  #perform(effect: DaveEffect): void {
    const { send } = this.#options;
    switch (effect.type) {
      case "createSession":
        return this.#createSession(effect.version);
      case "sendKeyPackage":
        return this.#sendKeyPackage();
      case "processProposals":
        return this.#processProposals(effect.operation, effect.payload);
      case "processCommit":
        return this.#changeGroup(effect.transitionId, (session) => session.processCommit(effect.payload));
      case "processWelcome":
        return this.#changeGroup(effect.transitionId, (session) => session.processWelcome(effect.payload));
      case "sendCommitWelcome":
        this.#unanswered = commitWelcomeBytes(effect.commit, effect.welcome);
        return send(this.#unanswered);
      case "awaitCommit":
        this.#commitTimer ??= this.#options.clock.setTimeout(() => {
          this.#commitTimer = undefined;
          this.#apply({ type: "proposalsStalled" });
        }, commitTimeoutMs);
        return undefined;
      case "sendTransitionReady":
        return send(transitionReadyText(effect.transitionId));
      case "sendInvalidCommitWelcome":
        this.#counts.recoveries += 1;
        this.#report = invalidCommitWelcomeText(effect.transitionId);
        return send(this.#report);
      case "retryFrames":
        return this.#reader.retry(true);
    }
  }

  #sendKeyPackage(): void {
    const keyPackage = this.#attempt("key package", () => this.#session?.keyPackage());
    if (keyPackage !== undefined) this.#options.send(keyPackageBytes(keyPackage));
  }

  #createSession(version: number): void {
    this.#leaveSession(true);
    this.#attempt("session", () => {
      const session = this.#options.createSession(version, this.#options.userId, this.#channelId);
      this.#session = session;
      this.#reader.use(session, true);
      if (this.#externalSender !== undefined) session.setExternalSender(this.#externalSender);
    });
  }

  /** Lets go of the MLS state; the reader may keep it for what is in flight. */
  #leaveSession(keepForReading: boolean): void {
    this.#session = undefined;
    this.#unanswered = undefined;
    this.#resumeTimer?.clear();
    this.#unprocessed.length = 0;
    this.#stopWaiting();
    if (!keepForReading) this.#reader.use(undefined, false);
  }

  #processProposals(operation: number, payload: Buffer): void {
    const session = this.#session;
    if (session === undefined) return;
    const known = [...this.#options.otherUsers(), this.#options.userId];
    const result = this.#attempt("proposals", () => session.processProposals(operation, payload, known));
    if (result !== undefined) return this.#apply({ type: "proposalsProcessed", operation, ...result });
    this.#unprocessed.push({ operation, payload });
    if (this.#unprocessed.length > maxUnprocessed) this.#unprocessed.shift();
  }

  /** Who is proposed, or by whom, was not known before. */
  #retryProposals(): void {
    for (const { operation, payload } of this.#unprocessed.splice(0)) this.#processProposals(operation, payload);
  }

  #changeGroup(transitionId: number, change: (session: DaveSession) => void): void {
    const session = this.#session;
    this.#unanswered = undefined;
    if (session === undefined) return;
    const done = this.#attempt("commit or welcome", () => {
      change(session);
      return true;
    });
    if (done !== true) return this.#apply({ type: "groupRefused", transitionId });
    this.#report = undefined;
    this.#counts.transitions += 1;
    this.#unprocessed.length = 0;
    this.#stopWaiting();
    this.#apply({ type: "groupChanged", transitionId });
  }

  #stopWaiting(): void {
    this.#commitTimer?.clear();
    this.#commitTimer = undefined;
  }

  /** Whatever MLS throws, the connection goes on. */
  #attempt<Result>(what: string, work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.#counts.mlsFailures += 1;
      this.#options.logger.debug({ err: error, what }, "a DAVE message was refused");
      return undefined;
    }
  }
}
