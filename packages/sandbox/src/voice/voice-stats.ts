/** What voice has done so far. */
export interface VoiceStatsSnapshot {
  /** Open WebSockets. */
  connections: number;
  sessions: number;
  identifies: number;
  resumes: number;
  discoveries: number;
  packetsReceived: number;
  packetsForwarded: number;
  /** Packets that were not forwarded, by reason. */
  dropped: Readonly<Record<string, number>>;
  /** Nonces that a client has used twice under one key: never anything but 0 for a sound client. */
  nonceReuses: number;
  /** Frames that were not encrypted end to end though the call was, silence aside: 0 for a sound client. */
  plainFrames: number;
  /** DAVE commits that moved a group on. */
  commits: number;
  /** DAVE transitions executed, and those of them that somebody was not ready for in time. */
  transitions: number;
  lateTransitions: number;
  /** How often clients could not process a commit or a welcome (op 31). */
  invalidReports: number;
  /** Connections closed by the server, by code. */
  closes: Readonly<Record<number, number>>;
  /** Key packages and commits that were refused, newest last, at most 100. */
  rejections: readonly VoiceRejection[];
}

export interface VoiceRejection {
  readonly kind: "keyPackage" | "commit";
  readonly userId: string;
  readonly problem: string;
}

type Counter = Exclude<keyof VoiceStatsSnapshot, "connections" | "sessions" | "dropped" | "closes" | "rejections">;

const maxRejections = 100;

export class VoiceStats {
  readonly #counts: Record<Counter, number> = {
    identifies: 0,
    resumes: 0,
    discoveries: 0,
    packetsReceived: 0,
    packetsForwarded: 0,
    nonceReuses: 0,
    plainFrames: 0,
    commits: 0,
    transitions: 0,
    lateTransitions: 0,
    invalidReports: 0,
  };
  readonly #dropped: Record<string, number> = {};
  readonly #closes: Record<number, number> = {};
  readonly #rejections: VoiceRejection[] = [];

  count(name: Counter): void {
    this.#counts[name] += 1;
  }

  drop(reason: string): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
  }

  closed(code: number): void {
    this.#closes[code] = (this.#closes[code] ?? 0) + 1;
  }

  reject(kind: VoiceRejection["kind"], userId: string, problem: string): void {
    this.#rejections.push({ kind, userId, problem });
    if (this.#rejections.length > maxRejections) this.#rejections.shift();
  }

  snapshot(connections: number, sessions: number): VoiceStatsSnapshot {
    return {
      connections,
      sessions,
      ...this.#counts,
      dropped: { ...this.#dropped },
      closes: { ...this.#closes },
      rejections: [...this.#rejections],
    };
  }
}
