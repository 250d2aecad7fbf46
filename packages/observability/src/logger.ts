import type { LoggerLike } from "@zignal/errors";
import { ValidationError } from "@zignal/errors";
import { plainFields, readArguments } from "./log-arguments.ts";
import type { LogArguments } from "./log-arguments.ts";
import { eventFields, followEvents } from "./event-context.ts";
import { FlowContext, LogContext } from "./log-context.ts";
import type { LogFields } from "./log-context.ts";
import { LogHandler } from "./log-handler.ts";
import type { LogHandlerOptions } from "./log-handler.ts";
import { initialLevel, levelNumber, logLevels } from "./log-level.ts";
import type { LogLevel, LogLevelSetting } from "./log-level.ts";
import type { LogRecord } from "./log-record.ts";
import { Metrics } from "./metrics.ts";
import { activeTraceIds } from "./tracing/active-trace.ts";

export interface LoggerOptions {
  /** Records below it are dropped. @defaultValue `ZIGNAL_LOG_LEVEL`, else `"info"` */
  level?: LogLevelSetting;
  /** Where records go. @defaultValue one handler: to stdout, pretty on a terminal and JSON elsewhere */
  handlers?: readonly LogHandlerOptions[];
  /** Fields of every record. @defaultValue none */
  context?: LogFields;
  /** Milliseconds since 1970. @defaultValue `Date.now` */
  timeOfDay?: () => number;
}

/** What a logger and its children share. */
interface LoggerCore {
  level: number;
  /** The least number that any handler takes: everything below costs one comparison. */
  threshold: number;
  readonly handlers: LogHandler[];
  readonly flow: FlowContext;
  readonly timeOfDay: () => number;
  metrics: Metrics | undefined;
  /** Ends that it is known which event is being handled; there while anything is logged at all. */
  unfollow: (() => void) | undefined;
}

/**
 * A logger with the seven levels of the reference and pino's methods, so that any package of Zignal takes it.
 *
 * In all that a handler of the client's events or of interactions does and awaits, each line says whose event it is: `event`,
 * `shardId`, `guildId`, `channelId`, `userId`, `interactionId`, whether or not the client knows this logger.
 *
 * Tokens, authorization headers and the tokens in webhook and interaction URLs are taken out of whatever is logged. An error,
 * alone or as a field, is written with its stack, its fields and its causes. Values after the message fill its `%s`, `%d`,
 * `%j` and `%o`; those left over follow it.
 *
 * Logging never throws: an output that fails says so once, as a warning of the process.
 */
export class Logger implements LoggerLike, AsyncDisposable {
  readonly #core: LoggerCore;
  readonly #context: LogContext;

  /**
   * @param parent - The logger whose handlers, level, flows, metrics and context to share; see {@link child}.
   * @throws {ValidationError} naming the option, or the environment variable, that does not fit.
   */
  constructor(options: LoggerOptions = {}, parent?: Logger) {
    this.#core = parent === undefined ? createCore(options) : parent.#core;
    this.#context = new LogContext(options.context, parent === undefined ? undefined : parent.#context);
  }

