import { ValidationError } from "@zignal/errors";

/** The seven levels, from the most to the least verbose, with pino's numbers (`critical` lies between its two). */
export const logLevels = {
  trace: 10,
  debug: 20,
  info: 30,
  warning: 40,
  error: 50,
  critical: 55,
  fatal: 60,
} as const;

export type LogLevel = keyof typeof logLevels;

/** What a level may be set to: a level, pino's name `warn`, or `silent` for nothing at all. */
export type LogLevelSetting = LogLevel | "warn" | "silent";

/** The least number that passes. @throws {ValidationError} if it is no level; it names `path`. */
export function levelNumber(level: string, path: string): number {
  if (level === "silent") return Infinity;
  if (level === "warn") return logLevels.warning;
  if (Object.hasOwn(logLevels, level)) return logLevels[level as LogLevel];
  const names = [...Object.keys(logLevels), "silent"].join(", ");
  throw ValidationError.of(path, `must be one of ${names} (was "${level}")`);
}

/** The level to begin with: the option, else `ZIGNAL_LOG_LEVEL`, else `info`. */
export function initialLevel(option: string | undefined, environment: string | undefined): number {
  if (option !== undefined) return levelNumber(option, "level");
  if (environment !== undefined && environment !== "")
    return levelNumber(environment.toLowerCase(), "ZIGNAL_LOG_LEVEL");
  return logLevels.info;
}
