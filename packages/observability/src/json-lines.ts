import type { Logger as PinoLogger } from "pino";
import { logLevels } from "./log-level.ts";
import type { LogLevel } from "./log-level.ts";
import type { LogFormatter, LogRecord } from "./log-record.ts";
import { loadPino } from "./optional-modules.ts";

/** A formatter that writes pino's JSON: `{"level":"info","time":1700000000000,…,"msg":"…"}`. */
export function jsonLines(): LogFormatter {
  let pino: PinoLogger<LogLevel, true> | undefined;
  let time = 0;
  let line = "";
  const start = (): PinoLogger<LogLevel, true> =>
    loadPino().pino<LogLevel, true>(
      {
        customLevels: logLevels,
        useOnlyCustomLevels: true,
        level: "trace",
        base: null,
        formatters: { level: (label) => ({ level: label }) },
        timestamp: () => `,"time":${time}`,
        // The fields are plain data already, and as deep as they are meant to be.
        serializers: { err: (error: unknown) => error },
        depthLimit: 64,
        edgeLimit: 100_000,
      },
      { write: (text) => void (line = text) },
    );
  return (record: LogRecord): string => {
    pino ??= start();
    time = record.time;
    pino[record.level](withoutReserved(record.fields), record.message);
    return line.trimEnd();
  };
}

const reserved = ["level", "time", "msg"] as const;

/** A field may not pass for the record's own level, time or message: it gets an underscore. */
function withoutReserved(fields: LogRecord["fields"]): LogRecord["fields"] {
  if (!reserved.some((name) => name in fields)) return fields;
  const names: readonly string[] = reserved;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [names.includes(name) ? `${name}_` : name, value]),
  );
}
