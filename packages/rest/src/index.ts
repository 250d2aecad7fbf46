export type * from "./api-types.ts";
export type { BatchHandler, BatchItem, BatchResult, BatchSend } from "./batch/batch-handler.ts";
export type {
  BatchedRequest,
  BatchTransport,
  BatchTransportRequest,
  RequestBatcherOptions,
  RequestBatcherStats,
} from "./batch/batched-request.ts";
export { RequestBatcher } from "./batch/request-batcher.ts";
export type { CallAuth, CallOptions, Uploads } from "./call-options.ts";
export { ConnectionPool } from "./connection-pool.ts";
export type { ConnectionPoolOptions, ConnectionPoolStats } from "./connection-pool.ts";
export type { RateLimitEvent, RequestTrace, RetryNotice } from "./diagnostics.ts";
export type { Endpoint, EndpointAuth, HttpMethod } from "./endpoint.ts";
export { endpoints } from "./endpoints.ts";
export type { IterationOptions, PagingOptions } from "./paging.ts";
export type { PooledConnection } from "./pooled-connection.ts";
export { MemoryRateLimitStore } from "./rate-limit/memory-rate-limit-store.ts";
export type { RateLimitHeaders } from "./rate-limit/rate-limit-headers.ts";
export type { BucketOutcome, MaybePromise, RateLimitStore } from "./rate-limit/rate-limit-store.ts";
export type { RateLimiterStats } from "./rate-limit/rate-limiter-stats.ts";
export type { RestEvents } from "./rest-events.ts";
export type { RateLimiterOptions, RestOptions } from "./rest-options.ts";
export { Rest } from "./rest.ts";
export type { RawRequest, RestStats } from "./rest.ts";
export type { EndpointName } from "./routes.ts";
