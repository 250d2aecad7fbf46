import { GatewayError, InvalidTokenError, TimeoutError, ValidationError } from "@zignal/errors";

/** An error as it goes from one thread to another: structured cloning would leave only its message. */
export interface WireError {
  name: string;
  message: string;
  stack: string | undefined;
  recovery: string | undefined;
  retryable: boolean;
  closeCode: number | undefined;
  shardId: number | undefined;
  issues: { path: string; message: string }[] | undefined;
  operation: string | undefined;
  timeoutMs: number | undefined;
  cause: WireError | undefined;
}

/** How many causes are taken along. */
const depth = 4;

export function toWire(error: unknown, left: number = depth): WireError {
  const { name, message, stack, cause } = error instanceof Error ? error : new Error(String(error));
  const of = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const { issues } = of;
  return {
    name,
    message,
    stack,
    recovery: textOf(of["recovery"]),
    retryable: of["retryable"] === true,
    closeCode: numberOf(of["closeCode"]),
    shardId: numberOf(of["shardId"]),
    issues: Array.isArray(issues)
      ? issues.map(({ path, message: text }) => ({ path: String(path), message: String(text) }))
      : undefined,
    operation: textOf(of["operation"]),
    timeoutMs: numberOf(of["timeoutMs"]),
    cause: cause === undefined || left === 0 ? undefined : toWire(cause, left - 1),
  };
}

/** The same error again, of the same class where it is one of those that a gateway rejects with. */
export function fromWire(wire: WireError): Error {
  const error = made(wire);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function made(wire: WireError): Error {
  const { name, message, recovery, retryable, closeCode, shardId, issues, operation, timeoutMs } = wire;
  const options = {
    retryable,
    ...(recovery === undefined ? {} : { recovery }),
    ...(wire.cause === undefined ? {} : { cause: fromWire(wire.cause) }),
  };
  switch (name) {
    case "GatewayError":
      return new GatewayError(message, {
        ...options,
        ...(closeCode === undefined ? {} : { closeCode }),
        ...(shardId === undefined ? {} : { shardId }),
      });
    case "InvalidTokenError":
      return new InvalidTokenError(message, options);
    case "ValidationError":
      return new ValidationError(issues ?? [{ path: "options", message }], options);
    case "TimeoutError":
      return new TimeoutError(operation ?? "A request", timeoutMs ?? 0, options);
    default: {
      const error = new Error(message, "cause" in options ? { cause: options.cause } : {});
      error.name = name;
      return error;
    }
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
