import { channel } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";
import type { Clock, ErrorSeverity, LoggerLike, LogMethod } from "@zignal/errors";
import { ErrorSeverity as severities, redactText, silentLogger, systemClock, ValidationError } from "@zignal/errors";
import type { SuppressionReason } from "./alert-limit.ts";
import { AlertLimit } from "./alert-limit.ts";
import type { CheckState, CheckStatus, HealthCheck } from "./health-check.ts";
import { CheckRunner } from "./health-check.ts";
import { emitSafely } from "./emit-safely.ts";

export interface HealthMonitorOptions {
  /** Told of each alert, at its severity. @defaultValue a logger that drops everything */
  logger?: LoggerLike;
  /** Time between two runs of a check that names none, in milliseconds. @defaultValue `30_000` */
  healthCheckIntervalMs?: number;
  /** Time one check may take, in milliseconds. @defaultValue `10_000` */
  healthCheckTimeoutMs?: number;
  /** The same title from the same source is told once in this time, in milliseconds. @defaultValue `300_000` */
  alertCooldownMs?: number;
  /** @defaultValue `100` */
  maxAlertsPerHour?: number;
  /** Where alerts go besides the logger, such as a Discord webhook. What a sink throws goes to the logger. */
  sinks?: readonly AlertSink[];
  /** @defaultValue the machine's clock */
  clock?: Clock;
  /** Milliseconds since 1970. @defaultValue `Date.now` */
  timeOfDay?: () => number;
}

export interface Alert {
  readonly severity: ErrorSeverity;
  readonly title: string;
  readonly message: string;
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export type AlertSink = (alert: Alert) => unknown;

/** What became of an alert. */
export type AlertResult =
  | { readonly delivered: true; readonly alert: Alert }
  | { readonly delivered: false; readonly reason: SuppressionReason };

export interface HealthStatus {
  /** `unhealthy` when any check is, `unknown` when none has ended yet. */
  readonly status: CheckState;
  readonly checks: Readonly<Record<string, CheckStatus>>;
  readonly alerts: { readonly delivered: number; readonly suppressed: number; readonly lastHour: number };
}

export interface HealthMonitorEvents {
  alert: [alert: Alert];
  stateChange: [
    change: {
      readonly check: string;
      readonly from: CheckState;
      readonly to: CheckState;
      readonly status: CheckStatus;
    },
  ];
}

const alerts = channel("zignal:observability:alert");

/** Runs health checks and tells people, not too often, when something is wrong. */
export class HealthMonitor extends EventEmitter<HealthMonitorEvents> implements Disposable {
  readonly #options: Required<HealthMonitorOptions>;
  readonly #checks = new Map<string, CheckRunner>();
  readonly #limit: AlertLimit;
  #delivered = 0;
  #suppressed = 0;
  #isClosed = false;

  /** @throws {ValidationError} naming the option that does not fit. */
  constructor(options: HealthMonitorOptions = {}) {
    super();
    this.#options = resolve(options);
    this.#limit = new AlertLimit(this.#options);
  }

