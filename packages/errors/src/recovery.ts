/** What to do about a failure. */
export type RecoveryStrategy =
  /** Send the same again, after a growing, jittered wait. */
  | "backoff"
  /** Wait as long as the answer says, then send the same again. */
  | "wait"
  /** Reconnect and resume the session. */
  | "resume"
  /** Reconnect and start a new session (gateway: identify; voice: join again). */
  | "new-session"
  /** Stay disconnected until Discord says where to connect to next. */
  | "await-server"
  /** Change the request: its body, its target or its timing. */
  | "fix-request"
  /** Get the permission, scope or access that is missing, or stop asking. */
  | "check-permissions"
  /** Change the token, the intents, the sharding or the library, then start anew. */
  | "fix-configuration"
  /** What was wanted is gone, done or forbidden for good: go on without. */
  | "give-up";

/**
 * May the same operation be done again, unchanged?
 *
 * - `always`: Discord has not acted on it.
 * - `idempotent`: Discord may have acted: only if doing it twice does no harm (not a POST).
 * - `never`: the answer would be the same, or worse.
 */
export type Repeat = "always" | "idempotent" | "never";

/** Which table a code stands in. */
export type RecoveryTable = "http" | "discord" | "gateway" | "voice";

/** One row of the tables: what a code means, may it be retried, and what to do. */
export interface Recovery {
  readonly table: RecoveryTable;
  readonly code: number;
  readonly meaning: string;
  /** Can the same operation succeed later, in one way or another? `false` means: do not try it again by yourself. */
  readonly retryable: boolean;
  readonly repeat: Repeat;
  readonly strategy: RecoveryStrategy;
  /** What to do, as a sentence. */
  readonly advice: string;
  /** Where Discord documents it. */
  readonly link: string;
  /** What the reference this library follows says instead, where Discord's documentation overrules it, and why. */
  readonly differs?: string;
}

/** A row as the tables below write it: what all rows of a table share is filled in. */
export interface RecoveryRow {
  readonly code: number;
  readonly meaning: string;
  readonly repeat: Repeat;
  readonly strategy: RecoveryStrategy;
  readonly advice: string;
  readonly differs?: string;
}

/** Fills in what all rows of a table share. */
export function completeRow(table: RecoveryTable, link: string, row: RecoveryRow): Recovery {
  return { table, link, retryable: row.repeat !== "never", ...row };
}

const page = "https://docs.discord.com/developers/topics/opcodes-and-status-codes";

/** The sections of Discord's page on status codes. */
export const documentation: Readonly<Record<RecoveryTable, string>> = {
  http: `${page}#http-http-response-codes`,
  discord: `${page}#json-json-error-codes`,
  gateway: `${page}#gateway-gateway-close-event-codes`,
  voice: `${page}#voice-voice-close-event-codes`,
};
