/** What any package asks of a logger: pino's method shape, which `@zignal/observability`'s `Logger` has too. */
export interface LoggerLike {
  trace: LogMethod;
  debug: LogMethod;
  info: LogMethod;
  warn: LogMethod;
  error: LogMethod;
  fatal: LogMethod;
}

export interface LogMethod {
  (message: string): void;
  (fields: object, message?: string): void;
}

function ignore(): void {
  // Nobody listens.
}

/** Drops everything: the default wherever a logger may be given. */
export const silentLogger: LoggerLike = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
};
