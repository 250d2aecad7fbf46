import type { ShardStatus } from "./shard-state.ts";

/** What one shard has done since it was made. */
export interface ShardStats {
  id: number;
  status: ShardStatus;
  /** See `Shard.latencyMs`. */
  latencyMs: number | undefined;
  /** Sequence number of the last event of the session; `0` before the first. */
  sequence: number;
  /** Events received, wanted or not. */
  events: number;
  /** Events whose body nobody needed, and which was not parsed. */
  skippedEvents: number;
  /** Events that arrived a second time, and were not handed out again. */
  duplicateEvents: number;
  /** Sessions started. */
  identifies: number;
  /** Sessions taken up again (RESUMED came). */
  resumes: number;
  /** Connections opened. */
  connections: number;
  /** Payloads that wait for the shard to be ready, or for the send limit. */
  queuedSends: number;
  /** Bytes of messages received, as they came over the wire. */
  bytesIn: number;
  /** Bytes of messages sent. */
  bytesOut: number;
  /** Bytes of the received messages after decompression. */
  decompressedBytes: number;
  /** `decompressedBytes / bytesIn`; `1` before the first message. */
  compressionRatio: number;
}

/** The traffic of a shard's connections, those before included. */
export class Traffic {
  #bytesIn = 0;
  #bytesOut = 0;
  #decompressedBytes = 0;

  /** Adds what a connection that has ended has moved. */
  add(ended: TrafficSource): void {
    this.#bytesIn += ended.bytesIn;
    this.#bytesOut += ended.bytesOut;
    this.#decompressedBytes += ended.decompressedBytes;
  }

  /** The sums, with the connection that is still going on. */
  with(current: TrafficSource | undefined): TrafficTotals {
    const bytesIn = this.#bytesIn + (current?.bytesIn ?? 0);
    const decompressedBytes = this.#decompressedBytes + (current?.decompressedBytes ?? 0);
    return {
      bytesIn,
      bytesOut: this.#bytesOut + (current?.bytesOut ?? 0),
      decompressedBytes,
      compressionRatio: bytesIn === 0 ? 1 : decompressedBytes / bytesIn,
    };
  }
}

export type TrafficTotals = TrafficSource & { readonly compressionRatio: number };

interface TrafficSource {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly decompressedBytes: number;
}

/** Of a shard that has not begun. */
export function noStats(id: number): ShardStats {
  return {
    id,
    status: "idle",
    latencyMs: undefined,
    sequence: 0,
    events: 0,
    skippedEvents: 0,
    duplicateEvents: 0,
    identifies: 0,
    resumes: 0,
    connections: 0,
    queuedSends: 0,
    bytesIn: 0,
    bytesOut: 0,
    decompressedBytes: 0,
    compressionRatio: 1,
  };
}
