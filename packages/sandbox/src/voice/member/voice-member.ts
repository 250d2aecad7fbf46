import type { EncryptionMode } from "../transport/transport-cipher.ts";
import type { HeardFrame } from "./hearing.ts";
import type { SpokenAudio } from "./spoken-audio.ts";

export interface SpeakOptions {
  /** Time between two frames, in milliseconds; `0` is as fast as it goes. @defaultValue `20` */
  intervalMs?: number;
  /** What is announced (op 5): 1 microphone, 2 sound share, 4 priority. @defaultValue `1` */
  flags?: number;
  /** Announces that it speaks only this many frames late, so that the first words come unnamed. @defaultValue `0` */
  announceAfter?: number;
  /** Leaves out the encryption end to end, as no sound client does. @defaultValue `false` */
  plain?: boolean;
  /** How long to wait until it may speak: for a group, there has to be somebody to speak to. @defaultValue `5000` */
  timeoutMs?: number;
}

export interface HearOptions {
  /** Only what this user said, by id. @defaultValue everybody */
  from?: string;
  /** @defaultValue `5000` */
  timeoutMs?: number;
}

export interface VoiceMemberOptions {
  /** Highest version of DAVE that the member speaks; `0` has none, as older clients. @defaultValue `1` */
  maxDaveVersion?: 0 | 1;
  /** Encryption mode of the transport. @defaultValue the first on offer */
  mode?: EncryptionMode;
}

/** A person in a voice channel: speaks, and keeps what it hears. It follows moves, and resumes after cuts. */
export interface VoiceMember extends AsyncDisposable {
  readonly userId: string;
  /** The channel it is in; `undefined` once it has left. */
  readonly channelId: string | undefined;
  /** Is it connected to the voice server? */
  readonly connected: boolean;
  /** May it speak: is it connected, and does everybody have the keys? */
  readonly canSpeak: boolean;
  readonly ssrc: number;
  /** The version of DAVE that it sends in; `0` is without encryption end to end. */
  readonly daveVersion: number;
  /** Thirty digits, the same for every member of an encrypted call; empty without a group. */
  readonly privacyCode: string;
  /** Every frame that it has heard, in the order in which it arrived. */
  readonly heard: readonly HeardFrame[];
  /** Frames that arrived and could not be opened. */
  readonly lostFrames: number;
  /**
   * Says something, frame by frame, and then five frames of silence.
   * @returns how many frames of it were sent.
   * @throws {TimeoutError} when it may not speak in time: an encrypted call needs somebody to hear.
   * @throws {ValidationError} for what is no audio that can be said.
   */
  speak(audio: SpokenAudio, options?: SpeakOptions): Promise<number>;
  /**
   * Waits until it has heard so many frames since it joined; silence does not count.
   * @returns them all.
   * @throws {TimeoutError} saying how many came.
   * @throws {VoiceError} when it leaves meanwhile.
   */
  waitForFrames(count: number, options?: HearOptions): Promise<HeardFrame[]>;
  /** Waits until it may speak. @throws {TimeoutError} */
  whenReady(timeoutMs?: number): Promise<void>;
  /** Leaves the channel. */
  leave(): Promise<void>;
}
