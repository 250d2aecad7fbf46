import type { LoggerLike } from "../src/index.ts";

export interface LogLine {
  level: string;
  message: string;
  fields: Readonly<Record<string, unknown>>;
}

/** A logger that remembers. */
export function recordingLogger(): LoggerLike & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const method = (level: string) => (first: string | object, message?: string) => {
    lines.push(
      typeof first === "string"
        ? { level, message: first, fields: {} }
        : { level, message: message ?? "", fields: { ...first } },
    );
  };
  return {
    lines,
    trace: method("trace"),
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    fatal: method("fatal"),
  };
}
