/** What the gateway has done so far. */
export interface GatewayStatsSnapshot {
  /** Connections open now. */
  connections: number;
  /** Sessions that are connected or can be resumed. */
  sessions: number;
  connectionsOpened: number;
  identifies: number;
  resumes: number;
  /** Dispatches sent again after a resume. */
  replayed: number;
  /** Op 9 in answer to an Identify or a Resume. */
  invalidSessions: number;
  /** Events of the world that went to sessions (also to those that are away). */
  dispatches: number;
  /** The same, by event name. */
  dispatchesByEvent: Record<string, number>;
}

export class GatewayStats {
  #connectionsOpened = 0;
  #identifies = 0;
  #resumes = 0;
  #replayed = 0;
  #invalidSessions = 0;
  #dispatches = 0;
  readonly #byEvent = new Map<string, number>();

  connectionOpened(): void {
    this.#connectionsOpened += 1;
  }

  identified(): void {
    this.#identifies += 1;
  }

  resumed(replayed: number): void {
    this.#resumes += 1;
    this.#replayed += replayed;
  }

  invalidSession(): void {
    this.#invalidSessions += 1;
  }

  dispatched(t: string): void {
    this.#dispatches += 1;
    this.#byEvent.set(t, (this.#byEvent.get(t) ?? 0) + 1);
  }

  snapshot(connections: number, sessions: number): GatewayStatsSnapshot {
    return {
      connections,
      sessions,
      connectionsOpened: this.#connectionsOpened,
      identifies: this.#identifies,
      resumes: this.#resumes,
      replayed: this.#replayed,
      invalidSessions: this.#invalidSessions,
      dispatches: this.#dispatches,
      dispatchesByEvent: Object.fromEntries(this.#byEvent),
    };
  }
}
