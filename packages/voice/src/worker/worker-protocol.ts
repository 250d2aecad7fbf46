import type { MessagePort } from "node:worker_threads";
import type { VoiceStatePayload } from "../connection/voice-gateway.ts";

/** What of the main gateway's dispatches reaches a worker: only what voice reads. */
export interface ForwardedDispatch {
  readonly t: string;
  readonly d: unknown;
}

/** What a worker begins with. */
export interface WorkerStart {
  readonly zignal: "voice-worker";
  /** The user's own. */
  readonly data: unknown;
  readonly port: MessagePort;
  readonly userId: string | undefined;
  /** Shards of the main gateway; changed by the main thread. */
  readonly shardCount: Int32Array;
}

export type ToWorker =
  | { readonly type: "dispatch"; readonly payload: ForwardedDispatch; readonly shardId: number }
  | { readonly type: "sent"; readonly id: number; readonly error: string | undefined }
  | { readonly type: "close" };

export type FromWorker =
  | { readonly type: "started" }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "send"; readonly id: number; readonly shardId: number; readonly payload: VoiceStatePayload }
  | { readonly type: "closed" };
