import { CallTrace, isError } from "./call-trace.ts";
import { ErrorContext } from "./error-context.ts";
import type { ErrorCode } from "./error-code.ts";
import { ErrorCode as Code } from "./error-code.ts";
import type { ZignalErrorOptions } from "./zignal-error.ts";
import { isZignalError, ZignalError } from "./zignal-error.ts";

/** What is known about a foreign error from its `code`. */
interface Classification {
  readonly code: ErrorCode;
  /** The operation never reached the other side, so that trying again can not do it twice. */
  readonly retryable: boolean;
  /** The other side may have acted on it. */
  readonly mayHaveActed: boolean;
  readonly recovery: string;
}

const notSent: Classification = {
  code: Code.HttpRequestFailed,
  retryable: true,
  mayHaveActed: false,
  recovery: "The connection was never made: check address and network, then try again after a wait.",
};

const broken: Classification = {
  code: Code.HttpRequestFailed,
  retryable: false,
  mayHaveActed: true,
  recovery: "The connection broke: try again if doing it twice does no harm.",
};

const timedOut: Classification = {
  code: Code.HttpTimeout,
  retryable: false,
  mayHaveActed: true,
  recovery: "Try again if doing it twice does no harm, or allow more time.",
};

const aborted: Classification = {
  code: Code.SystemError,
  retryable: false,
  mayHaveActed: true,
  recovery: "Nothing to do: the caller ended it.",
};

const payload: Classification = {
  code: Code.InvalidPayload,
  retryable: false,
  mayHaveActed: true,
  recovery: "Look at what was sent or received: it does not have the form that was agreed.",
};

const socket: Classification = {
  code: Code.GatewayDisconnected,
  retryable: false,
  mayHaveActed: true,
  recovery: "Open a new connection; if it happens again, the other side breaks the WebSocket protocol.",
};

const unknown: Classification = { code: Code.SystemError, retryable: false, mayHaveActed: true, recovery: "" };

/** By `error.code`, or by `error.name` where there is none: node, undici, ws and the platform. */
const classifications: ReadonlyMap<string, Classification> = new Map(
  Object.entries({
    ECONNREFUSED: notSent,
    ENOTFOUND: notSent,
    EAI_AGAIN: notSent,
    EHOSTUNREACH: notSent,
    ENETUNREACH: notSent,
    ENETDOWN: notSent,
    UND_ERR_CONNECT_TIMEOUT: { ...notSent, code: Code.HttpTimeout },
    ECONNRESET: broken,
    ECONNABORTED: broken,
    EPIPE: broken,
    UND_ERR_SOCKET: broken,
    UND_ERR_CLOSED: {
      ...broken,
      retryable: false,
      recovery: "The connection pool was closed: do not use it any more.",
    },
    UND_ERR_DESTROYED: { ...broken, recovery: "The connection pool was closed: do not use it any more." },
    UND_ERR_RESPONSE: { ...unknown, code: Code.HttpRequestFailed, recovery: "Look at the status of the answer." },
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: payload,
    HTTPParserError: payload,
    UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: payload,
    UND_ERR_RES_EXCEEDED_MAX_SIZE: payload,
    UND_ERR_INVALID_ARG: { ...unknown, code: Code.ValidationError, recovery: "Correct the argument." },
    ETIMEDOUT: timedOut,
    UND_ERR_HEADERS_TIMEOUT: timedOut,
    UND_ERR_BODY_TIMEOUT: timedOut,
    TimeoutError: timedOut,
    UND_ERR_ABORTED: aborted,
    ABORT_ERR: aborted,
    AbortError: aborted,
    ERR_INVALID_ARG_TYPE: { ...unknown, code: Code.ValidationError, recovery: "Correct the argument." },
    ERR_INVALID_ARG_VALUE: { ...unknown, code: Code.ValidationError, recovery: "Correct the argument." },
    ERR_OUT_OF_RANGE: { ...unknown, code: Code.ValidationError, recovery: "Correct the argument." },
    ERR_INVALID_URL: { ...unknown, code: Code.ValidationError, recovery: "Correct the URL." },
  }),
);

