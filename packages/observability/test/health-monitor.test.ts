import { ErrorSeverity as severities, silentLogger } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it, vi } from "vitest";
import { HealthMonitor, Logger } from "../src/index.ts";
import type { Alert, HealthMonitorOptions } from "../src/index.ts";

function setUp(options: HealthMonitorOptions = {}) {
  const clock = new FakeClock();
  const told: Alert[] = [];
  const logger = { ...silentLogger, error: vi.fn(), info: vi.fn(), warn: vi.fn() };
  const monitor = new HealthMonitor({
    clock,
    logger,
    timeOfDay: () => clock.now(),
    sinks: [(alert) => told.push(alert)],
    ...options,
  });
  return { clock, monitor, told, logger };
}

describe("health checks", () => {
  it("run at once and then in their interval, and tell what they found", async () => {
    const { clock, monitor } = setUp({ healthCheckIntervalMs: 30_000 });
    const times: number[] = [];
    monitor.addHealthCheck("database", () => times.push(clock.now()), 60_000);
    expect(monitor.status()).toMatchObject({ status: "unknown", checks: { database: { state: "unknown" } } });
    await clock.advance(120_000);
    expect(times).toEqual([0, 60_000, 120_000]);
    expect(monitor.status()).toMatchObject({ status: "healthy", checks: { database: { lastCheckedAt: 120_000 } } });
    monitor.close();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(120_000);
    expect(times).toHaveLength(3);
  });

  it("alert once when they fail, and say when they are well again", async () => {
    const { clock, monitor, told, logger } = setUp();
    let isUp = true;
    const changes: string[] = [];
    monitor.on("stateChange", ({ check, from, to }) => changes.push(`${check}: ${from} -> ${to}`));
    monitor.addHealthCheck("redis", () => isUp, 1_000);
    await clock.advance(1_000);
    isUp = false;
    await clock.advance(3_000);
    expect(monitor.status()).toMatchObject({ status: "unhealthy", checks: { redis: { consecutiveFailures: 3 } } });
    expect(told).toEqual([
      {
        severity: "error",
        title: "redis is unhealthy",
        message: "the check answered false",
        source: "health check redis",
        time: 2_000,
      },
    ]);
    isUp = true;
    await clock.advance(1_000);
    expect(changes).toEqual([
      "redis: unknown -> healthy",
      "redis: healthy -> unhealthy",
      "redis: unhealthy -> healthy",
    ]);
    expect(logger.info).toHaveBeenCalledWith({ check: "redis" }, "redis is healthy again");
    monitor.close();
  });

  it("fail when they throw, and when they take too long", async () => {
    const { clock, monitor } = setUp({ healthCheckTimeoutMs: 500 });
    let aborted = false;
    monitor.addHealthCheck("throws", () => {
      throw new Error("no route to host");
    });
    monitor.addHealthCheck("leaks", () => Promise.reject(new Error("POST /webhooks/1/abcdefgh failed")));
    monitor.addHealthCheck("hangs", ({ signal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      return new Promise(() => undefined);
    });
    await clock.advance(500);
    expect(monitor.status().checks).toMatchObject({
      throws: { state: "unhealthy", message: "no route to host" },
      leaks: { state: "unhealthy", message: "POST /webhooks/1/[redacted] failed" },
      hangs: { state: "unhealthy", message: expect.stringContaining("500 ms"), durationMs: 500 },
    });
    expect(aborted).toBe(true);
    monitor.close();
  });

  it("never run twice at once, by hand or by time", async () => {
    const { clock, monitor } = setUp({ healthCheckTimeoutMs: 10_000 });
    let running = 0;
    let most = 0;
    monitor.addHealthCheck(
      "slow",
      async () => {
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => {
          clock.setTimeout(resolve, 100);
        });
        running--;
      },
      10,
    );
    const both = Promise.all([monitor.runChecks(), monitor.runChecks()]);
    await clock.advance(1_000);
    expect((await both)[0].status).toBe("healthy");
    expect(most).toBe(1);
    monitor.close();
  });

  it("refuse a name that is taken and an interval that is none", () => {
    const { monitor } = setUp();
    monitor.addHealthCheck("a", () => true);
    expect(() => monitor.addHealthCheck("a", () => true)).toThrow(/"a" already/);
    expect(() => monitor.addHealthCheck("b", () => true, 0)).toThrow(/intervalMs/);
    monitor.close();
  });
});

