import type { PlainValue } from "@zignal/errors";
import type { LogLevel } from "./log-level.ts";

/** One line of the log, before it is formatted. Secrets are out of it already. */
export interface LogRecord {
  readonly level: LogLevel;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
  /** The logger's context, the flow's, and the call's own fields; an error is under `err`, as plain data. */
  readonly fields: Readonly<Record<string, PlainValue>>;
}

/** A record as text, without a newline at its end. */
export type LogFormatter = (record: LogRecord) => string;
