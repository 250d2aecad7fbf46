import { channel, tracingChannel } from "node:diagnostics_channel";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { Logger, PerformanceMonitor, RateLimiter } from "../src/index.ts";

const connectionPool = {
  getStats: () => ({ totalConnections: 4, activeConnections: 1, idleConnections: 3, connectionUtilization: 0.25 }),
};
const requestBatcher = { getStats: () => ({ batchEfficiency: 0.5, somethingElse: 1 }) };

describe("PerformanceMonitor", () => {
  it("has the reference's seven figures", async () => {
    const clock = new FakeClock();
    using monitor = new PerformanceMonitor({ connectionPool, requestBatcher, clock });
    await clock.advance(10_000);
    for (let index = 0; index < 30; index++) monitor.recordRequest({ durationMs: index, succeeded: index % 3 > 0 });
    expect(monitor.getMetrics()).toEqual({
      totalRequests: 30,
      successfulRequests: 20,
      failedRequests: 10,
      averageResponseTimeMs: 14.5,
      requestsPerSecond: 3,
      connectionReuseRate: 0,
      batchEfficiency: 0.5,
    });
    await clock.advance(61_000);
    expect(monitor.getMetrics().requestsPerSecond).toBe(0);
    expect(monitor.getMetrics().totalRequests).toBe(30);
  });

  it("counts the calls of rest and the connections of undici by itself, until it is closed", async () => {
    const clock = new FakeClock();
    const monitor = new PerformanceMonitor({ clock });
    const tracing = tracingChannel("zignal:rest:request");
    const call = async (durationMs: number, fails = false): Promise<void> => {
      const result = tracing.tracePromise(
        async () => {
          await new Promise<void>((resolve) => {
            clock.setTimeout(resolve, durationMs);
          });
          if (fails) throw new Error("failed");
        },
        { method: "GET", route: "/x" },
      );
      await Promise.all([result.catch(() => undefined), clock.advance(durationMs)]);
    };
    await call(100);
    await call(300, true);
    channel("undici:client:connected").publish({});
    for (let index = 0; index < 4; index++) channel("undici:client:sendHeaders").publish({});
    expect(monitor.getMetrics()).toMatchObject({
      totalRequests: 2,
      successfulRequests: 1,
      failedRequests: 1,
      averageResponseTimeMs: 200,
      connectionReuseRate: 0.75,
    });
    monitor.close();
    expect(tracing.start.hasSubscribers).toBe(false);
    await call(100);
    expect(monitor.getMetrics().totalRequests).toBe(2);
  });

  it("does not listen when it is told not to", () => {
    using _monitor = new PerformanceMonitor({ observe: false });
    expect(channel("tracing:zignal:rest:request:asyncEnd").hasSubscribers).toBe(false);
  });

  it("writes reports as text, Markdown and JSON, with the pool and the rate limiters", () => {
    using monitor = new PerformanceMonitor({ connectionPool });
    monitor.addRateLimiter(new RateLimiter({ capacity: 1_000, refillRate: 100, name: "a|b" }));
    monitor.recordRequest({ durationMs: 5, succeeded: true });
    const text = monitor.generateReport();
    expect(text).toMatch(/Average response time +5\.0 ms/);
    expect(text).toMatch(/Utilization +25\.0 %/);
    expect(monitor.generateReport({ format: "markdown" })).toContain(
      "| a\\|b | 1000.0 of 1000 tokens, 0 waiting, 0 granted, 0 refused |",
    );
    expect(JSON.parse(monitor.generateReport({ format: "json" }))).toMatchObject({
      metrics: { totalRequests: 1 },
      connectionPool: { idleConnections: 3 },
      rateLimiters: [{ capacity: 1_000 }],
    });
    // @ts-expect-error there is no such format
    expect(() => monitor.generateReport({ format: "pdf" })).toThrow(/format must be/);
  });

  it("logs its figures", () => {
    const lines: string[] = [];
    const logger = new Logger({ handlers: [{ output: { write: (line: string) => lines.push(line) } }] });
    using monitor = new PerformanceMonitor({ logger });
    monitor.logReport();
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "Performance report", metrics: { totalRequests: 0 } });
  });

  it("refuses a duration that is none", () => {
    using monitor = new PerformanceMonitor();
    expect(() => monitor.recordRequest({ durationMs: -1, succeeded: true })).toThrow(/durationMs/);
  });
});

describe("figures that are no figures", () => {
  it("do not spoil the others", () => {
    const broken = { getStats: () => ({ batchEfficiency: Number.NaN }) };
    using monitor = new PerformanceMonitor({ requestBatcher: broken, observe: false });
    expect(() => monitor.recordRequest({ durationMs: Infinity, succeeded: true })).toThrow(/durationMs/);
    expect(monitor.getMetrics()).toMatchObject({ totalRequests: 0, averageResponseTimeMs: 0, batchEfficiency: 0 });
  });

  it("stay in their cell of a Markdown report, whatever a limiter is called", () => {
    using monitor = new PerformanceMonitor({ observe: false });
    monitor.addRateLimiter(new RateLimiter({ capacity: 1, refillRate: 1, name: "a|b\nc" }));
    expect(monitor.generateReport({ format: "markdown" })).toContain("| a\\|b c | 1.0 of 1 tokens");
  });
});
