import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as errors from "../src/index.ts";
import {
  CallTrace,
  CircuitOpenError,
  ErrorCode,
  ErrorContext,
  ErrorSeverity,
  GatewayError,
  HttpError,
  InvalidTokenError,
  isZignalError,
  PoolExhaustedError,
  RateLimitError,
  TimeoutError,
  ValidationError,
  VoiceError,
  ZignalError,
} from "../src/index.ts";

const notFound = { method: "GET", route: "/channels/:id", status: 404, discordCode: 10003 } as const;

function sendGreeting(): ZignalError {
  return new HttpError("no", notFound);
}

function handleCommand(): ErrorContext {
  return new ErrorContext().withGuildId("1").withChannelId("2").withUserId("3").withRequestId("4").with("shard", 5);
}

describe("ZignalError", () => {
  it("carries a code, a severity, a context, whether to retry, what to do, and its cause", () => {
    const cause = new Error("underneath");
    const context = new ErrorContext({ guildId: "1" });
    const error = new ZignalError("CacheError", "full", {
      severity: "critical",
      context,
      retryable: true,
      recovery: "Empty it.",
      cause,
    });
    expect(error).toMatchObject({ code: "CacheError", severity: "critical", context, retryable: true, cause });
    expect(error.recovery).toBe("Empty it.");
  });

  it("keeps a cause that is null or undefined, and has none when none was given", () => {
    expect(new ZignalError("CacheError", "x", { cause: null }).cause).toBeNull();
    expect("cause" in new ZignalError("CacheError", "x", { cause: undefined })).toBe(true);
    expect("cause" in new ZignalError("CacheError", "x")).toBe(false);
  });

  it("has the ten codes and seven severities of the reference", () => {
    expect(Object.keys(ErrorCode)).toEqual([
      "HttpRequestFailed",
      "HttpTimeout",
      "RateLimited",
      "InvalidToken",
      "InvalidPayload",
      "GatewayDisconnected",
      "VoiceConnectionFailed",
      "CacheError",
      "ValidationError",
      "SystemError",
    ]);
    expect(ErrorSeverity).toEqual(["trace", "debug", "info", "warning", "error", "critical", "fatal"]);
  });

  it("knows what to do by the tables when nobody says", () => {
    expect(new HttpError("no", notFound)).toMatchObject({
      retryable: false,
      recovery: expect.stringContaining("forget its id"),
    });
    expect(new HttpError("no", { method: "GET", route: "/x", status: 502 }).retryable).toBe(true);
    expect(new HttpError("no", { method: "POST", route: "/x", status: 502 }).retryable).toBe(false);
    expect(new HttpError("no", { method: "POST", route: "/x", status: 429 }).retryable).toBe(true);
    expect(new HttpError("no", { ...notFound, recovery: "Mine.", retryable: true })).toMatchObject({
      recovery: "Mine.",
      retryable: true,
    });
    expect(new GatewayError("closed", { closeCode: 4014 })).toMatchObject({ retryable: false });
    expect(new GatewayError("closed", { closeCode: 4014 }).recovery).toContain("Developer Portal");
    expect(new GatewayError("closed", { closeCode: 4000 }).retryable).toBe(true);
    expect(new VoiceError("closed", { closeCode: 4017 }).recovery).toContain("DAVE");
  });

  it("reports all faults of a validation together", () => {
    const error = new ValidationError([
      { path: "token", message: "is missing" },
      { path: "shards", message: "must be above 0 (was 0)" },
    ]);
    expect(error.message).toBe("token is missing; shards must be above 0 (was 0)");
  });
});

