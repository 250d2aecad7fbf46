import { describe, expect, it } from "vitest";
import {
  CallTrace,
  CircuitBreaker,
  ErrorContext,
  ErrorHandler,
  HttpError,
  isAbort,
  isSecretName,
  isZignalError,
  recoveryFor,
  redactText,
  retry,
  timeout,
  TimeoutError,
  toPlainValue,
  toZignalError,
  ValidationError,
  ZignalError,
} from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

const secret = "s3cr3t-s3cr3t-s3cr3t";

function errorWithStack(...lines: string[]): Error {
  const error = new Error("x");
  error.stack = ["Error: x", ...lines].join("\n");
  return error;
}

function placeOf(frame: string): ErrorContext {
  return new ErrorContext({}, CallTrace.of(errorWithStack(frame)));
}

describe("what is thrown to do harm", () => {
  it("may hold itself among its errors", () => {
    const error = new AggregateError([], "");
    error.errors.push(error, Object.assign(new Error("refused"), { code: "ECONNREFUSED" }), error);
    expect(toZignalError(error)).toMatchObject({ message: "refused", code: "HttpRequestFailed", retryable: true });
  });

  it("may be its own cause behind fetch's TypeError", () => {
    const error = new TypeError("fetch failed");
    error.cause = error;
    expect(toZignalError(error)).toMatchObject({ code: "SystemError", cause: error });
  });

  it("may be a proxy that was revoked", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isZignalError(proxy)).toBe(false);
    expect(proxy instanceof HttpError).toBe(false);
    expect(JSON.stringify(toZignalError(proxy))).toContain('"code":"SystemError"');
  });

  it("may have a message that is no text and can not become one, or a stack that can not be read", () => {
    const error = Object.assign(new Error("x"), { message: Object.create(null) as string });
    expect(JSON.stringify(toZignalError(error))).toContain('"message":"[unreadable]"');
    const silent = Object.defineProperty(new Error("x"), "stack", {
      get() {
        throw new Error("no");
      },
    });
    const wrapped = toZignalError(silent);
    expect(wrapped.context.file).toBeUndefined();
    expect(wrapped.toJSON()["cause"]).toMatchObject({ message: "x", stack: "[unreadable]" });
    expect(() => CallTrace.capture().attachTo(silent)).not.toThrow();
  });

  it("does not print the source of a function", () => {
    expect(toZignalError(function named() {}).message).toBe("A function (named) was thrown");
  });

  it("is refused with a reason where advice on nothing is asked for", () => {
    expect(() => recoveryFor(null as unknown as Error)).toThrow(ValidationError);
    expect(() => recoveryFor("500" as unknown as Error)).toThrow(ValidationError);
  });
});

describe("the place that a stack names", () => {
  it("is that of the eval, for code that eval made", () => {
    const frame = "    at inner (eval at outer (file:///srv/bot.ts:12:3), <anonymous>:1:5)";
    expect(placeOf(frame)).toMatchObject({ file: "/srv/bot.ts", line: 12, function: "inner" });
    const nested = "    at eval (eval at a (eval at b (/srv/bot.ts:7:9)), <anonymous>:1:5)";
    expect(placeOf(nested)).toMatchObject({ file: "/srv/bot.ts", line: 7, function: undefined });
  });

  it("is whole where the folder has parentheses in its name", () => {
    expect(placeOf("    at f (/srv/bot (copy)/a.js:3:4)")).toMatchObject({
      file: "/srv/bot (copy)/a.js",
      function: "f",
    });
    const unnamed = placeOf("    at /srv/bot (copy)/a.js:3:4");
    expect(unnamed).toMatchObject({ file: "/srv/bot (copy)/a.js", line: 3, function: undefined });
  });

  it("stays a URL where that is no path of this machine", () => {
    expect(placeOf("    at f (file:///srv/a%2Fb.js:3:4)").file).toBe("file:///srv/a%2Fb.js");
  });

  it("has no function at the top of a CommonJS module", () => {
    expect(placeOf("    at Object.<anonymous> (/srv/a.js:3:4)").function).toBeUndefined();
  });

  it("is not taken from a stack that stands in the message", () => {
    const error = new ZignalError("SystemError", "the child said:\n    at Child.run (/child.js:1:1)");
    expect(error.context.file).toBe(import.meta.filename);
  });

  it("is attached although another frame begins with the same digits", () => {
    const error = errorWithStack("    at f (/srv/a.js:1:23)");
    CallTrace.of(errorWithStack("    at g (/srv/a.js:1:2)")).attachTo(error);
    expect(error.stack).toContain("at g (/srv/a.js:1:2)");
  });

  it("is attached to an error of another realm", async () => {
    const { runInNewContext } = await import("node:vm");
    const error: unknown = runInNewContext("new Error('theirs')");
    CallTrace.capture().attachTo(error);
    expect((error as Error).stack).toContain(import.meta.filename);
  });
});

it("keeps a context as it was when the object it was made from changes", () => {
  const fields = { guildId: "1", line: 5, extra: { shard: 1 } };
  const context = new ErrorContext(fields);
  Object.assign(fields, { guildId: "2", line: 6 });
  fields.extra.shard = 2;
  expect(context.withUserId("3")).toMatchObject({ guildId: "1", line: 5, userId: "3", extra: { shard: 1 } });
});

