import { VoiceError } from "@zignal/errors";
import type { AudioInput } from "./audio/audio-input.ts";
import { AudioPlayer } from "./audio/audio-player.ts";
import type { AudioTrack, TrackOptions } from "./audio/audio-track.ts";
import type { FrameOutput } from "./audio/frame-output.ts";
import type { AudioPlayerOptions } from "./audio/player-options.ts";
import { askGroup } from "./connection/dave/ask-group.ts";
import { diagnostics } from "./connection/diagnostics.ts";
import { FlowWatch } from "./connection/flow-watch.ts";
import { JoinWaiters } from "./connection/join-waiters.ts";
import type { VoiceLinkContext } from "./connection/voice-link.ts";
import { VoiceLink } from "./connection/voice-link.ts";
import type { VoiceStatus } from "./connection/voice-state.ts";
import { FrameInput } from "./frame-input.ts";
import { IsolatedEmitter } from "./isolated-emitter.ts";
import type { AudioReceiverOptions } from "./receive/audio-receiver.ts";
import { AudioReceiver } from "./receive/audio-receiver.ts";
import type { OpusFrame } from "./receive/heard-frame.ts";
import type { VoiceStats } from "./voice-stats.ts";

export interface VoiceConnectionEvents {
  stateChange: [status: VoiceStatus, previous: VoiceStatus];
  /** The call's encryption end to end is another: `privacyCode` is new. */
  encryptionChange: [epoch: bigint | undefined];
  /** A user begins to speak. */
  speakingStart: [userId: string];
  speakingStop: [userId: string];
  /** A frame of a user was heard, in the order in which they were spoken. `receiver` has streams as well. */
  audioReceived: [frame: OpusFrame];
  /** Somebody is in the channel. */
  userJoined: [userId: string];
  userLeft: [userId: string];
  /** The connection is over; `error` is missing when the bot left by itself. */
  closed: [error: VoiceError | undefined];
}

/** What a connection asks of its manager. */
export interface VoiceConnectionHost {
  sendVoiceState(channelId: string | null): void;
  onClosed(): void;
}

export interface VoiceConnectionOptions {
  readonly guildId: string;
  readonly userId: string;
  readonly context: VoiceLinkContext;
  readonly host: VoiceConnectionHost;
  readonly playerOptions: () => AudioPlayerOptions;
  readonly receiverOptions: AudioReceiverOptions;
}

/**
 * The bot in one guild's voice. It stays the same object while the bot is moved, servers change and sockets are lost,
 * until `closed`.
 */
export class VoiceConnection extends IsolatedEmitter<VoiceConnectionEvents> implements FrameOutput {
  readonly guildId: string;
  /** What the others say: streams per user, recordings. */
  readonly receiver: AudioReceiver;
  readonly #options: VoiceConnectionOptions;
  readonly #link: VoiceLink;
  readonly #flow: FlowWatch;
  readonly #waiters: JoinWaiters;
  readonly #canSendListeners = new Set<() => void>();
  readonly #input: FrameInput;
  #player: AudioPlayer | undefined;
  #status: VoiceStatus = "idle";
  /** The one before `closed`. */
  #lastStep: VoiceStatus = "idle";
  #canSend = false;
  #epoch: bigint | undefined;

