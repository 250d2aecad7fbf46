import { CallTrace } from "./call-trace.ts";
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
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: payload,
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
    context: new ErrorContext({}, thrown instanceof Error ? CallTrace.of(thrown) : CallTrace.capture(toZignalError)),
    ...options,
    cause: thrown,
  });
  Error.captureStackTrace(error, toZignalError);
  return error;
}

/** May the operation that failed with this have been acted on? Then only what may be done twice may be repeated. */
export function mayHaveActed(thrown: unknown): boolean {
  return classify(thrown).mayHaveActed;
}

/** Is this how an operation ends that its caller has aborted? */
export function isAbort(thrown: unknown): boolean {
  return classify(isZignalError(thrown) ? thrown.cause : thrown) === aborted;
}

function classify(thrown: unknown): Classification {
  if (typeof thrown !== "object" || thrown === null) return unknown;
  const own = byName(read(thrown, "code")) ?? byName(read(thrown, "name"));
  if (own !== undefined) return own;
  // fetch hides what happened behind a TypeError; an AggregateError is as good as the worst of its errors.
  if (read(thrown, "message") === "fetch failed") return classify(read(thrown, "cause"));
  // How ws says that a server refused the handshake.
  if (String(read(thrown, "message")).startsWith("Unexpected server response: ")) return socket;
  const found = listOf(read(thrown, "errors")).map((error) => classify(error));
  return found.find((each) => !each.retryable) ?? found[0] ?? unknown;
}

function byName(name: unknown): Classification | undefined {
  if (typeof name !== "string") return undefined;
  return classifications.get(name) ?? (name.startsWith("WS_ERR_") ? socket : undefined);
}

function describe(thrown: unknown): string {
  if (typeof thrown === "string") return thrown === "" ? "An empty string was thrown" : thrown;
  if (typeof thrown !== "object" || thrown === null) return `${String(thrown)} was thrown`;
  const message = read(thrown, "message");
  if (typeof message === "string" && message !== "") return message;
  const errors = listOf(read(thrown, "errors"));
  if (errors.length > 0) return errors.map((error) => describe(error)).join("; ");
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
