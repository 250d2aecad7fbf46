export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * How an operation is authorised.
 * - `bot`: the bot's token.
 * - `optional`: works without; the bot's token is sent when there is one.
 * - `token`: by a webhook's or interaction's token in the path; no `Authorization` header is sent.
 * - `oauth2`: a user's bearer token, given as `auth: { bearer }`.
 */
export type EndpointAuth = "bot" | "optional" | "token" | "oauth2";

/** One operation of Discord's HTTP API. */
export interface Endpoint {
  /** Name of the method, such as `createMessage`. */
  readonly name: string;
  readonly method: HttpMethod;
  /** Path with placeholders, such as `/channels/{channel_id}/messages`. */
  readonly path: string;
  /** Name of the group on `Rest`, such as `channels`. */
  readonly resource: string;
  readonly auth: EndpointAuth;
}
