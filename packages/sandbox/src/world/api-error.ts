/**
 * An answer that is not a success, as Discord words it. The world throws it where the state forbids something, the HTTP
 * API where the request does.
 * @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#json | Discord Docs/JSON Error Codes}
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status. */
  readonly status: number;
  /** Discord's JSON error code. */
  readonly code: number;
  /** Nested field errors of code 50035. */
  readonly errors: object | undefined;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The JSON body. */
  toJSON(): object {
    return this.errors === undefined
      ? { message: this.message, code: this.code }
      : { message: this.message, code: this.code, errors: this.errors };
  }
}

const unknownCodes = {
  Application: 10002,
  Channel: 10003,
  Guild: 10004,
  Integration: 10005,
  Invite: 10006,
  Member: 10007,
  Message: 10008,
  "Permission overwrite": 10009,
  Role: 10011,
  User: 10013,
  Emoji: 10014,
  Webhook: 10015,
  Ban: 10026,
  SKU: 10027,
  Entitlement: 10029,
  Lobby: 10031,
  "guild template": 10057,
  sticker: 10060,
  "sticker pack": 10061,
  interaction: 10062,
  "application command": 10063,
  "Voice State": 10065,
  "application command permissions": 10066,
  "Stage Instance": 10067,
  "Guild Welcome Screen": 10069,
  "Guild Scheduled Event": 10070,
  sound: 10097,
} as const;

/** 404: what was named does not exist, or may not be known to exist. */
export function unknown(what: keyof typeof unknownCodes): ApiError {
  return new ApiError(404, unknownCodes[what], `Unknown ${what}`);
}

/** 403: the channel or guild is out of the caller's sight. */
export function missingAccess(): ApiError {
  return new ApiError(403, 50001, "Missing Access");
}

/** 403: the caller sees it, but lacks a permission. */
export function missingPermissions(): ApiError {
  return new ApiError(403, 50013, "Missing Permissions");
}

/** 400 with nested field errors, for a fault that only the state reveals. `path` is a list of keys and indices. */
export function invalidForm(path: readonly (string | number)[], code: string, message: string): ApiError {
  let errors: object = { _errors: [{ code, message }] };
  for (const key of path.toReversed()) errors = { [key]: errors };
  return new ApiError(400, 50035, "Invalid Form Body", errors);
}
