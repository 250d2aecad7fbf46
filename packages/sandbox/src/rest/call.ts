import type { Application } from "../world/applications.ts";
import { ApiError } from "../world/api-error.ts";
import type { User } from "../world/users.ts";
import type { World } from "../world/world.ts";
import type { Field } from "./fields.ts";
import { FormErrors } from "./form-errors.ts";
import { readBody } from "./fields.ts";
import type { RestLimits } from "./limits.ts";
import type { Reply } from "./reply.ts";
import type { UploadedPart } from "./request-body.ts";

export interface SessionStartLimit {
  total: number;
  remaining: number;
  /** Milliseconds until `remaining` is `total` again. */
  reset_after: number;
}

/** The bot that asks. */
export interface Caller {
  readonly application: Application;
  readonly user: User;
}

/** One request of the HTTP API, read and authenticated. */
export interface Call {
  readonly world: World;
  /** Values of the path's placeholders. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body, or the `payload_json` of a form; `undefined` when there is none. */
  readonly body: unknown;
  readonly files: readonly UploadedPart[];
  /** `undefined` on routes that need no token. */
  readonly caller: Caller | undefined;
  /** Decoded `X-Audit-Log-Reason`. */
  readonly reason: string | undefined;
  /** Origin under which this server is reached, such as `http://127.0.0.1:4600`. */
  readonly origin: string;
  readonly gatewayUrl: string;
  readonly recommendedShards: number;
  /** How many sessions the application may still start today. */
  readonly sessionStartLimit: (applicationId: string, total: number) => SessionStartLimit;
  readonly limits: RestLimits;
}

export type Endpoint = (call: Call) => Reply;

/** Endpoints by operation id. */
export type Endpoints = Readonly<Record<string, Endpoint>>;

/** A placeholder's value. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route has no placeholder ${name}`);
  return value;
}

/** The bot that asks, on routes that need one. */
export function me(call: Call): Caller {
  if (call.caller === undefined) throw new ApiError(401, 0, "401: Unauthorized");
  return call.caller;
}

/** The body, read by `field`. @throws {ApiError} 50035 */
export function form<T>(call: Call, field: Field<T>): T {
  return readBody(field, call.body ?? {});
}

/** A query parameter, read by `field`. @throws {ApiError} 50035 */
export function queryValue<T>(call: Call, name: string, field: Field<T>): T | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  const errors = new FormErrors();
  const value = field(text, { path: [name], errors });
  errors.throwIfAny();
  return value;
}

/** A query parameter that is true or false. */
export function queryFlag(call: Call, name: string): boolean {
  return ["true", "True", "1"].includes(call.query.get(name) ?? "");
}