describe("the context", () => {
  it("names the file, line and function that made the error", () => {
    const { context } = sendGreeting();
    expect(context.file).toMatch(/zignal-error\.test\.ts$/);
    expect(context.function).toContain("sendGreeting");
    expect(context.line).toBeGreaterThan(20);
  });

  it("names the code that made the context, however it is chained", () => {
    const context = handleCommand();
    expect(context.function).toContain("handleCommand");
    expect(context.toJSON()).toMatchObject({
      guildId: "1",
      channelId: "2",
      userId: "3",
      requestId: "4",
      extra: { shard: 5 },
      file: expect.stringMatching(/zignal-error\.test\.ts$/),
      line: expect.any(Number),
    });
  });

  it("takes the place it is given instead", () => {
    expect(new ErrorContext({ file: "a.zig", line: 7, function: "main" }).toJSON()).toEqual({
      file: "a.zig",
      line: 7,
      function: "main",
    });
  });

  it("leaves the context it was made from as it was", () => {
    const context = new ErrorContext({ guildId: "1" });
    context.withGuildId("2").with("a", 1);
    expect(context.guildId).toBe("1");
    expect(context.extra).toEqual({});
  });

  it("has no place when there is no stack", () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const context = new ErrorContext();
    Error.stackTraceLimit = limit;
    expect(context.file).toBeUndefined();
  });
});

describe("a call trace", () => {
  class Queue {
    readonly #jobs: (() => void)[] = [];

    push(): Promise<never> {
      const trace = CallTrace.capture();
      return new Promise((_resolve, reject) => {
        this.#jobs.push(() => {
          const error = new HttpError("no", notFound);
          trace.attachTo(error);
          reject(error);
        });
      });
    }

    drain(): void {
      for (const job of this.#jobs.splice(0)) job();
    }
  }

  it("leads to the caller's line through a queue that another part of the program drains", async () => {
    const queue = new Queue();
    function deleteTheChannel(): Promise<never> {
      return queue.push();
    }
    const result = deleteTheChannel().catch((error: unknown) => error);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    queue.drain();
    expect(((await result) as Error).stack).toMatch(/^HttpError: no\n[^]*drain[^]*called from[^]*deleteTheChannel/);
  });

  it("is not appended twice", () => {
    const error = new Error("x");
    const trace = CallTrace.capture();
    trace.attachTo(error);
    const stack = error.stack;
    trace.attachTo(error);
    expect(error.stack).toBe(stack);
  });

  it("leaves alone what is not an error, and errors that can not be changed", () => {
    const trace = CallTrace.capture();
    const frozen = Object.freeze(new Error("x"));
    expect(() => trace.attachTo(frozen)).not.toThrow();
    expect(() => trace.attachTo(null)).not.toThrow();
    expect(() => trace.attachTo("text")).not.toThrow();
  });
});

describe("two installed copies of the package", () => {
  let folder: string;
  let other: typeof errors;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "zignal-errors-copy-"));
    cpSync(new URL("../src", import.meta.url), join(folder, "src"), { recursive: true });
    writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
    other = (await import(pathToFileURL(join(folder, "src", "index.ts")).href)) as typeof errors;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("are really two", () => {
    expect(other.HttpError).not.toBe(HttpError);
    expect(Object.getPrototypeOf(new other.ZignalError("CacheError", "x"))).not.toBe(ZignalError.prototype);
  });

  it("know each other's errors, class by class", () => {
    const theirs = new other.HttpError("no", notFound);
    expect(theirs instanceof ZignalError).toBe(true);
    expect(theirs instanceof HttpError).toBe(true);
    expect(theirs instanceof TimeoutError).toBe(false);
    expect(isZignalError(theirs)).toBe(true);
    expect(other.isZignalError(new TimeoutError("GET /x", 1))).toBe(true);
    expect(new other.ZignalError("CacheError", "x") instanceof HttpError).toBe(false);
  });

  it("do not take their subclasses' errors for a user's subclass", () => {
    class MyError extends HttpError {}
    const mine = new MyError("no", notFound);
    expect(mine instanceof MyError).toBe(true);
    expect(mine instanceof other.HttpError).toBe(true);
    expect(new HttpError("no", notFound) instanceof MyError).toBe(false);
    expect(new other.HttpError("no", notFound) instanceof MyError).toBe(false);
  });

  it("pass each other's errors on unwrapped", () => {
    const theirs = new other.TimeoutError("GET /x", 1);
    expect(errors.toZignalError(theirs)).toBe(theirs);
    expect(errors.recoveryFor(new other.HttpError("no", notFound)).code).toBe(10003);
  });

  it.each([null, undefined, 1, "text", {}, new Error("x")])("do not take %o for an error of Zignal's", (value) => {
    expect(isZignalError(value)).toBe(false);
  });
});

