import { Console } from "node:console";
import { inspect } from "node:util";
import { type LoggerLike, type LogMethod, redactText, silentLogger, toPlainValue } from "@zignal/errors";

// Made with the first line: a bot that nothing happens to opens nothing. It never throws, also when stderr is gone.
let stderr: Console | undefined;

/**
 * The logger of a client that was given none: warnings and errors to stderr, without tokens, so that nothing is lost
 * unseen; nothing below a warning.
 */
export const stderrLogger: LoggerLike = {
  ...silentLogger,
  warn: writer("warning"),
  error: writer("error"),
  fatal: writer("fatal"),
};

function writer(level: string): LogMethod {
  return (first: string | object, message?: string): void => {
    stderr ??= new Console({ stdout: process.stderr, stderr: process.stderr, ignoreErrors: true });
    stderr.error(`[zignal] ${level}: ${typeof first === "string" ? redactText(first) : describe(first, message)}`);
  };
}

/** The message, the error's stack with its causes, and the other fields on a line. */
function describe(fields: object, message: string | undefined): string {
  const { err, ...others }: { err?: unknown } = { ...fields };
  const parts = [redactText(message ?? "")];
  for (let error = err, depth = 0; error instanceof Error && depth < 8; error = error.cause, depth += 1) {
    parts.push(`${depth === 0 ? "" : "caused by "}${redactText(error.stack ?? String(error))}`);
  }
  const plain = toPlainValue(others);
  if (Object.keys(others).length > 0) parts.push(inspect(plain, { depth: 4, breakLength: Number.POSITIVE_INFINITY }));
  return parts.filter((part) => part !== "").join("\n  ");
}