  /**
   * Runs the check now and then every `intervalMs`, until the monitor is closed. A check that fails raises an alert.
   * @param intervalMs - Time between two runs. Default: `healthCheckIntervalMs`.
   * @throws {ValidationError} if the name is taken, the check no function, the interval not above 0, or the monitor closed.
   */
  addHealthCheck(name: string, check: HealthCheck, intervalMs: number = this.#options.healthCheckIntervalMs): this {
    if (this.#checks.has(name))
      throw ValidationError.of("name", `must be new: there is a health check "${name}" already`);
    if (this.#isClosed)
      throw ValidationError.of("name", `must be added before the health monitor is closed ("${name}")`);
    if (typeof check !== "function") throw ValidationError.of("check", `must be a function (was ${typeof check})`);
    if (!(intervalMs > 0)) throw ValidationError.of("intervalMs", `must be above 0 (was ${intervalMs})`);
    const { clock, timeOfDay, healthCheckTimeoutMs: timeoutMs } = this.#options;
    const onChange = (from: CheckState, to: CheckState, status: CheckStatus): void =>
      this.#onChange(name, from, to, status);
    const runner = new CheckRunner({ check, intervalMs, timeoutMs, clock, timeOfDay, onChange });
    this.#checks.set(name, runner);
    void runner.run();
    return this;
  }

  /** Runs all checks now. */
  async runChecks(): Promise<HealthStatus> {
    await Promise.all([...this.#checks.values()].map((runner) => runner.run()));
    return this.status();
  }

  /**
   * Tells the logger, the sinks and the listeners, unless the same was told within the cool-down or too much within the hour.
   * @throws {ValidationError} if the severity is none.
   */
  createAlert(severity: ErrorSeverity, title: string, message: string, source: string): AlertResult {
    if (!severities.includes(severity)) {
      throw ValidationError.of("severity", `must be one of ${severities.join(", ")} (was "${severity as string}")`);
    }
    const reason = this.#limit.check(title, source, this.#options.clock.now());
    if (reason !== undefined) {
      this.#suppressed++;
      return { delivered: false, reason };
    }
    this.#delivered++;
    const alert: Alert = {
      severity,
      title: redactText(title),
      message: redactText(message),
      source: redactText(source),
      time: this.#options.timeOfDay(),
    };
    this.#deliver(alert);
    return { delivered: true, alert };
  }

  status(): HealthStatus {
    const checks = Object.fromEntries([...this.#checks].map(([name, runner]) => [name, runner.status]));
    const states = new Set(Object.values(checks).map(({ state }) => state));
    return {
      status: states.has("unhealthy") ? "unhealthy" : states.has("unknown") ? "unknown" : "healthy",
      checks,
      alerts: {
        delivered: this.#delivered,
        suppressed: this.#suppressed,
        lastHour: this.#limit.toldInLastHour(this.#options.clock.now()),
      },
    };
  }

  /** Stops all checks. */
  close(): void {
    this.#isClosed = true;
    for (const runner of this.#checks.values()) runner.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #onChange(check: string, from: CheckState, to: CheckState, status: CheckStatus): void {
    emitSafely(() => this.emit("stateChange", { check, from, to, status }));
    if (to === "unhealthy")
      this.createAlert("error", `${check} is unhealthy`, status.message ?? "", `health check ${check}`);
    else if (from === "unhealthy") this.#options.logger.info({ check }, `${check} is healthy again`);
  }

  #deliver(alert: Alert): void {
    const { logger, sinks } = this.#options;
    const detail = { source: alert.source, severity: alert.severity, detail: alert.message };
    emitSafely(() => log(logger, alert.severity, detail, alert.title));
    if (alerts.hasSubscribers) alerts.publish(alert);
    emitSafely(() => this.emit("alert", alert));
    for (const sink of sinks) {
      void tell(sink, alert).catch((error: unknown) => logger.error({ err: error }, "An alert could not be delivered"));
    }
  }
}

/** Loggers of pino's shape have no `critical`; ours has. */
function log(
  logger: LoggerLike & { critical?: LogMethod },
  severity: ErrorSeverity,
  detail: object,
  title: string,
): void {
  if (severity === "critical" && typeof logger.critical === "function") logger.critical(detail, title);
  else logger[loggerMethods[severity]](detail, title);
}

async function tell(sink: AlertSink, alert: Alert): Promise<void> {
  await sink(alert);
}

const loggerMethods: Readonly<Record<ErrorSeverity, keyof LoggerLike>> = {
  trace: "trace",
  debug: "debug",
  info: "info",
  warning: "warn",
  error: "error",
  critical: "error",
  fatal: "fatal",
};

function resolve(options: HealthMonitorOptions): Required<HealthMonitorOptions> {
  const resolved: Required<HealthMonitorOptions> = {
    logger: options.logger ?? silentLogger,
    healthCheckIntervalMs: options.healthCheckIntervalMs ?? 30_000,
    healthCheckTimeoutMs: options.healthCheckTimeoutMs ?? 10_000,
    alertCooldownMs: options.alertCooldownMs ?? 300_000,
    maxAlertsPerHour: options.maxAlertsPerHour ?? 100,
    sinks: options.sinks ?? [],
    clock: options.clock ?? systemClock,
    timeOfDay: options.timeOfDay ?? Date.now,
  };
  const least = { healthCheckIntervalMs: 1, healthCheckTimeoutMs: 1, alertCooldownMs: 0, maxAlertsPerHour: 0 } as const;
  const issues = Object.entries(least)
    .map(([path, bound]) => ({ path, bound, value: resolved[path as keyof typeof least] }))
    .filter(({ bound, value }) => !(value >= bound))
    .map(({ path, bound, value }) => ({ path, message: `must be a number of ${bound} or more (was ${value})` }));
  if (issues.length > 0) throw new ValidationError(issues);
  return resolved;
}