/**
 * Any thrown value as a {@link ZignalError}. One of ours comes back unchanged; anything else is wrapped and kept whole
 * as `cause`: strings, `null`, foreign errors with their fields, an AggregateError with all its errors.
 *
 * @param options - Override what would be told from the value.
 */
export function toZignalError(thrown: unknown, options: ZignalErrorOptions & { code?: ErrorCode } = {}): ZignalError {
  if (isZignalError(thrown)) return thrown;
  const classification = classify(thrown);
  const error = new ZignalError(options.code ?? classification.code, describe(thrown), {
    retryable: classification.retryable,
    recovery: classification.recovery,
    // Where it was thrown, if it knows; else where it was wrapped, which is not here.
    context: new ErrorContext({}, isError(thrown) ? CallTrace.of(thrown) : CallTrace.capture(toZignalError)),
    ...options,
    cause: thrown,
  });
  Error.captureStackTrace(error, toZignalError);
  return error;
}

/** What ws says where it gives no code: the server refused the handshake, or it was ended before it was done. */
const wsMessages =
  /^(?:Unexpected server response: |WebSocket was closed before |WebSocket is not open: |Opening handshake has timed out|Invalid Sec-WebSocket-|Invalid Upgrade header)/;

/** May the operation that failed with this have been acted on? Then only what may be done twice may be repeated. */
export function mayHaveActed(thrown: unknown): boolean {
  return classify(thrown).mayHaveActed;
}

/** Is this how an operation ends that its caller has aborted? */
export function isAbort(thrown: unknown): boolean {
  if (!isZignalError(thrown)) return classify(thrown) === aborted;
  // A time-out is an abort underneath, but not its caller's.
  return thrown.code !== Code.HttpTimeout && !thrown.retryable && classify(thrown.cause) === aborted;
}

/** Errors may hold each other, and themselves: each is looked at once, and says nothing while it is looked at. */
type Seen = Map<object, Classification | undefined>;

function classify(thrown: unknown): Classification {
  return classified(thrown, new Map()) ?? unknown;
}

function classified(thrown: unknown, seen: Seen): Classification | undefined {
  if (typeof thrown !== "object" || thrown === null) return unknown;
  if (seen.has(thrown)) return seen.get(thrown);
  seen.set(thrown, undefined);
  const classification = byItself(thrown) ?? byWhatItHolds(thrown, seen);
  seen.set(thrown, classification);
  return classification;
}

function byItself(thrown: object): Classification | undefined {
  const message = read(thrown, "message");
  const isOfWs = typeof message === "string" && wsMessages.test(message);
  return byName(read(thrown, "code")) ?? byName(read(thrown, "name")) ?? (isOfWs ? socket : undefined);
}

function byWhatItHolds(thrown: object, seen: Seen): Classification | undefined {
  // fetch hides what happened behind a TypeError; an AggregateError is as good as the worst of its errors.
  const message = read(thrown, "message");
  if (message === "fetch failed" || message === "terminated") return classified(read(thrown, "cause"), seen);
  const found = listOf(read(thrown, "errors"))
    .map((error) => classified(error, seen))
    .filter((each) => each !== undefined);
  return found.find((each) => !each.retryable) ?? found[0];
}

function byName(name: unknown): Classification | undefined {
  if (typeof name !== "string") return undefined;
  const found = classifications.get(name);
  if (found !== undefined) return found;
  if (name.startsWith("WS_ERR_")) return socket;
  // undici's parser: what came is not HTTP.
  return name.startsWith("HPE_") ? payload : undefined;
}

function describe(thrown: unknown, seen: Set<unknown> = new Set()): string {
  if (typeof thrown === "string") return thrown === "" ? "An empty string was thrown" : thrown;
  if (typeof thrown === "function") return `A function (${thrown.name === "" ? "anonymous" : thrown.name}) was thrown`;
  if (typeof thrown !== "object" || thrown === null) return `${String(thrown)} was thrown`;
  seen.add(thrown);
  const message = read(thrown, "message");
  if (typeof message === "string" && message !== "") return message;
  const errors = listOf(read(thrown, "errors")).filter((error) => !seen.has(error));
  if (errors.length > 0) return errors.map((error) => describe(error, seen)).join("; ");
  const name = read(thrown, "name");
  return typeof name === "string" && name !== "" ? name : "An object that is not an error was thrown";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
