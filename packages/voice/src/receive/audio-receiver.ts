import { EventEmitter } from "node:events";
import type { Clock, ClockTimer } from "@zignal/errors";
import { systemClock, ValidationError, ZignalError } from "@zignal/errors";
import { silenceFrame } from "../audio/frame-output.ts";
import { isolated } from "../audio/isolated.ts";
import type { OpusCodecName } from "../audio/load-codec.ts";
import { loadOpusCodec } from "../audio/load-codec.ts";
import type { OpusCodec } from "../audio/opus-codec.ts";
import type { VoicePacket } from "../connection/voice-packet.ts";
import type { AudioStreamOptions } from "./audio-stream.ts";
import { AudioStream } from "./audio-stream.ts";
import type { OpusFrame } from "./heard-frame.ts";
import type { JitterBufferOptions } from "./jitter-buffer.ts";
import { SilenceTimer } from "./silence-timer.ts";
import { SpeakingDetector } from "./speaking-detector.ts";
import type { UserListener } from "./user-audio.ts";
import { UserAudio } from "./user-audio.ts";

export interface AudioReceiverOptions extends JitterBufferOptions {
  /** @defaultValue the machine's; its time must be that of the packets' `receivedAtMs` */
  readonly clock?: Clock;
  /** Codec for PCM; loaded when it is needed first. @defaultValue a native package where one is installed, else opusscript */
  readonly codec?: OpusCodec | OpusCodecName;
  /** Without sound for so long a user has stopped speaking, in milliseconds. @defaultValue `200` */
  readonly silenceTimeoutMs?: number;
}

export interface SubscribeOptions extends AudioStreamOptions {
  /** `opus`: {@link OpusFrame}s as they came. `pcm`: 20 ms each, 48 kHz stereo s16le, losses concealed. @defaultValue `"opus"` */
  readonly format?: "opus" | "pcm";
  /**
   * The stream ends after so much silence behind the first sound, in milliseconds: one utterance, as for speech
   * recognition. @defaultValue it ends when the user leaves
   */
  readonly endAfterSilenceMs?: number;
}

export interface AudioReceiverEvents {
  /** A frame was heard, in the order in which it was spoken. */
  audioReceived: [frame: OpusFrame];
  speakingStart: [userId: string];
  speakingStop: [userId: string];
}

/** What was heard so far, of all users or of one. */
export interface AudioReceiverStats {
  readonly packets: number;
  readonly lost: number;
  readonly late: number;
  readonly duplicates: number;
  readonly restarts: number;
  /** Packets that the codec refused. */
  readonly decodeFailures: number;
  /** Frames made up for lost ones, where PCM was asked for. */
  readonly concealed: number;
}

/** A timer that fires so late, in milliseconds, says that the process was held up. */
const lateTimerMs = 10;

/** Hears the users of one voice connection: order, loss, who speaks, and streams of each. */
export class AudioReceiver extends EventEmitter<AudioReceiverEvents> {
  readonly #clock: Clock;
  readonly #options: AudioReceiverOptions;
  readonly #users = new Map<string, UserAudio>();
  readonly #speaking: SpeakingDetector;
  readonly #newUserListeners = new Set<(userId: string) => void>();
  #codec: OpusCodec | undefined;
  #timer: ClockTimer | undefined;
  #timerDueAtMs = Infinity;
  #wasLate = false;
  #isClosed = false;
  /** Of users who have left. */
  readonly #past: Counts = { ...noCounts };

  /** @throws {ValidationError} when an option does not fit. */
  constructor(options: AudioReceiverOptions = {}) {
    super();
    checkOptions(options);
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#speaking = new SpeakingDetector(options.silenceTimeoutMs ?? 200);
  }

  /** @internal Whose time the packets have. */
  get clock(): Clock {
    return this.#clock;
  }

  /** Users that are speaking now. */
  get speaking(): ReadonlySet<string> {
    return this.#speaking.speaking;
  }