describe("JSON.stringify of an error", () => {
  it("holds everything: fields, context, stack, and the chain of causes", () => {
    const root = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", port: 443 });
    const middle = new AggregateError([root, "a thrown string"], "all failed");
    const error = new HttpError("gone", {
      ...notFound,
      cause: middle,
      context: new ErrorContext({ guildId: "1" }),
      fieldErrors: [{ path: "name", code: "BASE_TYPE_REQUIRED", message: "This field is required" }],
    });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: "HttpError",
      message: "gone",
      code: "HttpRequestFailed",
      severity: "error",
      retryable: false,
      recovery: expect.stringContaining("forget"),
      method: "GET",
      route: "/channels/:id",
      status: 404,
      discordCode: 10003,
      fieldErrors: [{ path: "name", code: "BASE_TYPE_REQUIRED", message: "This field is required" }],
      context: { guildId: "1", file: expect.any(String), line: expect.any(Number) },
      stack: expect.stringContaining("zignal-error.test.ts"),
      cause: {
        name: "AggregateError",
        message: "all failed",
        errors: [{ message: "connect ECONNREFUSED", code: "ECONNREFUSED", port: 443 }, "a thrown string"],
      },
    });
  });

  it.each([
    new RateLimitError("slow", { method: "GET", route: "/x", retryAfterMs: 5, scope: "user" }),
    new TimeoutError("GET /x", 5),
    new PoolExhaustedError("https://discord.com", 3),
    new CircuitOpenError("open", 5),
    new InvalidTokenError("no"),
    new GatewayError("closed", { closeCode: 4004, shardId: 2 }),
    ValidationError.of("token", "is missing"),
  ])("has the own fields of %o", (error) => {
    const { context, ...fields } = Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined));
    expect(context).toBe(error.context);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject(fields);
  });

  it("survives cycles, bigints, functions, bytes, and getters that throw", () => {
    const error = Object.assign(new ZignalError("SystemError", "x"), {
      big: 1n,
      call: () => 1,
      bytes: Buffer.from("secret"),
      map: new Map([["a", new Set([1])]]),
      when: new Date(0),
      nan: Number.NaN,
    });
    Object.assign(error, { self: error });
    Object.defineProperty(error, "hostile", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      self: "[circular]",
      big: "1",
      call: "[function call]",
      bytes: "[Buffer of 6 bytes]",
      map: { a: [1] },
      when: "1970-01-01T00:00:00.000Z",
      nan: "NaN",
      hostile: "[unreadable]",
    });
  });

  it("takes in an error of another realm", () => {
    const cause: unknown = runInNewContext("Object.assign(new TypeError('foreign'), { code: 'X' })");
    expect(cause instanceof Error).toBe(false);
    const json = JSON.parse(JSON.stringify(new ZignalError("SystemError", "x", { cause }))) as { cause: object };
    expect(json.cause).toMatchObject({ name: "TypeError", message: "foreign", code: "X", stack: expect.any(String) });
  });

  it("counts what comes after 10,000 values, so that a huge object does not stop the program", () => {
    const rows = Array.from({ length: 200 }, () => Array.from({ length: 100 }, (_item, index) => index));
    const { cause } = JSON.parse(JSON.stringify(new ZignalError("SystemError", "x", { cause: rows }))) as {
      cause: unknown[];
    };
    expect(cause[0]).toHaveLength(100);
    expect(cause.at(-1)).toMatch(/^\[10\d more\]$/);
    expect(cause.length).toBeLessThan(105);
  });

  it("names what lies too deep, instead of overflowing", () => {
    let cause: Error = new Error("deepest");
    for (let depth = 0; depth < 10_000; depth++) cause = new Error(`level ${depth}`, { cause });
    const text = JSON.stringify(new ZignalError("SystemError", "x", { cause }));
    expect(text).toContain("level 9999");
    expect(text.length).toBeLessThan(100_000);
  });
});