describe("a time-out with an abort underneath", () => {
  const underneath = new DOMException("This operation was aborted", "AbortError");

  it("is no abort of its caller's, so that it may be retried", () => {
    expect(isAbort(new TimeoutError("GET /x", 5, { cause: underneath }))).toBe(false);
    expect(isAbort(new TimeoutError("POST /x", 5, { cause: underneath }))).toBe(false);
    expect(isAbort(toZignalError(underneath))).toBe(true);
  });
});

describe("secrets in unusual places", () => {
  it.each([
    `"accessToken":"${secret}"`,
    `botToken=${secret}`,
    `DISCORDTOKEN=${secret}`,
    `clientSecret: '${secret}'`,
    `redis://default:${secret}@redis.internal:6379/0`,
    `https%3A%2F%2Fdiscord.com%2Fapi%2Fwebhooks%2F123%2F${secret}`,
    `webhooks/123/${secret}`,
    String.raw`"https:\/\/discord.com\/api\/webhooks\/123\/${secret}"`,
  ])("are taken out of %s", (text) => {
    expect(redactText(text)).not.toContain(secret);
    expect(redactText(redactText(text))).toBe(redactText(text));
  });

  it.each([
    { voiceToken: secret },
    { DISCORD_BOT_TOKEN: secret },
    { headers: ["set-cookie", [secret, secret]] },
    { headers: [{ name: "Authorization", value: secret }] },
    { query: new URLSearchParams({ access_token: secret }) },
    { headers: new Map<unknown, unknown>([["x-api-key", secret]]) },
    {
      headers: new Map<unknown, unknown>([
        [{}, 1],
        ["x-api-key", secret],
      ]),
    },
    { url: new URL(`https://user:${secret}@host/`) },
  ])("are taken out of %o", (value) => {
    expect(JSON.stringify(toPlainValue(value))).not.toContain(secret);
  });

  it("does not hide whether there is one", () => {
    expect(toPlainValue({ hasToken: true, token: null })).toEqual({ hasToken: true, token: null });
    expect(["availableTokens", "tokenizer", "cookieJar"].filter(isSecretName)).toEqual([]);
  });

  it("does not slow down with the square of a stranger's text", () => {
    const texts = ["eyJ".repeat(40_000), `authorization:${" ".repeat(100_000)}`, `token${" ".repeat(100_000)}`];
    const startedAt = performance.now();
    for (const text of texts) redactText(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

it("keeps the entries of a Map apart whose keys are objects", () => {
  expect(
    toPlainValue(
      new Map([
        [{ id: 1 }, "a"],
        [{ id: 2 }, "b"],
      ]),
    ),
  ).toEqual([
    [{ id: 1 }, "a"],
    [{ id: 2 }, "b"],
  ]);
});

it("writes patterns and boxed values as what they are", () => {
  expect(toPlainValue([/a+/g, Object("text"), Object(3)])).toEqual(["/a+/g", "text", 3]);
});

function hangs(): Promise<never> {
  return Promise.withResolvers<never>().promise;
}

function failsLater(clock: FakeClock): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  clock.setTimeout(() => reject(new Error("late")), 1);
  return promise;
}

async function callOpenBreaker(clock: FakeClock): Promise<unknown> {
  const breaker = new CircuitBreaker({ clock, failureThreshold: 1 });
  await breaker.execute(() => Promise.reject(new Error("down"))).catch(() => undefined);
  return breaker.execute(() => 1);
}

describe("what a policy throws for its caller", () => {
  it.each([
    ["a time-out", (clock: FakeClock) => timeout({ clock, timeoutMs: 5 }).execute(hangs)],
    ["a deadline", (clock: FakeClock) => retry({ clock, deadlineMs: 5 }).execute(hangs)],
    ["a deadline of a handler", (clock: FakeClock) => new ErrorHandler({ clock }).execute(hangs, { deadlineMs: 5 })],
    ["an open breaker", callOpenBreaker],
  ])("names the caller's file: %s", async (_name, call) => {
    const clock = new FakeClock();
    const failed = call(clock).catch((error: unknown) => error);
    await clock.advance(10);
    const error = await failed;
    expect(error).toBeInstanceOf(ZignalError);
    expect((error as ZignalError).context.file).toBe(import.meta.filename);
    expect((error as ZignalError).stack).toContain(import.meta.filename);
  });

  it.each([
    ["timeout", (clock: FakeClock) => timeout({ clock, timeoutMs: 5 })],
    ["CircuitBreaker", (clock: FakeClock) => new CircuitBreaker({ clock })],
  ])("leads to the caller's line, although nobody there awaits it: %s", async (_name, make) => {
    const clock = new FakeClock();
    // Not async: the runtime adds no frame of it by itself.
    const callerInQueue = (): Promise<never> => make(clock).execute(() => failsLater(clock));
    const failed = callerInQueue().catch((error: unknown) => error);
    await clock.advance(10);
    expect(((await failed) as Error).stack).toContain("callerInQueue");
  });
});
