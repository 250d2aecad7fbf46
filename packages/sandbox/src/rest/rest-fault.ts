/** What the HTTP API shall do instead of, or before, answering a request properly. */
export type RestFault =
  /** Answers with this status. `body` is sent as JSON, or as it is when it is a string. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Answers 429 as Discord does, without having counted the request. */
  | { readonly kind: "rateLimit"; readonly retryAfterMs: number; readonly scope: "user" | "global" | "shared" }
  /** Cuts the connection before any answer. */
  | { readonly kind: "reset" }
  /** Waits, then answers as if nothing had been asked. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Sends the headers of a success, and never a body. */
  | { readonly kind: "stall" }
  /** A 429 from the proxy in front of the API: HTML, and no headers about limits. */
  | { readonly kind: "html429" };

/** Where the handler asks, for each request, whether it shall fail. Each call uses up one planned fault. */
export interface RestFaultSource {
  take(request: RestFaultRequest): RestFault | undefined;
}

export interface RestFaultRequest {
  readonly method: string;
  /** The path with placeholders, such as `/channels/{channel_id}/messages`; the path itself where no operation has it. */
  readonly route: string;
  /** The path after `/api/v10`, without the query. */
  readonly path: string;
}
