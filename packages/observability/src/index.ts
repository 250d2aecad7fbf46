export type { SuppressionReason } from "./alert-limit.ts";
export { collectBotMetrics } from "./bot/bot-metrics.ts";
export type { BotMetrics, BotMetricsOptions } from "./bot/bot-metrics.ts";
export type { BotSources, StatisticsSource } from "./bot/source-metrics.ts";
export type { CheckState, CheckStatus, HealthCheck } from "./health-check.ts";
export { discordWebhook } from "./discord-webhook.ts";
export type { DiscordWebhookOptions } from "./discord-webhook.ts";
export type { MetricDefinition, Reading } from "./gathered-metrics.ts";
export { HealthMonitor } from "./health-monitor.ts";
export type {
  Alert,
  AlertResult,
  AlertSink,
  HealthMonitorEvents,
  HealthMonitorOptions,
  HealthStatus,
} from "./health-monitor.ts";
export type { Counter, Gauge, Histogram, StopTimer, Timer } from "./instruments.ts";
export type { Labels } from "./label-limit.ts";
export type { LogFields } from "./log-context.ts";
export type { LogHandlerOptions } from "./log-handler.ts";
export type { LogLevel, LogLevelSetting } from "./log-level.ts";
export type { LogOutput, LogSink } from "./log-output.ts";
export type { LogFormatter, LogRecord } from "./log-record.ts";
export { Logger } from "./logger.ts";
export type { LoggerOptions } from "./logger.ts";
export { Metrics } from "./metrics.ts";
export type { MetricOptions, MetricsFormat, MetricsOptions } from "./metrics.ts";
export { serveMonitoring } from "./monitoring-server.ts";
export type { MonitoringOptions, MonitoringServer } from "./monitoring-server.ts";
export { PerformanceMonitor } from "./performance-monitor.ts";
export type {
  ConnectionPoolLike,
  PerformanceMetrics,
  PerformanceMonitorOptions,
  RequestBatcherLike,
} from "./performance-monitor.ts";
export type { ReportFormat } from "./performance-report.ts";
export { prettyFormat } from "./pretty-format.ts";
export { RateLimiter } from "./rate-limiter.ts";
export type { RateLimiterOptions, RateLimiterStats } from "./rate-limiter.ts";
export { startTracing } from "./tracing/tracing.ts";
export type { Tracing } from "./tracing/tracing.ts";
