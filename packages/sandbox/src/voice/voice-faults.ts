import { ValidationError } from "@zignal/errors";
import { silenceFrame } from "./dave-frame.ts";
import type { VoiceSocket } from "./voice-socket.ts";
import type { Countdown, NetworkConditions } from "./voice-disturbance.ts";
import type { VoiceService } from "./voice-service.ts";

export interface VoiceTarget {
  /** Only the connections of this user, by id. @defaultValue all */
  userId?: string;
}

export interface InjectedFrame {
  /** Whose frame it claims to be, by id. */
  from: string;
  /** What it holds, as it is: nothing encrypts it end to end. @defaultValue a frame of silence */
  opus?: Uint8Array;
  /** How many, one after the other. @defaultValue `1` */
  times?: number;
}

/** A bad day for voice. What lasts ends with `faults.clear()`. */
export class VoiceFaults {
  readonly #service: VoiceService;
  #injected = 0;

  /** @internal */
  constructor(service: VoiceService) {
    this.#service = service;
  }

  /** A bad network for audio: loss, repeats, reordering, delay. It replaces what was set before; `{}` is a good one. */
  degradeNetwork(conditions: NetworkConditions): void {
    for (const name of ["loss", "duplicate", "reorder"] as const) share(name, conditions[name]);
    for (const name of ["delayMs", "jitterMs"] as const) nonNegative(name, conditions[name]);
    this.#service.disturbance.network = { ...conditions };
  }

  /** Ends voice connections without a word, or with a close code. After 4015, and without a word, sessions stay resumable. */
  cut({ code, ...target }: VoiceTarget & { code?: number } = {}): number {
    if (
      code !== undefined &&
      !(Number.isInteger(code) && (code === 1000 || code === 1001 || (code >= 3000 && code <= 4999)))
    ) {
      throw ValidationError.of(
        "code",
        `must be a close code a server may send: 1000, 1001 or 3000 to 4999 (was ${code})`,
      );
    }
    return this.#each(target, (socket) => {
      if (code === undefined) socket.destroy();
      else socket.close({ code, reason: "Fault on demand." });
    });
  }

  /** Voice connections fall silent and stay open; audio still flows. `clear()` ends it. */
  muteConnections(target: VoiceTarget = {}): number {
    return this.#each(target, (socket) => socket.mute());
  }

  /** Leaves heartbeats unanswered. @param times - How many; all until `clear()` when left out. */
  dropHeartbeatAcks(times: number = Number.POSITIVE_INFINITY): void {
    set(this.#service.disturbance.heartbeatAcks, times);
  }

  /** Leaves the next requests for IP discovery unanswered. */
  dropDiscovery(times: number = 1): void {
    set(this.#service.disturbance.discoveryReplies, times);
  }

  /** Refuses the next resumes with 4006. */
  refuseResumes(times: number = 1): void {
    set(this.#service.disturbance.resumes, times);
  }

  /** The next places on a voice server are given and not told: no VOICE_SERVER_UPDATE. */
  withholdServerUpdates(times: number = 1): void {
    set(this.#service.disturbance.serverUpdates, times);
  }

  /** Announcements of who speaks (op 5) come this much after the audio, until `clear()`. */
  delaySpeaking(ms: number): void {
    this.#service.disturbance.speakingDelayMs = nonNegative("ms", ms) ?? 0;
  }

  /** Everybody gets a new voice server: another endpoint and token. @param options.endFirst - Old connections end before it is told. */
  async moveServer({ endFirst = false }: { endFirst?: boolean } = {}): Promise<void> {
    await this.#service.move(endFirst);
  }

  /** The voice server goes away: `endpoint: null`, and every connection ends. `moveServer()` brings another. */
  loseServer(): void {
    this.#service.lose();
  }

  /** Calls fall back to transport encryption only, as when somebody without DAVE joins. */
  downgrade(): void {
    for (const call of this.#service.server?.calls ?? []) call.dave.limit(0);
  }

  /** Calls go (back) to end-to-end encryption. */
  upgrade(): void {
    for (const call of this.#service.server?.calls ?? []) call.dave.limit(1);
  }

  /** The next messages of clients with this opcode do not arrive, as those on their way when a connection dies. */
  loseMessages(op: number, times: number = 1): void {
    this.#service.disturbance.lost.set(op, nonNegative("times", times) ?? 0);
  }

  /** The next commits (op 28) are kept from the server until `clear()`. */
  withholdCommits(times: number = 1): void {
    set(this.#service.disturbance.commits, times);
  }

  /** The next announcements of a commit (op 29) carry one that can not be processed. */
  corruptCommits(times: number = 1): void {
    set(this.#service.disturbance.corruptCommits, times);
  }

  /** The next welcomes (op 30) can not be processed. */
  corruptWelcomes(times: number = 1): void {
    set(this.#service.disturbance.corruptWelcomes, times);
  }

  /** The next transitions are not said to be executed (op 22). */
  withholdExecutions(times: number = 1): void {
    set(this.#service.disturbance.executions, times);
  }

  /** Sends a frame in somebody's name to everybody else in the call, as anyone on the way could. @returns to how many. */
  injectFrame({ from, opus = silenceFrame, times = 1 }: InjectedFrame): number {
    const server = this.#service.server;
    const session = [...(server?.sessions ?? [])].find(({ userId }) => userId === from);
    if (server === undefined || session === undefined) {
      throw ValidationError.of("from", `"${from}" is not connected to voice`);
    }
    const call = [...server.calls].find((candidate) => candidate.has(session));
    const receivers = [...(call ?? [])].filter((receiver) => receiver !== session);
    for (let index = 0; index < times; index++) {
      this.#injected += 1;
      const packet = { sequence: 0x8000 + this.#injected, timestamp: 0x8000_0000 + 960 * this.#injected };
      for (const receiver of receivers) {
        server.router.sendFrame(receiver, { ...packet, ssrc: session.ssrc, frame: Buffer.from(opus) });
      }
    }
    return receivers.length;
  }

  /** Ends everything that lasts and forgets everything planned. */
  clear(): void {
    this.#service.disturbance.clear();
    for (const socket of this.#service.server?.connections ?? []) socket.unmute();
  }

  #each({ userId }: VoiceTarget, action: (socket: VoiceSocket) => void): number {
    const chosen = [...(this.#service.server?.connections ?? [])].filter(
      ({ session }) => userId === undefined || session?.userId === userId,
    );
    for (const socket of chosen) action(socket);
    return chosen.length;
  }
}

function set(countdown: Countdown, times: number): void {
  countdown.left = nonNegative("times", times) ?? 0;
}

function nonNegative(name: string, value: number | undefined): number | undefined {
  if (value === undefined || value >= 0) return value;
  throw ValidationError.of(name, `must be at least 0 (was ${value})`);
}

function share(name: string, value: number | undefined): void {
  if (value === undefined || (value >= 0 && value <= 1)) return;
  throw ValidationError.of(name, `must be a share from 0 to 1 (was ${value})`);
}