  trace(message: string, ...values: unknown[]): void;
  trace(fields: object, message?: string, ...values: unknown[]): void;
  trace(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.trace) this.#log("trace", args);
  }

  debug(message: string, ...values: unknown[]): void;
  debug(fields: object, message?: string, ...values: unknown[]): void;
  debug(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.debug) this.#log("debug", args);
  }

  info(message: string, ...values: unknown[]): void;
  info(fields: object, message?: string, ...values: unknown[]): void;
  info(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.info) this.#log("info", args);
  }

  warning(message: string, ...values: unknown[]): void;
  warning(fields: object, message?: string, ...values: unknown[]): void;
  warning(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.warning) this.#log("warning", args);
  }

  /** pino's name of {@link warning}. */
  warn(message: string, ...values: unknown[]): void;
  warn(fields: object, message?: string, ...values: unknown[]): void;
  warn(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.warning) this.#log("warning", args);
  }

  error(message: string, ...values: unknown[]): void;
  error(fields: object, message?: string, ...values: unknown[]): void;
  error(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.error) this.#log("error", args);
  }

  critical(message: string, ...values: unknown[]): void;
  critical(fields: object, message?: string, ...values: unknown[]): void;
  critical(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.critical) this.#log("critical", args);
  }

  fatal(message: string, ...values: unknown[]): void;
  fatal(fields: object, message?: string, ...values: unknown[]): void;
  fatal(...args: LogArguments): void {
    if (this.#core.threshold <= logLevels.fatal) this.#log("fatal", args);
  }

  /** Would a record of this level go anywhere? Ask before work that is only for the log. */
  isLevelEnabled(level: LogLevel): boolean {
    return this.#core.threshold <= logLevels[level];
  }

  /** Changes the level of this logger, its parent and its children. @throws {ValidationError} if it is none. */
  setLevel(level: LogLevelSetting): void {
    this.#core.level = levelNumber(level, "level");
    updateThreshold(this.#core);
  }

  /** Sends records to another place too. @throws {ValidationError} naming the option that does not fit. */
  addHandler(options: LogHandlerOptions): this {
    this.#core.handlers.push(new LogHandler(options, ""));
    updateThreshold(this.#core);
    return this;
  }

  /** A logger with further fields. It shares handlers, level, flows and metrics with this one. */
  child(context: LogFields): Logger {
    return new Logger({ context }, this);
  }

  /** Adds a field to every record of this logger and its children from now on. */
  addContext(name: string, value: unknown): this {
    this.#context.add(name, value);
    return this;
  }

  removeContext(name: string): this {
    this.#context.remove(name);
    return this;
  }

  /**
   * Runs the callback in a flow of its own: these fields appear in every record that it, and all that it starts and awaits,
   * logs through this logger, its parent or its children. One that is `undefined` is taken out there, whoever had set it.
   */
  runWithContext<T>(fields: LogFields, callback: () => T): T {
    return this.#core.flow.run(fields, callback);
  }

  /** Counters, gauges, histograms and timers; one set for this logger, its parent and its children. */
  getMetrics(): Metrics {
    return (this.#core.metrics ??= new Metrics());
  }

  /**
   * Opens files anew with the next line: for after they were moved away, as log rotation does. What was logged before goes to
   * the file that was open.
   */
  reopen(): void {
    for (const handler of this.#core.handlers) handler.reopen();
  }

  /** Writes out what is held back and closes what this logger opened; streams of yours stay open. */
  async close(): Promise<void> {
    const handlers = this.#core.handlers.splice(0);
    updateThreshold(this.#core);
    await Promise.all(handlers.map((handler) => handler.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #log(level: LogLevel, args: LogArguments): void {
    const { flow, handlers, timeOfDay } = this.#core;
    const context: Record<string, unknown> = {};
    this.#context.collectInto(context);
    Object.assign(context, eventFields(), flow.fields, activeTraceIds());
    const { message, fields } = readArguments(args);
    const record: LogRecord = { level, time: timeOfDay(), message, fields: { ...plainFields(context), ...fields } };
    const number = logLevels[level];
    for (const handler of handlers) {
      if (handler.minimum <= number) handler.write(record);
    }
  }
}

function createCore(options: LoggerOptions): LoggerCore {
  if (options.handlers !== undefined && !Array.isArray(options.handlers))
    throw ValidationError.of("handlers", "must be a list of handlers");
  const core: LoggerCore = {
    level: initialLevel(options.level, process.env["ZIGNAL_LOG_LEVEL"]),
    threshold: Infinity,
    handlers: (options.handlers ?? [{}]).map((handler, index) => new LogHandler(handler, `handlers[${index}].`)),
    flow: new FlowContext(),
    timeOfDay: options.timeOfDay ?? Date.now,
    metrics: undefined,
    unfollow: undefined,
  };
  updateThreshold(core);
  return core;
}

function updateThreshold(core: LoggerCore): void {
  const least = Math.min(Infinity, ...core.handlers.map(({ minimum }) => minimum));
  core.threshold = Math.max(core.level, least);
  if (core.threshold < Infinity) core.unfollow ??= followEvents();
  else {
    core.unfollow?.();
    core.unfollow = undefined;
  }
}
