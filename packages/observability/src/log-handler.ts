import { redactText, toZignalError, ValidationError } from "@zignal/errors";
import { jsonLines } from "./json-lines.ts";
import { levelNumber, logLevels } from "./log-level.ts";
import type { LogLevelSetting } from "./log-level.ts";
import type { LogOutput, OpenOutput } from "./log-output.ts";
import { openOutput, warnOfOutput } from "./log-output.ts";
import type { LogFormatter, LogRecord } from "./log-record.ts";
import { prettyFormat } from "./pretty-format.ts";

export interface LogHandlerOptions {
  /** Records below it are not for this handler. @defaultValue `"trace"`: whatever passes the logger's level */
  level?: LogLevelSetting;
  /**
   * How a record becomes a line: pino's JSON, text for people, or a function of yours.
   * @defaultValue `"pretty"` where the output is a terminal, else `"json"`
   */
  formatter?: "json" | "pretty" | LogFormatter;
  /** Where lines go. @defaultValue `"stdout"` */
  output?: LogOutput;
}

/** One place where records go, formatted its own way. */
export class LogHandler {
  readonly minimum: number;
  readonly #format: LogFormatter;
  readonly #output: OpenOutput;
  #isWriting = false;
  #hasFailed = false;
  #fallback: LogFormatter | undefined;

  /** @throws {ValidationError} naming the option that does not fit; `path` is what comes before its name. */
  constructor(options: LogHandlerOptions, path: string) {
    if (typeof options !== "object" || options === null)
      throw ValidationError.of(
        path === "" ? "handler" : path.slice(0, -1),
        "must be an object with level, formatter, output",
      );
    const output = options.output ?? "stdout";
    this.minimum = options.level === undefined ? logLevels.trace : levelNumber(options.level, `${path}level`);
    this.#format = resolveFormatter(options.formatter, output, `${path}formatter`);
    this.#output = openOutput(output, `${path}output`);
  }

  /** Never throws: what logs must not fail for its log, nor may the other handlers go without the record. */
  write(record: LogRecord): void {
    // An output that logs about its own writing would never end.
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      const written = this.#output.write(`${this.#line(record)}\n`);
      if (written instanceof Promise) written.catch((error: unknown) => this.#warn(error));
    } catch (error) {
      this.#warn(error);
    } finally {
      this.#isWriting = false;
    }
  }

  reopen(): void {
    this.#hasFailed = false;
    this.#output.reopen();
  }

  close(): Promise<void> {
    return this.#output.close();
  }

  #warn(error: unknown): void {
    if (!this.#hasFailed) warnOfOutput("one of its outputs", error);
    this.#hasFailed = true;
  }

  #line(record: LogRecord): string {
    try {
      const line: unknown = this.#format(record);
      if (typeof line === "string") return line;
      throw new TypeError("the formatter returned no text");
    } catch (error) {
      // A formatter of the user's must not take the bot down, nor the line with it.
      this.#fallback ??= jsonLines();
      return this.#fallback({ ...record, fields: { ...record.fields, formatterError: describe(error) } });
    }
  }
}

function describe(error: unknown): string {
  const { message } = toZignalError(error);
  return redactText(error instanceof Error ? `${error.name}: ${message}` : message);
}

function resolveFormatter(formatter: LogHandlerOptions["formatter"], output: LogOutput, path: string): LogFormatter {
  if (typeof formatter === "function") return formatter;
  const isTerminal = terminalOf(output);
  const kind = formatter ?? (isTerminal ? "pretty" : "json");
  if (kind === "json") return jsonLines();
  if (kind === "pretty") return prettyFormat({ colors: isTerminal && !("NO_COLOR" in process.env) });
  throw ValidationError.of(path, `must be "json", "pretty" or a function (was ${JSON.stringify(formatter)})`);
}

function terminalOf(output: LogOutput): boolean {
  if (output === "stdout") return process.stdout.isTTY;
  if (output === "stderr") return process.stderr.isTTY;
  return typeof output === "object" && "isTTY" in output && output.isTTY === true;
}
