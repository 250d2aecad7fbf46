export { closeCodes } from "./close-codes.ts";
export type { CloseAction, CloseCode } from "./close-codes.ts";
export type { Backoff } from "./backoff.ts";
export type { Compression } from "./decompression.ts";
export type { GatewayDiagnostics } from "./diagnostics.ts";
export { FileSessionStore } from "./file-session-store.ts";
export type { FileSessionStoreOptions } from "./file-session-store.ts";
export type {
  GatewayEvents,
  GatewayStats,
  RateLimitedDetails,
  ShardMuteDetails,
  SlowHandlerDetails,
  WorkerLostDetails,
} from "./gateway-events.ts";
export { gatewayWorker } from "./gateway-worker.ts";
export type { GatewayWorkerOptions } from "./gateway-worker.ts";
export { Gateway } from "./gateway.ts";
export type { AnswerOptions } from "./guild-answers.ts";
export type { RequestChannelInfoOptions, RequestSoundboardSoundsOptions } from "./guild-requests.ts";
export { InMemoryIdentifyGate } from "./identify-gate.ts";
export type { IdentifyGate, IdentifyPermit, InMemoryIdentifyGateOptions, SessionStartLimit } from "./identify-gate.ts";
export type { RequestGuildMembersOptions } from "./member-query.ts";
export type { GuildMembersResult } from "./member-requests.ts";
export type { GatewayOptions, GatewayRest, ShardsInput } from "./options.ts";
export type { PresenceInput } from "./presence.ts";
export type { SendLimits } from "./send-limiter.ts";
export { MemorySessionStore } from "./session-store.ts";
export type { SessionStore, StoredSession } from "./session-store.ts";
export type { DisconnectDetails, ShardTimeouts } from "./shard-context.ts";
export type { ShardStatus } from "./shard-state.ts";
export type { ShardStats } from "./shard-stats.ts";
export type { Shard } from "./shard.ts";
export type { GatewaySocket, OpenSocket, SocketListener } from "./socket.ts";
export type { WorkerOptions } from "./worker-options.ts";
