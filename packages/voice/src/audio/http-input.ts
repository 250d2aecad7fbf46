import { AudioSourceError } from "./audio-error.ts";

export interface HttpInputOptions {
  /** Time that the server has for the head of its answer, and for each piece of the body, in milliseconds. @defaultValue `15_000` */
  readonly timeoutMs?: number;
  /** Sent with the request. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
  /** Sends the request; replace it behind a proxy. @defaultValue global `fetch` */
  readonly fetch?: typeof fetch;
}

/** How often a body that broke off is asked for again, from where it broke off. */
const mostResumptions = 3;

/**
 * The bytes behind a URL. Redirects are followed (20 at most). Where the connection breaks, the rest is asked for with a
 * Range header, if the server knows how. The body is read no faster than it is used.
 *
 * @throws {AudioSourceError} `HttpRequestFailed` with the status, `HttpTimeout`, or the connection's own error as cause.
 */
export async function* readUrl(url: URL, options: HttpInputOptions): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = 0;
  let validator: string | undefined;
  for (let attempt = 0; ; attempt++) {
    const request = new Request(url, options, offset, validator);
    try {
      const response = await request.open();
      validator ??= validatorOf(response);
      for await (const chunk of request.body(response)) {
        offset += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      const mayResume = offset > 0 && validator !== undefined && attempt < mostResumptions;
      if (error instanceof AudioSourceError || options.signal?.aborted === true || !mayResume) {
        throw asSourceError(error, url);
      }
    } finally {
      request.close();
    }
  }
}

/** One request, with its time-outs. */
class Request {
  readonly #url: URL;
  readonly #options: HttpInputOptions;
  readonly #offset: number;
  readonly #validator: string | undefined;
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = (): void => this.#controller.abort(this.#options.signal?.reason);

  constructor(url: URL, options: HttpInputOptions, offset: number, validator: string | undefined) {
    this.#url = url;
    this.#options = options;
    this.#offset = offset;
    this.#validator = validator;
    this.#timeoutMs = options.timeoutMs ?? 15_000;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted === true) this.#onAbort();
  }

  async open(): Promise<Response> {
    const send = this.#options.fetch ?? fetch;
    const headers = new Headers(this.#options.headers);
    const { username, password } = this.#url;
    const address = new URL(this.#url);
    // fetch refuses names and passwords in an address, and says them aloud.
    if (username !== "" || password !== "") {
      address.username = "";
      address.password = "";
      const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      if (!headers.has("authorization")) {
        headers.set("authorization", `Basic ${Buffer.from(credentials).toString("base64")}`);
      }
    }
    if (this.#offset > 0 && this.#validator !== undefined) {
      headers.set("range", `bytes=${String(this.#offset)}-`);
      headers.set("if-range", this.#validator);
    }
    const response = await this.#inTime(send(address, { headers, signal: this.#controller.signal }));
    if (!response.ok) throw statusError(response, this.#url);
    // Without 206 the whole file comes again: its beginning was played already.
    if (this.#offset > 0 && response.status !== 206) throw new AudioSourceError(`${nameOf(this.#url)} broke off`);
    return response;
  }

  async *body(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    for (;;) {
      const { done, value } = await this.#inTime(reader.read());
      if (done) return;
      yield value;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#controller.abort();
  }

  async #inTime<T>(promise: Promise<T>): Promise<T> {
    const error = new AudioSourceError(`${nameOf(this.#url)} sent nothing for ${String(this.#timeoutMs)} ms`, {
      code: "HttpTimeout",
      retryable: true,
    });
    this.#timer = setTimeout(() => this.#controller.abort(error), this.#timeoutMs);
    this.#timer.unref();
    try {
      return await promise;
    } finally {
      clearTimeout(this.#timer);
    }
  }
}

function statusError(response: Response, url: URL): AudioSourceError {
  const status = `${String(response.status)} ${response.statusText}`.trim();
  return new AudioSourceError(`${nameOf(url)} answered ${status}`, {
    code: "HttpRequestFailed",
    retryable: response.status >= 500 || response.status === 429,
    recovery:
      response.status === 403 || response.status === 404
        ? "Check the address: it may be wrong, or signed and out of date, as Discord's attachments are after a day."
        : "",
  });
}

function asSourceError(error: unknown, url: URL): unknown {
  if (error instanceof AudioSourceError) return error;
  // fetch says no more than "fetch failed": what happened is in its cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AudioSourceError(`${nameOf(url)} can not be read: ${reason}`, {
    code: "HttpRequestFailed",
    retryable: true,
    cause: error,
  });
}

/** A strong one only: the rest of another version must not be put behind this one's beginning. */
function validatorOf(response: Response): string | undefined {
  if (response.headers.get("accept-ranges") !== "bytes" || response.headers.has("content-encoding")) return undefined;
  const tag = response.headers.get("etag");
  return tag !== null && !tag.startsWith("W/") ? tag : (response.headers.get("last-modified") ?? undefined);
}

/** Without user, password and query: signatures live there. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