  /** Users that were heard and have not left. */
  get users(): ReadonlySet<string> {
    return new Set([...this.#users.values()].filter(({ packets }) => packets > 0).map(({ userId }) => userId));
  }

  /** Takes a packet, in the order in which packets came. */
  push(packet: VoicePacket): void {
    if (this.#isClosed) return;
    const user = this.#user(packet.userId);
    user.push(packet);
    if (!isSilence(packet.opus)) this.#heard(packet.userId, packet.receivedAtMs);
    this.#wakeAt(user.buffer.dueAtMs);
  }

  /** Discord's Speaking opcode: a hint that comes once at the beginning, and not always at the end. */
  userSpeaking(userId: string, flags: number): void {
    if (this.#isClosed) return;
    if (flags === 0) this.#stopped(userId);
    else this.#heard(userId, this.#clock.now());
  }

  /** The user has left the channel: their streams end. */
  userLeft(userId: string): void {
    const user = this.#users.get(userId);
    this.#users.delete(userId);
    if (user !== undefined) this.#endUser(user);
    this.#stopped(userId);
  }

  /**
   * One user's audio from now on, whether they are here already or come later. Ends when they leave.
   *
   * @throws {ValidationError} when the format is unknown.
   */
  subscribe(userId: string, options: SubscribeOptions & { readonly format: "pcm" }): AudioStream<Buffer>;
  subscribe(userId: string, options?: SubscribeOptions & { readonly format?: "opus" }): AudioStream<OpusFrame>;
  subscribe(userId: string, options: SubscribeOptions = {}): AudioStream<Buffer> | AudioStream<OpusFrame> {
    const { format = "opus" } = options;
    const { endAfterSilenceMs } = options;
    if (endAfterSilenceMs !== undefined && !(endAfterSilenceMs >= 20)) {
      throw ValidationError.of("endAfterSilenceMs", "must be at least 20 (milliseconds)");
    }
    if (format === "pcm") {
      const stream = new AudioStream<Buffer>(userId, options);
      this.#feed(stream, endAfterSilenceMs, { onPcm: (pcm) => stream.offer(bytesOf(pcm)) });
      return stream;
    }
    if (format !== "opus") throw ValidationError.of("format", `must be "opus" or "pcm" (was ${String(format)})`);
    const stream = new AudioStream<OpusFrame>(userId, options);
    this.#feed(stream, endAfterSilenceMs, { onOpus: (frame) => stream.offer(frame) });
    return stream;
  }

  /** Calls a listener with one user's audio, without a stream between. Returns a function that ends it. */
  listen(userId: string, listener: UserListener): () => void {
    this.#checkOpen();
    return this.#user(userId).listen(listener);
  }

  /** Calls `listener` for every user who is here, and for each who comes. Returns a function that ends it. */
  onUser(listener: (userId: string) => void): () => void {
    this.#checkOpen();
    for (const userId of this.#users.keys()) listener(userId);
    this.#newUserListeners.add(listener);
    return () => this.#newUserListeners.delete(listener);
  }

  /** @param userId - Of this user only. @defaultValue all */
  getStats(userId?: string): AudioReceiverStats {
    const users =
      userId === undefined ? [...this.#users.values()] : [this.#users.get(userId)].filter((user) => user !== undefined);
    const stats = { ...(userId === undefined ? this.#past : noCounts) };
    for (const user of users) addCounts(stats, user);
    return stats;
  }

  /** Ends all streams. Packets that still come are ignored. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.clear();
    for (const user of this.#users.values()) this.#endUser(user);
    this.#users.clear();
    this.#newUserListeners.clear();
    for (const userId of this.#speaking.speaking) this.#stopped(userId);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #user(userId: string): UserAudio {
    const present = this.#users.get(userId);
    if (present !== undefined) return present;
    const user = new UserAudio(
      userId,
      this.#options,
      () => this.loadCodec(),
      (frame) => this.#tell("audioReceived", frame),
    );
    this.#users.set(userId, user);
    for (const listener of this.#newUserListeners) listener(userId);
    return user;
  }

  /** @internal The codec for PCM, loaded when it is asked for first. */
  loadCodec(): OpusCodec {
    const { codec } = this.#options;
    this.#codec ??= typeof codec === "object" ? codec : loadOpusCodec(codec);
    return this.#codec;
  }

  #feed<Frame>(
    stream: AudioStream<Frame>,
    endAfterSilenceMs: number | undefined,
    listener: Omit<UserListener, "onEnd">,
  ): void {
    const ends = [this.listen(stream.userId, { ...listener, onEnd: () => stream.finish() })];
    if (endAfterSilenceMs !== undefined) {
      const silence = new SilenceTimer(this.#clock, endAfterSilenceMs, () => stream.finish());
      const onOpus = ({ opus }: OpusFrame): void => {
        if (!isSilence(opus)) silence.heard();
      };
      ends.push(this.listen(stream.userId, { onOpus, onEnd: () => silence.stop() }), () => silence.stop());
    }
    stream.once("close", () => {
      for (const end of ends) end();
    });
  }

  #endUser(user: UserAudio): void {
    user.end();
    addCounts(this.#past, user);
  }

  #heard(userId: string, atMs: number): void {
    if (!this.#speaking.heard(userId, atMs)) return;
    this.#wakeAt(this.#speaking.dueAtMs);
    this.#tell("speakingStart", userId);
  }

  #stopped(userId: string): void {
    if (this.#speaking.stopped(userId)) this.#tell("speakingStop", userId);
  }

  /** One timer for everything: what is waited for, and who has stopped. One that comes too early looks again. */
  #wakeAt(dueAtMs: number | undefined): void {
    if (dueAtMs === undefined || dueAtMs >= this.#timerDueAtMs || this.#isClosed) return;
    this.#timer?.clear();
    this.#timerDueAtMs = dueAtMs;
    this.#timer = this.#clock.setTimeout(() => this.#onTimer(), Math.max(0, dueAtMs - this.#clock.now()));
  }

  #onTimer(): void {
    const nowMs = this.#clock.now();
    const isLate = nowMs - this.#timerDueAtMs > lateTimerMs;
    this.#timerDueAtMs = Infinity;
    // The process stood still: timers come before the datagrams that wait in the socket, and would give them up. Once
    // only: in a process that is always late nothing would ever be given up.
    if (isLate && !this.#wasLate) {
      this.#wasLate = true;
      this.#wakeAt(nowMs + 1);
      return;
    }
    this.#wasLate = false;
    for (const user of this.#users.values()) user.advance(nowMs);
    for (const userId of this.#speaking.expire(nowMs)) this.#tell("speakingStop", userId);
    for (const user of this.#users.values()) this.#wakeAt(user.buffer.dueAtMs);
    this.#wakeAt(this.#speaking.dueAtMs);
  }

  /** What a listener throws is its own matter: it surfaces as an uncaught exception, and the audio goes on. */
  #tell<Name extends keyof AudioReceiverEvents>(name: Name, ...args: AudioReceiverEvents[Name]): void {
    if (this.listenerCount(name) === 0) return;
    for (const listener of this.rawListeners(name)) {
      isolated(() => Reflect.apply(listener, this, args));
    }
  }

  #checkOpen(): void {
    if (this.#isClosed)
      throw new ZignalError("SystemError", "The voice connection has ended: there is nothing to hear");
  }
}

type Counts = { -readonly [Name in keyof AudioReceiverStats]: number };

const noCounts: AudioReceiverStats = {
  packets: 0,
  lost: 0,
  late: 0,
  duplicates: 0,
  restarts: 0,
  decodeFailures: 0,
  concealed: 0,
};

function addCounts(counts: Counts, user: UserAudio): void {
  const { lost, late, duplicates, restarts } = user.buffer.stats;
  counts.packets += user.packets;
  counts.lost += lost;
  counts.late += late;
  counts.duplicates += duplicates;
  counts.restarts += restarts;
  counts.decodeFailures += user.decodeFailures;
  counts.concealed += user.concealed;
}

function checkOptions({ delayMs, silenceTimeoutMs = 200 }: AudioReceiverOptions): void {
  const { min, max } = typeof delayMs === "object" ? delayMs : { min: delayMs ?? 0, max: delayMs ?? 0 };
  if (!(min >= 0 && max >= min && max <= 1000)) {
    throw ValidationError.of("delayMs", "must be between 0 and 1000 (milliseconds), the larger bound last");
  }
  if (!(silenceTimeoutMs >= 20)) throw ValidationError.of("silenceTimeoutMs", "must be at least 20 (milliseconds)");
}

function isSilence(opus: Uint8Array): boolean {
  return opus.length === silenceFrame.length && silenceFrame.every((byte, index) => opus[index] === byte);
}

/** A copy as bytes, little-endian as every machine's here: another reader may have the same frame. */
function bytesOf(pcm: Int16Array): Buffer {
  return Buffer.from(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
}
