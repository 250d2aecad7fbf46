import { TimeoutError, VoiceError } from "@zignal/errors";
import type { Clock } from "@zignal/errors";
import { silenceFrame } from "../dave-frame.ts";
import type { VoiceAssignment } from "../voice-assignment.ts";
import { Conditions } from "./conditions.ts";
import { Hearing } from "./hearing.ts";
import type { HeardFrame } from "./hearing.ts";
import { MemberLink } from "./member-link.ts";
import { opusFrames } from "./spoken-audio.ts";
import type { SpokenAudio } from "./spoken-audio.ts";
import type { HearOptions, SpeakOptions, VoiceMember, VoiceMemberOptions } from "./voice-member.ts";

export interface MemberHost {
  readonly clock: Clock;
  random(): number;
  /** Asks for a place on a voice server anew. */
  rejoin(): void;
  leave(): void;
}

/** A voice member over real sockets: it takes the places that it is given, one after another. */
export class ConnectedMember implements VoiceMember {
  readonly userId: string;
  readonly #options: VoiceMemberOptions;
  readonly #host: MemberHost;
  readonly #hearing: Hearing;
  readonly #conditions: Conditions;
  #link: MemberLink | undefined;
  #channelId: string | undefined;

  constructor(userId: string, options: VoiceMemberOptions, host: MemberHost) {
    this.userId = userId;
    this.#options = options;
    this.#host = host;
    this.#hearing = new Hearing(host.clock, () => this.#link?.dave);
    this.#conditions = new Conditions(host.clock);
    this.#hearing.onFrame(() => this.#conditions.check());
  }

  get channelId(): string | undefined {
    return this.#channelId;
  }

  get connected(): boolean {
    return this.#link?.described === true;
  }

  get canSpeak(): boolean {
    return this.#link?.canSpeak === true;
  }

  get ssrc(): number {
    return this.#link?.ssrc ?? 0;
  }

  get daveVersion(): number {
    return this.#link?.dave.version ?? 0;
  }

  get privacyCode(): string {
    return this.#link?.dave.privacyCode ?? "";
  }

  get heard(): readonly HeardFrame[] {
    return this.#hearing.frames;
  }

  get lostFrames(): number {
    return this.#hearing.lost;
  }

  async speak(audio: SpokenAudio, options: SpeakOptions = {}): Promise<number> {
    const { intervalMs = 20, flags = 1, announceAfter = 0, plain = false, timeoutMs = 5000 } = options;
    const frames = await opusFrames(audio);
    await this.whenReady(timeoutMs);
    if (announceAfter === 0) this.#link?.speaking(flags);
    const { clock } = this.#host;
    let due = clock.now();
    let sent = 0;
    const say = async (frame: Uint8Array): Promise<boolean> => {
      await this.#wait(due - clock.now());
      due += intervalMs;
      return this.#link?.sendFrame(Buffer.from(frame), !plain) ?? false;
    };
    for await (const frame of frames) {
      // Who has left says no more.
      if (this.#channelId === undefined) return sent;
      if (sent > 0 && sent === announceAfter) this.#link?.speaking(flags);
      if (await say(frame)) sent += 1;
    }
    for (let index = 0; index < 5; index++) await say(silenceFrame);
    this.#link?.speaking(0);
    return sent;
  }

  async waitForFrames(count: number, { from, timeoutMs = 5000 }: HearOptions = {}): Promise<HeardFrame[]> {
    const audible = (): HeardFrame[] =>
      this.heard.filter(({ userId, opus }) => (from === undefined || userId === from) && !opus.equals(silenceFrame));
    try {
      await this.#conditions.until(() => audible().length >= count, "audio", timeoutMs);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      throw new TimeoutError(`${count} frames of audio (${audible().length} came)`, timeoutMs, { cause: error });
    }
    return audible();
  }

  async leave(): Promise<void> {
    this.#host.leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  async whenReady(timeoutMs: number = 5000): Promise<void> {
    await this.#conditions.until(() => this.canSpeak, `${this.userId}: the right to speak`, timeoutMs);
  }

  /** Takes the place it was given. */
  take(assignment: VoiceAssignment): void {
    this.#link?.close();
    this.#hearing.reset();
    this.#channelId = assignment.channelId;
    const { clock } = this.#host;
    const link: MemberLink = new MemberLink({
      clock,
      random: () => this.#host.random(),
      assignment,
      maxDaveVersion: this.#options.maxDaveVersion ?? 1,
      mode: this.#options.mode,
      hearing: this.#hearing,
      onChange: () => this.#conditions.check(),
      onEnd: (code) => {
        if (this.#link === link) this.#lost(code);
      },
    });
    this.#link = link;
  }

  /** It is in no channel any more. */
  release(): void {
    this.#link?.close();
    this.#link = undefined;
    this.#channelId = undefined;
    this.#conditions.fail(new VoiceError(`${this.userId} is in no voice channel any more`));
  }

  /** @throws {TimeoutError} */
  async whenConnected(timeoutMs: number): Promise<void> {
    await this.#conditions.until(() => this.connected, `${this.userId}: a place in voice`, timeoutMs);
  }

  #lost(code: number): void {
    this.#link = undefined;
    this.#conditions.check();
    // Who was sent away waits to be given another place; who lost its session asks for one.
    if (code === 4006 || code === 4009 || code === 4011 || code < 4000) this.#host.rejoin();
  }

  async #wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      if (ms <= 0) setImmediate(resolve);
      else this.#host.clock.setTimeout(resolve, ms, { ref: true });
    });
  }
}
