import { Connection } from "./connection.ts";
import type { MessageSink } from "./decompression.ts";
import { diagnostics } from "./diagnostics.ts";
import { gatewayUrl, isGatewayUrl } from "./gateway-url.ts";
import type { ShardContext } from "./shard-context.ts";
import type { TrafficTotals } from "./shard-stats.ts";
import { Traffic } from "./shard-stats.ts";

type LinkContext = Pick<ShardContext, "url" | "compression" | "openSocket">;

export interface ShardLinkListener {
  onMessage: MessageSink;
  onCorrupted(error: unknown): void;
  onClosed(code: number, reason: string): void;
}

/** A shard's connections, one at a time, and what they have moved together. */
export class ShardLink {
  /** Connections opened. */
  opened = 0;
  readonly #shardId: number;
  readonly #context: LinkContext;
  readonly #listener: ShardLinkListener;
  readonly #traffic = new Traffic();
  #connection: Connection | undefined;

  constructor(shardId: number, context: LinkContext, listener: ShardLinkListener) {
    this.#shardId = shardId;
    this.#context = context;
    this.#listener = listener;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  /** Bytes received on this connection. */
  get bytesIn(): number {
    return this.#connection?.bytesIn ?? 0;
  }

  /** @param resumeUrl - Used when it is one; else the first URL. */
  open(resumeUrl: string | undefined): void {
    const { url, compression, openSocket } = this.#context;
    const target = resumeUrl !== undefined && isGatewayUrl(resumeUrl) ? resumeUrl : url;
    this.opened += 1;
    const options = { number: this.opened, url: gatewayUrl(target, compression), compression, openSocket };
    try {
      this.#connection = new Connection(options, this.#listener);
    } catch (error) {
      this.#listener.onClosed(1006, error instanceof Error ? error.message : String(error));
    }
  }

  send(op: number, text: string): void {
    if (diagnostics.send.hasSubscribers) {
      diagnostics.send.publish({ shardId: this.#shardId, op, bytes: Buffer.byteLength(text) });
    }
    this.#connection?.send(text);
  }

  /** Starts the closing handshake. */
  close(code: number): void {
    this.#connection?.close(code);
  }

  /** The connection is over: ends it at once where it is not. */
  leave(): void {
    this.#connection?.drop();
    if (this.#connection !== undefined) this.#traffic.add(this.#connection);
    this.#connection = undefined;
  }

  /** What all connections have moved. */
  totals(): TrafficTotals {
    return this.#traffic.with(this.#connection);
  }
}
