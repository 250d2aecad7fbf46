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

async function monitored(samples: number) {
  const clock = new FakeClock();
  const monitor = new PerformanceMonitor({
    clock,
    observe: false,
    connectionPool,
    timeOfDay: () => Date.UTC(2026, 0, 1) + clock.now(),
  });
  monitor.addRateLimiter(new RateLimiter({ capacity: 3, refillRate: 1, name: `<b>"search" & more</b>`, clock }));
  for (let index = 0; index < samples; index++) {
    if (index !== 2) monitor.recordRequest({ durationMs: 20 + index, succeeded: index % 4 > 0 });
    await clock.advance(10_000);
  }
  return monitor;
}

describe("a section of one's own", () => {
  it("is in every format, and one that can not be read says why instead of failing the report", () => {
    using monitor = new PerformanceMonitor({ observe: false });
    monitor.addSection("Gateway", () => ({ Shards: 4, "Latency, ms": 41.256, State: "ready" }));
    monitor.addSection("Broken", () => {
      throw new Error("no figures with token=abcdefghijkl");
    });
    expect(monitor.generateReport()).toMatch(/Gateway\n {2}Shards +4\n {2}Latency, ms +41.26\n {2}State +ready\n/);
    expect(monitor.generateReport({ format: "markdown" })).toContain(
      "## Gateway\n\n| | |\n| --- | --- |\n| Shards | 4 |",
    );
    const page = monitor.generateReport({ format: "html" });
    expect(page).toContain('<th scope="row">Shards</th><td>4</td>');
    expect(page).toContain("no figures with token=[redacted]");
    expect(JSON.parse(monitor.generateReport({ format: "json" }))).toMatchObject({
      sections: [{ title: "Gateway", figures: { Shards: 4, State: "ready" } }, { title: "Broken" }],
    });
  });
});

describe("the HTML report", () => {
  it("is a page of its own: figures, plots, and nothing from elsewhere", async () => {
    using monitor = await monitored(12);
    const page = monitor.generateReport({ format: "html" });
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).toContain("2026-01-01 00:02:00 UTC");
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).toContain('<th scope="row">Successful</th><td>8</td>');
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|https?:/);
    expect(page).toContain("prefers-color-scheme:dark");
  });

  it("shows names as text, whatever is in them", async () => {
    using monitor = await monitored(1);
    const page = monitor.generateReport({ format: "html" });
    expect(page).toContain("&lt;b&gt;&quot;search&quot; &amp; more&lt;/b&gt;");
    expect(page).not.toContain("<b>");
    expect(page).toContain("Plots appear when the monitor has run for a while.");
  });

  it("draws a curve through the samples, with a gap where there was nothing to measure", async () => {
    using monitor = await monitored(6);
    const curves = [...monitor.generateReport({ format: "html" }).matchAll(/class="curve" d="([^"]*)"/g)];
    const [requests = "", , responses = ""] = curves.map(([, path]) => path);
    expect(requests.match(/[ML]/g)?.join("")).toBe("MLLLLL");
    expect(responses.match(/[ML]/g)?.join("")).toBe("MLMLL");
    for (const [, x, y] of requests.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(640);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeLessThanOrEqual(200);
    }
  });

  it("keeps an hour of samples and no more, and takes none after it is closed", async () => {
    const clock = new FakeClock();
    const monitor = new PerformanceMonitor({ clock, observe: false });
    const samples = (): number => {
      const report = JSON.parse(monitor.generateReport({ format: "json" })) as { history: unknown[] };
      return report.history.length;
    };
    for (let index = 0; index < 400; index++) await clock.advance(10_000);
    expect(samples()).toBe(360);
    monitor.close();
    expect(clock.pendingTimers).toBe(0);
    expect(() => new PerformanceMonitor({ sampleIntervalMs: 0 })).toThrow(/sampleIntervalMs.*above 0/);
  });
});