describe("alerts", () => {
  it("are logged at their severity, at error where a logger has no critical", async () => {
    const levels: string[] = [];
    const output = { write: () => undefined };
    const logger = new Logger({
      level: "trace",
      handlers: [{ formatter: ({ level }) => String(levels.push(level)), output }],
    });
    using monitor = new HealthMonitor({ logger });
    for (const severity of severities) monitor.createAlert(severity, severity, "x", "test");
    expect(levels).toEqual(severities);
    await logger.close();
    const { monitor: plain, logger: pinoLike } = setUp();
    plain.createAlert("critical", "Disk full", "x", "test");
    expect(pinoLike.error).toHaveBeenCalledOnce();
    plain.close();
  });

  it("go to the logger, the sinks and the listeners, without tokens", () => {
    const { monitor, told, logger } = setUp();
    const heard: Alert[] = [];
    monitor.on("alert", (alert) => heard.push(alert));
    const result = monitor.createAlert(
      "error",
      "Database Connection Failed",
      "Unable to connect with authorization: Bot abcdef",
      "database_monitor",
    );
    expect(result).toMatchObject({ delivered: true });
    expect(told).toEqual(heard);
    expect(told[0]?.message).toBe("Unable to connect with authorization: Bot [redacted]");
    expect(logger.error).toHaveBeenCalledWith(
      expect.objectContaining({ source: "database_monitor" }),
      "Database Connection Failed",
    );
  });

  it("are told once in the cool-down, by title and source, and counted when they are not", async () => {
    const { clock, monitor, told } = setUp({ alertCooldownMs: 1_000 });
    const tell = (title: string, source: string) => monitor.createAlert("warning", title, "", source).delivered;
    expect([tell("a", "x"), tell("a", "x"), tell("a", "y"), tell("b", "x")]).toEqual([true, false, true, true]);
    await clock.advance(999);
    expect(monitor.createAlert("warning", "a", "", "x")).toEqual({ delivered: false, reason: "cooldown" });
    await clock.advance(1);
    expect(tell("a", "x")).toBe(true);
    expect(told).toHaveLength(4);
    expect(monitor.status().alerts).toEqual({ delivered: 4, suppressed: 2, lastHour: 4 });
  });

  it("stop at the cap per hour", async () => {
    const { clock, monitor } = setUp({ maxAlertsPerHour: 2, alertCooldownMs: 0 });
    const tell = () => monitor.createAlert("info", "t", "", "s");
    tell();
    await clock.advance(1_000);
    tell();
    expect(tell()).toEqual({ delivered: false, reason: "hourlyLimit" });
    await clock.advance(3_600_000 - 1_000);
    expect(tell().delivered).toBe(true);
    expect(tell().delivered).toBe(false);
  });

  test.prop([
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 0, max: 600_000 }),
    fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 900_000 }), title: fc.constantFrom("a", "b", "c") }), {
      maxLength: 100,
    }),
  ])("never break cap or cool-down, whatever comes", async (maxAlertsPerHour, alertCooldownMs, alerts) => {
    const { clock, monitor, told } = setUp({ maxAlertsPerHour, alertCooldownMs });
    for (const { waitMs, title } of alerts) {
      clock.advanceSync(waitMs);
      monitor.createAlert("info", title, "", "s");
    }
    told.forEach((alert, index) => {
      const after = told.slice(index);
      expect(after.filter(({ time }) => time - alert.time < 3_600_000).length).toBeLessThanOrEqual(maxAlertsPerHour);
      const again = after.slice(1).find(({ title }) => title === alert.title);
      if (again !== undefined) expect(again.time - alert.time).toBeGreaterThanOrEqual(alertCooldownMs);
    });
    expect(monitor.status().alerts.delivered + monitor.status().alerts.suppressed).toBe(alerts.length);
  });

  it("survive a sink that fails", async () => {
    const sinks = [
      () => {
        throw new Error("webhook gone");
      },
      () => Promise.reject(new Error("webhook slow")),
    ];
    const { monitor, logger } = setUp({ sinks });
    expect(monitor.createAlert("info", "t", "m", "s").delivered).toBe(true);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(logger.error).toHaveBeenCalledTimes(2);
  });

  it("refuse what does not fit", () => {
    // @ts-expect-error there is no such severity
    expect(() => setUp().monitor.createAlert("loud", "t", "m", "s")).toThrow(/severity must be one of/);
    expect(() => new HealthMonitor({ healthCheckIntervalMs: 0, maxAlertsPerHour: -1 })).toThrow(
      /healthCheckIntervalMs .*; maxAlertsPerHour/,
    );
  });
});

describe("what users bring to a health monitor", () => {
  it("may not keep an alert from its sinks, nor stop the checks: a listener that throws", async () => {
    const uncaught: unknown[] = [];
    vi.stubGlobal("queueMicrotask", (job: () => void) => {
      try {
        job();
      } catch (error) {
        uncaught.push(error);
      }
    });
    const { clock, monitor, told } = setUp({ alertCooldownMs: 0 });
    monitor.on("alert", () => {
      throw new Error("alert listener");
    });
    monitor.on("stateChange", () => {
      throw new Error("change listener");
    });
    let isUp = false;
    monitor.addHealthCheck("database", () => isUp, 1_000);
    await clock.advance(0);
    expect(told.map(({ title }) => title)).toEqual(["database is unhealthy"]);
    isUp = true;
    await clock.advance(1_000);
    expect(monitor.status().status).toBe("healthy");
    expect(uncaught.map(String)).toEqual(["Error: change listener", "Error: alert listener", "Error: change listener"]);
    vi.unstubAllGlobals();
  });

  it("is refused where it can not be run: no function, or after close", () => {
    const { clock, monitor } = setUp();
    expect(() => monitor.addHealthCheck("a", "ping" as never)).toThrow(/check must be a function \(was string\)/);
    monitor.close();
    expect(() => monitor.addHealthCheck("b", () => true)).toThrow(/before the health monitor is closed/);
    expect(clock.pendingTimers).toBe(0);
  });
});
