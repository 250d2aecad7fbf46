import { GatewayError } from "@zignal/errors";
import { fatalCloseError } from "./close-codes.ts";
import { diagnostics } from "./diagnostics.ts";
import type { ShardContext, ShardHost } from "./shard-context.ts";
import type { Heard } from "./watchdog.ts";

/** What a shard tells of its connection: to its host, and on the diagnostics channels. */
export class ShardReports {
  host: ShardHost;
  readonly #shardId: number;
  readonly #context: ShardContext;

  constructor(shardId: number, context: ShardContext, host: ShardHost) {
    this.#shardId = shardId;
    this.#context = context;
    this.host = host;
  }

  state(from: string, to: string, event: string): void {
    if (from === to) return;
    const shardId = this.#shardId;
    this.#context.logger.debug({ shardId, from, to, event }, "shard state");
    if (diagnostics.state.hasSubscribers) diagnostics.state.publish({ shardId, from, to });
  }

  latency(latencyMs: number | undefined): void {
    if (latencyMs === undefined || !diagnostics.heartbeat.hasSubscribers) return;
    diagnostics.heartbeat.publish({ shardId: this.#shardId, latencyMs });
  }

  /** @param connection - Which of the shard's connections. */
  disconnect(connection: number, code: number, reason: string, willReconnect: boolean): void {
    const shardId = this.#shardId;
    if (diagnostics.disconnect.hasSubscribers) {
      diagnostics.disconnect.publish({ shardId, connection, code, reason, willReconnect });
    }
    this.host.onDisconnect(shardId, { code, reason, willReconnect });
  }

  mute(heard: Heard, silentMs: number): void {
    if (diagnostics.mute.hasSubscribers) diagnostics.mute.publish({ shardId: this.#shardId, silentMs, heard });
    this.host.onMute(this.#shardId, { silentMs, heard });
  }

  corrupted(cause: unknown): void {
    const shardId = this.#shardId;
    const message = `Shard ${shardId} received data that can not be read, and reconnects`;
    this.host.onError(new GatewayError(message, { shardId, cause, retryable: true }), shardId);
  }

  /** The error for a close code after which Discord does not allow to reconnect. */
  fatal(code: number, reason: string): Error {
    const { intents, shardCount } = this.#context;
    return fatalCloseError(code, { shardId: this.#shardId, shardCount, intents, reason });
  }
}
