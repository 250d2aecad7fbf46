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

  clear(): void {
    this.delayMs = 0;
    this.muteNew = false;
    this.acksToDrop = 0;
    this.resumesToRefuse = 0;
  }
}
