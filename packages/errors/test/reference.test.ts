/** The examples of the API reference that this library follows, in TypeScript. */
import { describe, expect, it } from "vitest";
import {
  CircuitBreaker,
  CircuitOpenError,
  ErrorContext,
  ErrorHandler,
  HttpError,
  isZignalError,
  RateLimitError,
  silentLogger,
} from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

async function getChannel(failure: Error): Promise<string> {
  try {
    throw failure;
  } catch (error) {
    if (!isZignalError(error)) throw error;
    switch (error.code) {
      case "HttpRequestFailed":
        return "channel not found";
      case "RateLimited":
        return "temporarily unavailable";
      default:
        throw error;
    }
  }
}

async function externalApiCall(): Promise<never> {
  throw new Error("503");
}

describe("the reference's examples", () => {
  it("Error context: a chain of with…", () => {
    const context = new ErrorContext()
      .withGuildId("123")
      .withChannelId("456")
      .withUserId("789")
      .withRequestId("request-1");
    const error = new HttpError("The channel is gone", { method: "GET", route: "/channels/:id", status: 404, context });
    expect(error.context).toMatchObject({ guildId: "123", channelId: "456", userId: "789", requestId: "request-1" });
    expect(error.context.file).toMatch(/reference\.test\.ts$/);
  });

  it("Use specific error types: switch on the code", async () => {
    const request = { method: "GET", route: "/channels/:id" } as const;
    await expect(getChannel(new HttpError("x", { ...request, status: 404 }))).resolves.toBe("channel not found");
    const limited = new RateLimitError("x", { ...request, retryAfterMs: 1, scope: "user" });
    await expect(getChannel(limited)).resolves.toBe("temporarily unavailable");
    await expect(getChannel(new TypeError("bug"))).rejects.toThrow("bug");
  });

  it("Implement circuit breakers for external services", async () => {
    const clock = new FakeClock();
    const circuitBreaker = new CircuitBreaker({
      failureThreshold: 5,
      recoveryTimeoutMs: 60_000,
      expectedResponseTimeMs: 1_000,
      clock,
    });
    for (let call = 0; call < 5; call++) await expect(circuitBreaker.execute(externalApiCall)).rejects.toThrow("503");
    await expect(circuitBreaker.execute(externalApiCall)).rejects.toBeInstanceOf(CircuitOpenError);
  });

  it("Add error handling: pass it to handleError, then rethrow", async () => {
    const errorHandler = new ErrorHandler({
      recovery: { maxRetries: 3, baseDelayMs: 1000, maxDelayMs: 30000, backoffMultiplier: 2.0, jitter: true },
      maxErrorHistory: 100,
    });
    async function getGuild(): Promise<never> {
      try {
        throw new HttpError("Unknown Guild", { method: "GET", route: "/guilds/:id", status: 404, discordCode: 10004 });
      } catch (error) {
        errorHandler.handleError(error);
        throw error;
      }
    }
    await expect(getGuild()).rejects.toThrow("Unknown Guild");
    expect(errorHandler.history[0]?.error).toMatchObject({ discordCode: 10004 });
  });

  it("Log errors with context", () => {
    const lines: string[] = [];
    const logger = { ...silentLogger, error: (fields: object | string) => void lines.push(JSON.stringify(fields)) };
    new ErrorHandler({ logger }).handleError(
      new Error("Failed to process message"),
      new ErrorContext({ guildId: "123" }),
    );
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      err: { message: "Failed to process message" },
      context: { guildId: "123" },
    });
  });

  it("Error analysis: getStats", () => {
    const errorHandler = new ErrorHandler();
    errorHandler.handleError(new Error("one"));
    expect(errorHandler.getStats()).toMatchObject({ total: 1, byCode: { SystemError: 1 }, bySeverity: { error: 1 } });
  });
});
