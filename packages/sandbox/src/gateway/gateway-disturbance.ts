/** What faults do to every connection. */
export interface Disturbance {
  /** How long to hold back what is sent, in milliseconds. */
  readonly delayMs: number;
  /** Asked once for each heartbeat: is it answered? */
  acknowledgesHeartbeat(): boolean;
}

/** What faults do to every connection until they are cleared. */
export class GatewayDisturbance implements Disturbance {
  delayMs = 0;
  /** New connections are accepted and never spoken to. */
  muteNew = false;
  /** Heartbeats still to be left unanswered. */
  acksToDrop = 0;
  /** Events still to be left out, by name. */
  readonly withheld: Map<string, number> = new Map();
  /** Events that come only after another one, by name. */
  readonly later: Map<string, string> = new Map();
  /** Resumes still to be refused with Invalid Session. */
  resumesToRefuse = 0;

  acknowledgesHeartbeat(): boolean {
    if (this.acksToDrop <= 0) return true;
    this.acksToDrop -= 1;
    return false;
  }

  refusesResume(): boolean {
    if (this.resumesToRefuse <= 0) return false;
    this.resumesToRefuse -= 1;
    return true;
  }

  /** Asked once for each event: is it left out? */
  withholds(t: string): boolean {
    const left = this.withheld.get(t) ?? 0;
    if (left <= 0) return false;
    this.withheld.set(t, left - 1);
    return true;
  }

  clear(): void {
    this.withheld.clear();
    this.later.clear();
    this.delayMs = 0;
    this.muteNew = false;
    this.acksToDrop = 0;
    this.resumesToRefuse = 0;
  }
}
