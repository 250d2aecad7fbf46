import type { GatewayDisturbance } from "./gateway-disturbance.ts";
import type { Refusal } from "./opcodes.ts";

/** One connection, as faults take hold of it. */
export interface ControlledConnection {
  /** What it has identified as, once it has. */
  readonly session: { readonly identity: { readonly shard: readonly [id: number, count: number] } } | undefined;
  send(op: number, d: unknown): void;
  close(refusal: Refusal): void;
  /** Cuts it without a word. */
  destroy(): void;
  /** Takes its session away (op 9). */
  invalidate(resumable: boolean): void;
  mute(): void;
  unmute(): void;
}

/** The gateway, as faults take hold of it. */
export interface GatewayControl {
  readonly connections: Iterable<ControlledConnection>;
  readonly disturbance: GatewayDisturbance;
}
