import { ValidationError } from "@zignal/errors";
import { jsonLines } from "./json-lines.ts";
import { levelNumber, logLevels } from "./log-level.ts";
import type { LogLevelSetting } from "./log-level.ts";
import type { LogOutput, OpenOutput } from "./log-output.ts";
import { openOutput } from "./log-output.ts";
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
  #fallback: LogFormatter | undefined;

  /** @throws {ValidationError} naming the option that does not fit; `path` is what comes before its name. */
  constructor(options: LogHandlerOptions, path: string) {
    const output = options.output ?? "stdout";
    this.minimum = options.level === undefined ? logLevels.trace : levelNumber(options.level, `${path}level`);
    this.#format = resolveFormatter(options.formatter, output, `${path}formatter`);
    this.#output = openOutput(output, `${path}output`);
  }

  write(record: LogRecord): void {
    this.#output.write(`${this.#line(record)}\n`);
  }

  close(): Promise<void> {
    return this.#output.close();
  }

  #line(record: LogRecord): string {
    try {
      return this.#format(record);
    } catch (error) {
      // A formatter of the user's must not take the bot down, nor the line with it.
      this.#fallback ??= jsonLines();
      return this.#fallback({ ...record, fields: { ...record.fields, formatterError: String(error) } });
    }
  }
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
