/** The way of a datagram, as the client sees it. */
export type VoiceDirection = "toServer" | "toClient";

/** A bad network for datagrams. Shares are of 1: `0.05` is one in twenty. */
export interface NetworkConditions {
  /** Share that is lost. @defaultValue `0` */
  loss?: number;
  /** Share that arrives twice. @defaultValue `0` */
  duplicate?: number;
  /** Share that is overtaken by the next one. @defaultValue `0` */
  reorder?: number;
  /** How long each takes, in milliseconds. @defaultValue `0` */
  delayMs?: number;
  /** How much longer one may take by chance, in milliseconds. @defaultValue `0` */
  jitterMs?: number;
  /** @defaultValue both */
  direction?: VoiceDirection;
  /** Only datagrams of this user, by id. @defaultValue of everybody */
  userId?: string;
}

/** What is left of faults that happen a number of times. */
export class Countdown {
  left = 0;

  take(): boolean {
    if (this.left <= 0) return false;
    this.left -= 1;
    return true;
  }
}

/** What faults do to voice until they are cleared. */
export class VoiceDisturbance {
  network: NetworkConditions = {};
  readonly heartbeatAcks: Countdown = new Countdown();
  readonly discoveryReplies: Countdown = new Countdown();
  readonly resumes: Countdown = new Countdown();
  readonly serverUpdates: Countdown = new Countdown();
  readonly executions: Countdown = new Countdown();
  readonly commits: Countdown = new Countdown();
  readonly corruptCommits: Countdown = new Countdown();
  readonly corruptWelcomes: Countdown = new Countdown();
  /** How long announcements of speaking (op 5) are held back, in milliseconds. */
  speakingDelayMs = 0;
  /** Messages of clients still to be lost, by opcode. */
  readonly lost: Map<number, number> = new Map();
  /** Commits that are kept from the server. */
  readonly withheld: (() => void)[] = [];

  acknowledgesHeartbeat(): boolean {
    return !this.heartbeatAcks.take();
  }

  /** Asked once for each message of a client: does it arrive? */
  loses(op: number): boolean {
    const left = this.lost.get(op) ?? 0;
    if (left <= 0) return false;
    this.lost.set(op, left - 1);
    return true;
  }

  clear(): void {
    this.network = {};
    this.lost.clear();
    this.speakingDelayMs = 0;
    for (const value of Object.values(this)) if (value instanceof Countdown) value.left = 0;
    for (const announce of this.withheld.splice(0)) announce();
  }
}
