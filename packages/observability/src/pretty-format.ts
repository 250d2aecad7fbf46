import type { PlainValue } from "@zignal/errors";
import type { LogLevel } from "./log-level.ts";
import type { LogFormatter, LogRecord } from "./log-record.ts";

const ansi = { reset: "\u001B[0m", dim: "\u001B[2m" } as const;

const levelColors: Readonly<Record<LogLevel, string>> = {
  trace: "\u001B[90m",
  debug: "\u001B[36m",
  info: "\u001B[32m",
  warning: "\u001B[33m",
  error: "\u001B[31m",
  critical: "\u001B[1;31m",
  fatal: "\u001B[1;37;41m",
};

const widestLevel = "critical".length;

/**
 * A formatter for people: time of day, level, message, fields; an error's stack and causes on lines of their own.
 * @param options - `colors`: with ANSI colours.
 */
export function prettyFormat(options: { readonly colors: boolean }): LogFormatter {
  const paint = (color: string, text: string): string => (options.colors ? `${color}${text}${ansi.reset}` : text);
  return (record: LogRecord): string => {
    const { err, ...fields } = record.fields;
    const level = paint(levelColors[record.level], record.level.toUpperCase().padEnd(widestLevel));
    const parts = [paint(ansi.dim, timeOfDay(record.time)), level, indentRest(printable(record.message))];
    for (const [name, value] of Object.entries(fields)) {
      parts.push(paint(ansi.dim, `${printable(name)}=`) + inline(value));
    }
    return [parts.join(" "), ...errorLines(err).map((line) => `    ${paint(ansi.dim, printable(line))}`)].join("\n");
  };
}

function timeOfDay(time: number): string {
  const date = new Date(time);
  const thousandths = String(date.getMilliseconds()).padStart(3, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${thousandths}`;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}

function inline(value: PlainValue): string {
  if (typeof value === "string") return /^[^\s"=]+$/u.test(value) ? printable(value) : JSON.stringify(printable(value));
  return printable(JSON.stringify(value));
}

function errorLines(error: PlainValue | undefined, prefix = ""): string[] {
  if (error === undefined) return [];
  if (error === null || typeof error !== "object" || Array.isArray(error)) return [`${prefix}${inline(error)}`];
  const { name, message, stack, cause, errors, ...rest } = error;
  const head = typeof stack === "string" ? stack : `${inline(name ?? "Error")}: ${inline(message ?? "")}`;
  const lines = `${prefix}${head}`.split("\n");
  const details = Object.entries(rest).filter(([field]) => field !== "context" && field !== "recovery");
  if (details.length > 0) lines.push(`  ${details.map(([field, value]) => `${field}=${inline(value)}`).join(" ")}`);
  if (typeof rest["recovery"] === "string" && rest["recovery"] !== "") lines.push(`  What to do: ${rest["recovery"]}`);
  for (const inner of Array.isArray(errors) ? errors : [])
    lines.push(...errorLines(inner, "one of: ").map((line) => `  ${line}`));
  return [...lines, ...errorLines(cause, "caused by: ")];
}

function indentRest(text: string): string {
  return text.replaceAll("\n", "\n    ");
}

/** What users write may hold escape sequences that would steer the terminal. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
