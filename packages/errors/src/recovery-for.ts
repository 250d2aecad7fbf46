import { isError } from "./call-trace.ts";
import { gatewayCloseRecovery, voiceCloseRecovery } from "./close-recovery.ts";
import { GatewayError, VoiceError } from "./connection-errors.ts";
import { discordRecovery } from "./discord-recovery.ts";
import { HttpError, recoveryForAnswer } from "./http-error.ts";
import { httpRecovery } from "./http-recovery.ts";
import type { Recovery } from "./recovery.ts";
import { mayHaveActed, toZignalError } from "./to-zignal-error.ts";
import { ValidationError } from "./validation-error.ts";
import type { ZignalError } from "./zignal-error.ts";

/** What {@link recoveryFor} can be asked about, besides an error. */
export type RecoverySubject =
  | { readonly httpStatus: number; readonly discordCode?: number }
  | { readonly discordCode: number }
  | { readonly gatewayCloseCode: number }
  | { readonly voiceCloseCode: number };

/** What to do about an error that no table has a row for. */
export interface Advice extends Pick<Recovery, "meaning" | "retryable" | "repeat" | "strategy" | "advice"> {
  /** Which table the answer comes from; `undefined` when it comes from the error alone. */
  readonly table: Recovery["table"] | undefined;
  /** The code looked up; `undefined` when there was none. */
  readonly code: number | undefined;
  readonly link: string | undefined;
}

/**
 * What a failure means, whether it may be retried, and what to do.
 *
 * @param subject - An error (of ours or any other), a code by its name, or a bare number: 100 to 599 is an HTTP status,
 *   1000 to 4999 a close code of the gateway, 0 and all else one of Discord's JSON codes.
 * @throws {ValidationError} if a code is not a whole number of 0 or more.
 * @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes | Discord Docs/Opcodes and Status Codes}
 */
export function recoveryFor(subject: RecoverySubject | number | Error): Advice {
  if (typeof subject === "number") return byNumber(subject);
  if (isError(subject)) return byError(toZignalError(subject));
  if (typeof subject !== "object" || subject === null) throw unknownSubject();
  if ("httpStatus" in subject) return recoveryForAnswer(whole("httpStatus", subject.httpStatus), subject.discordCode);
  if ("discordCode" in subject) return discordRecovery(whole("discordCode", subject.discordCode));
  if ("gatewayCloseCode" in subject) return gatewayCloseRecovery(whole("gatewayCloseCode", subject.gatewayCloseCode));
  if ("voiceCloseCode" in subject) return voiceCloseRecovery(whole("voiceCloseCode", subject.voiceCloseCode));
  throw unknownSubject();
}

function unknownSubject(): ValidationError {
  return ValidationError.of(
    "subject",
    "must be an error, a number, or name httpStatus, discordCode, gatewayCloseCode or voiceCloseCode",
  );
}

function byNumber(code: number): Recovery {
  whole("code", code);
  if (code >= 100 && code <= 599) return httpRecovery(code);
  if (code >= 1000 && code <= 4999) return gatewayCloseRecovery(code);
  return discordRecovery(code);
}

function byError(error: ZignalError): Advice {
  const row = rowOf(error);
  if (row === undefined) return byItself(error);
  // The error knows its method, and may have been told by who threw it.
  return { ...row, retryable: error.retryable, advice: error.recovery };
}

function rowOf(error: ZignalError): Recovery | undefined {
  if (error instanceof HttpError) return recoveryForAnswer(error.status, error.discordCode);
  if (error instanceof GatewayError && error.closeCode !== undefined) return gatewayCloseRecovery(error.closeCode);
  if (error instanceof VoiceError && error.closeCode !== undefined) return voiceCloseRecovery(error.closeCode);
  if (error.code === "RateLimited") return httpRecovery(429);
  if (error.code === "InvalidToken") return httpRecovery(401);
  return undefined;
}

function byItself(error: ZignalError): Advice {
  const mayRepeat = error.code === "HttpTimeout" || (error.code === "HttpRequestFailed" && mayHaveActed(error.cause));
  return {
    table: undefined,
    code: undefined,
    link: undefined,
    meaning: error.message,
    retryable: error.retryable,
    repeat: error.retryable ? "always" : mayRepeat ? "idempotent" : "never",
    strategy:
      error.retryable || mayRepeat
        ? "backoff"
        : error.code === "ValidationError" || error.code === "InvalidPayload"
          ? "fix-request"
          : "give-up",
    advice: error.recovery,
  };
}

function whole(name: string, code: number): number {
  if (!Number.isSafeInteger(code) || code < 0)
    throw ValidationError.of(name, `must be a whole number of 0 or more (was ${code})`);
  return code;
}
