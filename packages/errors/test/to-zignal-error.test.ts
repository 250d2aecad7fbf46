import { createServer } from "node:http";
import { connect } from "node:net";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { ErrorContext, HttpError, isAbort, recoveryFor, toZignalError, ZignalError } from "../src/index.ts";

function coded(code: string, message = "it failed"): Error {
  return Object.assign(new Error(message), { code });
}

function parsingFails(): Error {
  return new Error("thrown here");
}

describe("toZignalError", () => {
  it("gives one of ours back unchanged", () => {
    const error = new HttpError("no", { method: "GET", route: "/x", status: 404 });
    expect(toZignalError(error)).toBe(error);
  });

  it.each([
    ["a string", "oops", "oops"],
    ["an empty string", "", "An empty string was thrown"],
    ["null", null, "null was thrown"],
    ["undefined", undefined, "undefined was thrown"],
    ["a number", 42, "42 was thrown"],
    ["a symbol", Symbol("x"), "Symbol(x) was thrown"],
    ["a plain object", { status: 500 }, "An object that is not an error was thrown"],
    ["an object with a message", { message: "quota" }, "quota"],
    ["an error without a message", new RangeError(""), "RangeError"],
    ["an object without a prototype", Object.create(null), "An object that is not an error was thrown"],
  ])("wraps %s and keeps it as cause", (_name, thrown, message) => {
    const error = toZignalError(thrown);
    expect(error).toBeInstanceOf(ZignalError);
    expect(error).toMatchObject({ code: "SystemError", message, retryable: false });
    expect(error.cause).toBe(thrown);
  });

  it("keeps all errors of an AggregateError", () => {
    const inner = [coded("ECONNREFUSED", "first"), "second"];
    const error = toZignalError(new AggregateError(inner));
    expect(error.message).toBe("first; second");
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      cause: { name: "AggregateError", errors: [{ message: "first", code: "ECONNREFUSED" }, "second"] },
    });
  });

  it("takes an AggregateError to be no better than the worst of its errors", () => {
    expect(toZignalError(new AggregateError([coded("ECONNREFUSED"), coded("ENOTFOUND")])).retryable).toBe(true);
    expect(toZignalError(new AggregateError([coded("ECONNREFUSED"), coded("ECONNRESET")])).retryable).toBe(false);
  });

  it.each([
    ["ECONNREFUSED", "HttpRequestFailed", "always"],
    ["ENOTFOUND", "HttpRequestFailed", "always"],
    ["UND_ERR_CONNECT_TIMEOUT", "HttpTimeout", "always"],
    ["ECONNRESET", "HttpRequestFailed", "idempotent"],
    ["UND_ERR_SOCKET", "HttpRequestFailed", "idempotent"],
    ["UND_ERR_HEADERS_TIMEOUT", "HttpTimeout", "idempotent"],
    ["UND_ERR_BODY_TIMEOUT", "HttpTimeout", "idempotent"],
    ["UND_ERR_ABORTED", "SystemError", "never"],
    ["UND_ERR_INVALID_ARG", "ValidationError", "never"],
    ["ERR_INVALID_URL", "ValidationError", "never"],
    ["WS_ERR_INVALID_OPCODE", "GatewayDisconnected", "never"],
    ["ENOSPC", "SystemError", "never"],
  ])("knows %s of node, undici and ws", (code, expected, repeat) => {
    const error = toZignalError(coded(code));
    expect(error.code).toBe(expected);
    expect(recoveryFor(error).repeat).toBe(repeat);
    expect((error.cause as { code: string }).code).toBe(code);
  });

  it("knows a real refused connection, through fetch and through net", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => {
      server.once("listening", resolve);
    });
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const fetched: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
    expect(toZignalError(fetched)).toMatchObject({ code: "HttpRequestFailed", retryable: true, cause: fetched });
    const refused = await new Promise((resolve) => {
      connect(port, "127.0.0.1").once("error", resolve);
    });
    expect(JSON.parse(JSON.stringify(toZignalError(refused)))).toMatchObject({
      cause: { code: "ECONNREFUSED", syscall: "connect", port },
    });
  });

  it("knows a real abort and a real time-out", async () => {
    const aborted: unknown = await fetch("http://127.0.0.1:1/", { signal: AbortSignal.abort() }).catch(
      (error: unknown) => error,
    );
    expect(isAbort(aborted)).toBe(true);
    expect(toZignalError(aborted).retryable).toBe(false);
    expect(isAbort(new DOMException("late", "TimeoutError"))).toBe(false);
    expect(toZignalError(new DOMException("late", "TimeoutError")).code).toBe("HttpTimeout");
  });

  it("takes what the caller says over what it would guess", () => {
    const context = new ErrorContext({ guildId: "1" });
    expect(toZignalError("x", { code: "CacheError", severity: "warning", retryable: true, context })).toMatchObject({
      code: "CacheError",
      severity: "warning",
      retryable: true,
      context,
      cause: "x",
    });
  });

  it("names the place where an error was thrown, and where anything else was wrapped", () => {
    const { context: ofError } = toZignalError(parsingFails());
    expect(ofError.function).toContain("parsingFails");
    const wrapped = toZignalError("text");
    expect(wrapped.context.file).toMatch(/to-zignal-error\.test\.ts$/);
    expect(wrapped.stack?.split("\n")[1]).toContain("to-zignal-error.test.ts");
  });

  it("survives objects that fight back", () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error("no");
        },
      },
    );
    expect(toZignalError(hostile).cause).toBe(hostile);
    expect(JSON.stringify(toZignalError(hostile))).toContain("SystemError");
  });

  test.prop([fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true })])(
    "wraps anything, keeps it, and can be written as JSON",
    (thrown) => {
      const error = toZignalError(thrown);
      expect(Object.is(error.cause, thrown)).toBe(true);
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name: "ZignalError" });
    },
  );
});
