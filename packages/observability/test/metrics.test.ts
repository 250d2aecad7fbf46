import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it, vi } from "vitest";
import { Logger, Metrics } from "../src/index.ts";

describe("metrics", () => {
  it("are the reference's counters, gauges, histograms and timers", async () => {
    const clock = new FakeClock();
    const metrics = new Metrics({ clock });
    const counter = metrics.counter("requests_total");
    counter.inc();
    counter.add(5);
    const gauge = metrics.gauge("memory_usage");
    gauge.set(1024);
    gauge.inc();
    gauge.dec();
    gauge.add(-24);
    metrics.histogram("response_time", [1, 5, 10]).observe(3.5);
    const timer = metrics.timer("operation_duration");
    timer.start();
    await clock.advance(250);
    expect(timer.stop()).toBe(0.25);
    const lines = (await metrics.text()).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "# HELP requests_total requests total",
        "# TYPE requests_total counter",
        "requests_total 6",
        "memory_usage 1000",
        'response_time_bucket{le="1"} 0',
        'response_time_bucket{le="5"} 1',
        "response_time_sum 3.5",
        'operation_duration_bucket{le="0.1"} 0',
        'operation_duration_bucket{le="0.25"} 1',
        "operation_duration_count 1",
      ]),
    );
    expect(metrics.contentType).toContain("text/plain");
  });

  it("are the same when they are asked for again, by a logger's children too", () => {
    const logger = new Logger({ handlers: [] });
    expect(logger.getMetrics().counter("a")).toBe(logger.child({}).getMetrics().counter("a"));
    expect(new Logger({ handlers: [] }).getMetrics()).not.toBe(logger.getMetrics());
  });

  it("have labels", async () => {
    const metrics = new Metrics();
    metrics.counter("commands_total", { labels: ["name"], help: "Commands that ran" }).inc({ name: "ping" });
    expect(await metrics.text()).toContain('commands_total{name="ping"} 1');
    expect(await metrics.text()).toContain("# HELP commands_total Commands that ran");
  });

  it("keep their memory bounded when label values come from users", async () => {
    const metrics = new Metrics({ maxSeriesPerMetric: 3 });
    const counter = metrics.counter("x_total", { labels: ["user"] });
    for (let user = 0; user < 1_000; user++) counter.inc({ user });
    counter.inc({ user: 0 });
    const lines = (await metrics.text()).split("\n").filter((line) => line.startsWith("x_total{"));
    expect(lines).toEqual([
      'x_total{user="0"} 2',
      'x_total{user="1"} 1',
      'x_total{user="2"} 1',
      'x_total{user="other"} 997',
    ]);
  });

  it("time what overlaps, each by its own end", async () => {
    const clock = new FakeClock();
    const timer = new Metrics({ clock }).timer("t_seconds");
    const first = timer.start();
    await clock.advance(1_000);
    const second = timer.start();
    await clock.advance(1_000);
    expect([first(), second()]).toEqual([2, 1]);
    await clock.advance(1_000);
    expect(first()).toBe(2);
    expect(timer.stop()).toBeUndefined();
  });

  it("time a call that fails too", async () => {
    const metrics = new Metrics();
    const result = metrics.timer("t_seconds").time(() => Promise.reject(new Error("x")));
    await expect(result).rejects.toThrow("x");
    expect(await metrics.text()).toContain("t_seconds_count 1");
  });

  it("refuse names, bounds and values that do not fit, and say what to do", () => {
    const metrics = new Metrics();
    metrics.counter("taken");
    expect(() => metrics.counter("7 bad")).toThrow(/name must be letters.*"7 bad"/);
    expect(() => metrics.gauge("taken")).toThrow(/"taken" is a counter already/);
    expect(() => metrics.histogram("h", [2, 1])).toThrow(/buckets must be rising numbers \(was \[2, 1\]\)/);
    expect(() => metrics.counter("l", { labels: ["__x"] })).toThrow(/labels/);
    expect(() => metrics.counter("taken").add(-1)).toThrow(/value must be a number of 0 or more/);
    expect(() => metrics.gauge("g").set(Number.NaN)).toThrow(/value/);
    expect(() => new Metrics({ maxSeriesPerMetric: 0 })).toThrow(/maxSeriesPerMetric/);
  });
});

it("leaves out what can not be read, says so once, and shows all the others", async () => {
  const metrics = new Metrics();
  metrics.counter("fine").inc();
  let isBroken = true;
  function* read(): Generator<readonly [number, readonly string[]]> {
    yield [1, ["a"]];
    if (isBroken) throw new Error("asked /webhooks/1/abcdefgh");
  }
  metrics.gathered({ name: "broken", kind: "gauge", help: "x", labels: ["l"] }, read);
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  for (const format of ["prometheus", "openmetrics"] as const) {
    const page = await metrics.text(format);
    expect(page).toMatch(/^fine(?:_total)? 1$/m);
    expect(page).not.toMatch(/^broken\{/m);
  }
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    "The metric broken can not be read: asked /webhooks/1/[redacted]",
    expect.anything(),
  );
  isBroken = false;
  expect(await metrics.text()).toContain('broken{l="a"} 1');
  warn.mockRestore();
});

it("takes a label without a value for an empty one, as Prometheus does", async () => {
  const metrics = new Metrics();
  const counter = metrics.counter("commands_total", { labels: ["name", "guild"] });
  counter.inc({ name: "ping" });
  counter.inc({ name: "ping", guild: "" });
  counter.inc();
  metrics.gauge("plain").set(1);
  const lines = (await metrics.text()).split("\n");
  expect(lines.filter((line) => line.startsWith("commands_total"))).toEqual([
    'commands_total{name="ping",guild=""} 2',
    'commands_total{name="",guild=""} 1',
  ]);
  expect(lines).toContain("plain 1");
});

it("refuses a label that the metric was not made with, by name", () => {
  const counter = new Metrics().counter("commands_total", { labels: ["command"] });
  counter.inc({ command: "ping" });
  expect(() => counter.inc({ guild: "1" })).toThrow(/^labels must be among those .*"guild"/);
});
