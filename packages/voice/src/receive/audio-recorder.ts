import { randomInt } from "node:crypto";
import type { Clock, ClockTimer, ZignalError } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import { isolated } from "../audio/isolated.ts";
import type { AudioReceiver } from "./audio-receiver.ts";
import { MixedRecording } from "./mixed-recording.ts";
import type { RecordingTarget } from "./recording-target.ts";
import { RecordingFile } from "./recording-target.ts";
import { UserRecording } from "./user-recording.ts";

export interface RecordOptions {
  /**
   * All users together into one Ogg/Opus file: its path, or a stream. Give this or `perUser`, or both.
   * @defaultValue not made
   */
  readonly mixed?: RecordingTarget;
  /** An Ogg/Opus file for each user who is heard: what it is called, or where it goes; `undefined` leaves a user out. */
  readonly perUser?: (userId: string) => RecordingTarget | undefined;
  /** Only these users are heard. @defaultValue all */
  readonly userIds?: readonly string[];
  /** Called when a file can not be written any more; the others go on, and `stop()` rejects. @defaultValue nobody */
  readonly onError?: (error: ZignalError) => void;
  /** Written into the files, such as `TITLE=Meeting`. @defaultValue none */
  readonly comments?: readonly string[];
}

/** What a recording came to. */
export interface RecordingSummary {
  readonly durationMs: number;
  /** Users who have a file of their own. */
  readonly userIds: readonly string[];
  /** Bytes of all files. */
  readonly bytes: number;
}

/** How often what is over is mixed and written, in milliseconds. */
const advanceMs = 200;

/**
 * Records a voice connection. All files begin at the same moment and have the same length: pauses are filled with
 * silence, so that they lie over each other in an editor.
 */
export class AudioRecorder {
  readonly #options: RecordOptions;
  readonly #receiver: AudioReceiver;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #ends: (() => void)[] = [];
  readonly #users = new Map<string, { file: RecordingFile; recording: UserRecording }>();
  /** Who was asked about already, and has no file. */
  readonly #leftOut = new Set<string>();
  readonly #mixed: { file: RecordingFile; recording: MixedRecording } | undefined;
  readonly #onError = (error: ZignalError): void => this.#options.onError?.(error);
  #timer: ClockTimer | undefined;
  #summary: Promise<RecordingSummary> | undefined;

  /** Begins to record at once. @throws {ValidationError} when neither file is asked for. */
  constructor(receiver: AudioReceiver, options: RecordOptions) {
    if (options.mixed === undefined && options.perUser === undefined) {
      throw ValidationError.of("mixed", "or perUser must say where the recording goes");
    }
    this.#receiver = receiver;
    this.#options = options;
    this.#clock = receiver.clock;
    this.#startedAtMs = this.#clock.now();
    if (options.mixed !== undefined) {
      const file = new RecordingFile(options.mixed, this.#onError);
      const recording = new MixedRecording(
        file,
        this.#startedAtMs,
        randomInt(2 ** 32),
        receiver.loadCodec(),
        options.comments ?? [],
      );
      this.#mixed = { file, recording };
      this.#schedule();
    }
    this.#ends.push(receiver.onUser((userId) => this.#onUser(userId)));
  }

  /** How long it has been recording, in milliseconds. */
  get durationMs(): number {
    return this.#clock.now() - this.#startedAtMs;
  }

  /**
   * Ends the recording; its files are whole once this has resolved.
   *
   * @throws {ZignalError} when something could not be written.
   */
  stop(): Promise<RecordingSummary> {
    this.#summary ??= this.#stop();
    return this.#summary;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<RecordingSummary> {
    const nowMs = this.#clock.now();
    this.#timer?.clear();
    for (const end of this.#ends) end();
    const files = [...this.#users.values()];
    for (const { recording } of files) recording.end(nowMs);
    this.#mixed?.recording.end(nowMs);
    const all = [...files, ...(this.#mixed === undefined ? [] : [this.#mixed])];
    const results = await Promise.allSettled(all.map(({ file }) => file.end()));
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) throw failure.reason;
    const bytes = all.reduce((sum, { file }) => sum + file.bytes, 0);
    return { durationMs: nowMs - this.#startedAtMs, userIds: [...this.#users.keys()], bytes };
  }

  #onUser(userId: string): void {
    const { userIds, perUser } = this.#options;
    if (userIds !== undefined && !userIds.includes(userId)) return;
    const mixed = this.#mixed?.recording;
    this.#ends.push(
      this.#receiver.listen(userId, {
        ...(perUser === undefined ? {} : { onOpus: (frame) => this.#recordingOf(userId)?.onOpus(frame) }),
        ...(mixed === undefined ? {} : { onPcm: (...heard) => mixed.onPcm(...heard) }),
        onEnd: () => undefined,
      }),
    );
  }

  /** A file is made with the first words. A user who leaves and comes back goes on in the same file. */
  #recordingOf(userId: string): UserRecording | undefined {
    const own = this.#users.get(userId);
    if (own !== undefined || this.#leftOut.has(userId)) return own?.recording;
    this.#leftOut.add(userId);
    let target: RecordingTarget | undefined;
    isolated(() => {
      target = this.#options.perUser?.(userId);
    });
    if (target === undefined) return undefined;
    const file = new RecordingFile(target, this.#onError);
    const comments = [`ARTIST=${userId}`, ...(this.#options.comments ?? [])];
    const recording = new UserRecording(file, this.#startedAtMs, randomInt(2 ** 32), comments);
    this.#users.set(userId, { file, recording });
    return recording;
  }

  #schedule(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#mixed?.recording.advance(this.#clock.now());
      this.#schedule();
    }, advanceMs);
  }
}
