export { Cache } from "./cache.ts";
export type { BackendKey, BackendRecord, CacheBackend } from "./cache-backend.ts";
export type { CacheStore, EntityAddress } from "./cache-store.ts";
export type {
  AnyChannel,
  CachedChannel,
  CachedGuild,
  CachedMessage,
  CachedPresence,
  CachedThread,
  CachedVoiceState,
  EntityKind,
  EntityOfKind,
  VoiceChannelInfo,
} from "./entities.ts";
export type { FieldSelection, Kept, WholeEntities } from "./field-selection.ts";
export type { CacheLimits } from "./limits.ts";
export type { CacheOptions, FieldOptions, KeepPolicies, KeepPolicy } from "./options.ts";
export { MirroredCacheStore } from "./mirrored-cache-store.ts";
export { MemoryCacheStore } from "./memory-cache-store.ts";
export type {
  GatewayEventData,
  GatewayEventName,
  PreviousState,
  PreviousStateOf,
  PreviousStates,
} from "./previous-state.ts";
export type { CacheStats } from "./statistics.ts";
