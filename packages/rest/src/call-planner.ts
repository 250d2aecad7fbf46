import { ValidationError } from "@zignal/errors";
import { withoutToJson } from "./body.ts";
import type { BotToken } from "./bot-token.ts";
import type { AnyCallOptions, CallAuth } from "./call-options.ts";
import { checkCallOptions } from "./check-call-options.ts";
import { limitVariant } from "./limit-variant.ts";
import { hasEnforcedNonce, lacksNonce, NonceSource } from "./nonce.ts";
import type { Payload } from "./payload.ts";
import { encodePayload } from "./payload.ts";
import { isRepeatable } from "./repeatability.ts";
import { RequestHeaders } from "./request-headers.ts";
import type { RestSettings } from "./rest-options.ts";
import type { Route } from "./route.ts";
import { checkedBearer } from "./token.ts";

/** What a call is made of, once it is known to be sound. */
export interface CallPlan {
  readonly route: Route;
  readonly major: string;
  readonly variant: string;
  readonly path: string;
  readonly payload: Payload;
  readonly headers: string[];
  readonly usesBotToken: boolean;
  readonly isRepeatable: boolean;
  readonly priority: number;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly maxRetries: number;
  readonly rejectInsteadOfWait: boolean;
  readonly signal: AbortSignal | undefined;
}

const noOptions: AnyCallOptions = {};

/** Turns what a caller asks for into what is sent. */
export class CallPlanner {
  readonly #settings: RestSettings;
  readonly #botToken: BotToken;
  readonly #headers: RequestHeaders;
  readonly #nonces = new NonceSource();

  constructor(settings: RestSettings, botToken: BotToken) {
    this.#settings = settings;
    this.#botToken = botToken;
    this.#headers = new RequestHeaders(settings.userAgent);
  }

  /**
   * Checks a call and works out all that sending it needs.
   * @param query - Written already, with its `?`.
   * @throws {ValidationError} naming what does not fit.
   * @throws {InvalidTokenError} without a token that the call needs.
   */
  plan(
    route: Route,
    values: readonly string[],
    body: unknown,
    options: AnyCallOptions | undefined,
    query: string,
  ): CallPlan {
    const { timeoutMs, maxRetries, basePath, rateLimiter, enforceNonce } = this.#settings;
    const checked = checkCallOptions(options ?? noOptions);
    const path = basePath + route.fill(values) + query;
    const auth = this.#authOf(route, options?.auth);
    const [payload, isSafe] = this.#payload(route, body, options, enforceNonce);
    const bearer = typeof auth === "object" ? checkedBearer(auth.bearer) : undefined;
    const authorization =
      bearer === undefined ? (auth === "bot" ? this.#botToken.header : undefined) : `Bearer ${bearer}`;
    const major = route.majorOf(values);
    return {
      route,
      // Another user's calls are counted apart from the bot's.
      major: bearer === undefined ? major : `${major} ${bearer}`,
      variant: limitVariant(route, values, body),
      path,
      payload,
      headers: this.#headers.of(authorization, payload, options?.reason),
      usesBotToken: auth === "bot",
      isRepeatable: isRepeatable(route, payload, isSafe),
      priority: checked.priority ?? 0,
      timeoutMs: checked.timeoutMs ?? timeoutMs,
      maxRetries: checked.maxRetries ?? maxRetries,
      deadlineMs: checked.deadlineMs ?? Infinity,
      rejectInsteadOfWait: options?.rejectInsteadOfWait ?? rateLimiter.rejectInsteadOfWait,
      signal: checked.signal,
    };
  }

  /** @returns the payload, and whether a nonce keeps it from acting twice */
  #payload(
    route: Route,
    body: unknown,
    options: AnyCallOptions | undefined,
    enforceNonce: boolean,
  ): [payload: Payload, isSafe: boolean] {
    const files = options?.files;
    const fields = withoutToJson(body);
    if (route.name !== "createMessage") return [encodePayload(route, fields, files), false];
    if (!enforceNonce || !lacksNonce(fields)) return [encodePayload(route, fields, files), hasEnforcedNonce(fields)];
    return [encodePayload(route, { ...fields, nonce: this.#nonces.next(), enforce_nonce: true }, files), true];
  }

  #authOf(route: Route, auth: CallAuth | undefined): CallAuth {
    if (auth !== undefined && auth !== "bot") return auth;
    const kind = auth ?? route.auth;
    if (kind === "token" || (kind === "optional" && this.#botToken.header === undefined)) return "none";
    if (kind === "oauth2") {
      throw ValidationError.of(
        "auth",
        `must be { bearer: "…" }: ${route.key} acts for a user who authorised the application`,
      );
    }
    this.#botToken.check(route.key, this.#settings.clock.now());
    return "bot";
  }
}