  /** @internal Made by `VoiceManager.joinVoiceChannel`. */
  constructor(options: VoiceConnectionOptions) {
    super();
    const { guildId, userId, context, host } = options;
    this.guildId = guildId;
    this.#options = options;
    this.#waiters = new JoinWaiters(context.clock);
    this.#input = new FrameInput(options.playerOptions);
    this.receiver = this.#createReceiver();
    this.#link = new VoiceLink(guildId, userId, context, {
      sendVoiceState: (channelId) => host.sendVoiceState(channelId),
      onChange: () => this.#onChange(),
      onPacket: (packet) => this.receiver.push(packet),
      onSpeaking: (speaker, flags) => this.receiver.userSpeaking(speaker, flags),
      onUserJoined: (joined) => this.tell("userJoined", joined),
      onUserLeft: (left) => {
        this.receiver.userLeft(left);
        this.tell("userLeft", left);
      },
      onMoveFailed: (channelId, error) => this.#waiters.reject("signalling", error, channelId),
      onClosed: (error) => this.#onClosed(error),
    });
    this.#flow = new FlowWatch(this.#link, context.clock, () => this.#onChange());
  }

  /** The step that the connection is at; audio can flow in `ready` and `resuming`, if {@link canSend}. */
  get status(): VoiceStatus {
    return this.#link.status;
  }

  /** The channel that the bot is in; `undefined` while it is in none. */
  get channelId(): string | undefined {
    return this.#link.channelId;
  }

  /** The other users in the channel. */
  get users(): ReadonlySet<string> {
    return this.#link.otherUsers;
  }

  /** Whether frames would be sent now: the session is there and, in an encrypted call, its keys are. */
  get canSend(): boolean {
    return this.#canSend;
  }

  /** Whether the call is encrypted end to end, and the keys to it are there. */
  get isEncrypted(): boolean {
    return this.#link.media.dave.isEncrypted;
  }

  /**
   * 30 digits that are the same for everybody in an encrypted call, and nobody else; new whenever somebody joins or
   * leaves. `undefined` without encryption.
   * @see {@link https://daveprotocol.com/#displayable-codes | DAVE, Displayable Codes}
   */
  get privacyCode(): string | undefined {
    return this.#link.media.dave.group?.privacyCode;
  }

  /**
   * 45 digits that this bot and a user see alike when nobody sits between them.
   * @throws {VoiceError} when the call is not encrypted, or the user is not in it.
   */
  async getVerificationCode(userId: string): Promise<string> {
    return await askGroup(this.#link.media.dave.group, "verification code", userId, (group) =>
      group.verificationCode(userId),
    );
  }

  /**
   * The fingerprint that the verification code is made of.
   * @throws {VoiceError} when the call is not encrypted, or the user is not in it.
   */
  async getFingerprint(userId: string): Promise<Buffer> {
    return await askGroup(this.#link.media.dave.group, "fingerprint", userId, (group) => group.fingerprint(userId));
  }

  /** Plays what {@link playAudio} is given; made when it is first used. Has queue, volume, seek and more. */
  get player(): AudioPlayer {
    if (this.#player === undefined) {
      this.#player = new AudioPlayer(this.#options.playerOptions());
      this.#player.addOutput(this);
      if (this.status === "closed") this.#player.close();
    }
    return this.#player;
  }

  /**
   * Plays a URL, a file, a stream or bytes, in place of what is being played.
   * @returns The track, once its first frame is there.
   * @throws {AudioSourceError} when it can not be opened.
   * @throws {ValidationError} when it is nothing that can be played.
   */
  async playAudio(source: AudioInput, options: TrackOptions = {}): Promise<AudioTrack> {
    return await this.player.play(source, options);
  }

  /** Ends what is played, and the queue. */
  stopAudio(): void {
    this.#player?.stop();
  }

  /** Returns `false` when it was paused already, or nothing is being played. */
  pauseAudio(): boolean {
    return this.#player?.pause() ?? false;
  }

  /** Returns `false` when it was not paused. */
  resumeAudio(): boolean {
    return this.#player?.resume() ?? false;
  }

  /**
   * Announces what is sent from now on. Players do this by themselves.
   * @param speaking - `true` for a microphone, `false` for nothing, or bits of `SpeakingFlags`.
   */
  setSpeaking(speaking: boolean | number): void {
    this.#link.media.setSpeaking(Number(speaking));
  }

  /** Sends one 20 ms Opus frame; for players of your own, at their own pace. Returns `false` when it was not sent. */
  sendFrame(opus: Uint8Array): boolean {
    return this.#link.media.sendFrame(opus);
  }

  /** Calls `listener` after each change of {@link canSend}. Returns a function that takes it off. */
  onCanSendChange(listener: () => void): () => void {
    this.#canSendListeners.add(listener);
    return () => this.#canSendListeners.delete(listener);
  }

  /**
   * Makes the packet of 20 ms of audio: RTP header, encrypted as the call is. It has the next number of its stream, so
   * it is to be sent once, and soon.
   * @param audio - One Opus frame, or 3840 bytes of PCM (48 kHz, stereo, s16le), which are encoded.
   * @throws {ValidationError} when it is neither.
   * @throws {VoiceError} when nothing can be sent now.
   */
  createRtpPacket(audio: Uint8Array): Buffer {
    if (this.status === "closed") throw this.#cannotSend();
    const packet = this.#link.media.createPacket(this.#input.toOpus(audio));
    if (packet === undefined) throw this.#cannotSend();
    return packet;
  }

  /**
   * Sends a packet of {@link createRtpPacket}.
   * @throws {VoiceError} when nothing can be sent now.
   */
  sendRtpPacket(packet: Buffer): void {
    if (!this.#link.media.sendPacket(packet)) throw this.#cannotSend();
  }

  getStats(): VoiceStats {
    const { counts, latencyMs, media } = this.#link;
    return {
      ...counts,
      status: this.status,
      encryptionMode: media.mode,
      latencyMs,
      udpRoundTripMs: media.roundTripMs,
      lostPackets: media.receiver.lost,
      jitterMs: media.receiver.jitterMs,
      receptionReport: media.receiver.report,
      player: this.#player?.getStats(),
      receiver: this.receiver.getStats(),
      dave: media.dave.getStats(),
    };
  }

  /** Leaves the channel, for good: `closed` follows at once. */
  leave(): void {
    this.#link.apply({ type: "leave" });
  }

  [Symbol.dispose](): void {
    this.leave();
  }

  /** @internal */
  get link(): VoiceLink {
    return this.#link;
  }

  /** @internal Goes to the channel, and resolves once audio can flow there. */
  async join(channelId: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    const wasOpen = this.#flow.isFlowing;
    this.#waiters.supersede(channelId);
    this.#link.apply({ type: "join", channelId });
    if (this.#flow.isFlowing && this.channelId === channelId) return;
    try {
      await this.#waiters.wait({
        channelId,
        timeoutMs,
        signal,
        step: () => this.#flow.step,
        problem: () => this.#link.problem,
      });
    } catch (error) {
      // Nobody is left who wants to be there.
      if (!wasOpen && this.#waiters.count === 0 && !this.#flow.isFlowing) this.leave();
      throw error;
    }
  }

  #onChange(): void {
    const { media, status } = this.#link;
    if (status !== this.#status) {
      const previous = this.#status;
      this.#status = status;
      if (status !== "closed") this.#lastStep = status;
      this.tell("stateChange", status, previous);
    }
    this.#flow.update();
    const { group } = media.dave;
    if (group?.epoch !== this.#epoch) this.#onEpoch(group?.epoch);
    if (media.canSend !== this.#canSend) this.#onCanSend(media.canSend);
    if (this.#flow.isFlowing && this.channelId !== undefined) this.#waiters.resolve(this.channelId);
  }

  #onEpoch(epoch: bigint | undefined): void {
    this.#epoch = epoch;
    const { version } = this.#link.media.dave.getStats();
    if (diagnostics.encryption.hasSubscribers) {
      diagnostics.encryption.publish({ guildId: this.guildId, version, epoch, ready: epoch !== undefined });
    }
    this.tell("encryptionChange", epoch);
  }

  #onCanSend(canSend: boolean): void {
    this.#canSend = canSend;
    if (diagnostics.canSend.hasSubscribers) diagnostics.canSend.publish({ guildId: this.guildId, canSend });
    for (const listener of this.#canSendListeners) listener();
  }

  #createReceiver(): AudioReceiver {
    const receiver = new AudioReceiver({ clock: this.#options.context.clock, ...this.#options.receiverOptions });
    receiver.on("speakingStart", (userId) => this.tell("speakingStart", userId));
    receiver.on("speakingStop", (userId) => this.tell("speakingStop", userId));
    receiver.on("audioReceived", (frame) => this.tell("audioReceived", frame));
    return receiver;
  }

  #onClosed(error: VoiceError | undefined): void {
    this.#flow.stop();
    this.#player?.close();
    this.#input.close();
    this.receiver.close();
    this.#options.host.onClosed();
    this.#waiters.reject(this.#lastStep === "ready" ? "encryption" : this.#lastStep, error);
    this.tell("closed", error);
  }

  #cannotSend(): VoiceError {
    return new VoiceError(`Nothing can be sent now: the voice connection is at "${this.#flow.step}"`, {
      recovery: "Wait until `canSend` is true: `onCanSendChange` tells.",
      retryable: true,
    });
  }
}
