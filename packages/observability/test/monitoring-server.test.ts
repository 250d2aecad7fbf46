import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { HealthMonitor, Metrics, PerformanceMonitor, serveMonitoring } from "../src/index.ts";

const run = promisify(execFile);

describe("serveMonitoring", () => {
  it("serves the metrics as Prometheus' text", async () => {
    const metrics = new Metrics();
    metrics.counter("requests_total").add(3);
    await using server = await serveMonitoring({ port: 0, metrics });
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    expect(await response.text()).toContain("requests_total 3");
  });

  it("answers 503 on /health while a check fails, and shows which", async () => {
    using healthMonitor = new HealthMonitor();
    let isUp = true;
    healthMonitor.addHealthCheck("database", () => isUp);
    await healthMonitor.runChecks();
    await using server = await serveMonitoring({ port: 0, healthMonitor });
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    isUp = false;
    await healthMonitor.runChecks();
    const response = await fetch(`${server.url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: "unhealthy", checks: { database: { state: "unhealthy" } } });
  });

  it("tells on /ready whether the bot takes work", async () => {
    let isReady = false;
    await using server = await serveMonitoring({ port: 0, isReady: () => isReady });
    expect((await fetch(`${server.url}/ready`)).status).toBe(503);
    isReady = true;
    const response = await fetch(`${server.url}/ready?x=1`);
    expect([response.status, await response.json()]).toEqual([200, { ready: true }]);
  });

  it("answers 404, 405 and 500 where it has nothing to say", async () => {
    await using server = await serveMonitoring({
      port: 0,
      isReady: () => {
        throw new Error("secret detail");
      },
    });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${server.url}/health`, { method: "POST" })).status).toBe(405);
    const failed = await fetch(`${server.url}/ready`);
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain("secret detail");
    const head = await fetch(`${server.url}/health`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("shows the report as a page", async () => {
    using performanceMonitor = new PerformanceMonitor({ observe: false });
    await using server = await serveMonitoring({ port: 0, performanceMonitor });
    const response = await fetch(`${server.url}/report`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toContain("<h1>Performance report</h1>");
    await using bare = await serveMonitoring({ port: 0 });
    expect((await fetch(`${bare.url}/report`)).status).toBe(404);
  });

  it("listens on loopback by default", async () => {
    await using server = await serveMonitoring({ port: 0 });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  it("says what to do when the port is in use, or none", async () => {
    await using server = await serveMonitoring({ port: 0 });
    await expect(serveMonitoring({ port: server.port })).rejects.toMatchObject({
      message: `The monitoring server can not listen on 127.0.0.1:${server.port}`,
      recovery: expect.stringContaining("another port"),
      cause: { code: "EADDRINUSE" },
    });
    await expect(serveMonitoring({ port: 70_000 })).rejects.toThrow(/port must be a whole number from 0 to 65535/);
  });

  it("does not keep the process alive", async () => {
    const script = `
      import { HealthMonitor, serveMonitoring } from "@zignal/observability";
      const healthMonitor = new HealthMonitor().addHealthCheck("x", () => true);
      console.log((await serveMonitoring({ port: 0, healthMonitor })).url);`;
    const { stdout } = await run(
      process.execPath,
      ["--conditions=@zignal/source", "--input-type=module", "-e", script],
      {
        cwd: new URL("..", import.meta.url),
        timeout: 10_000,
      },
    );
    expect(stdout).toContain("http://127.0.0.1:");
  });

  it("is not held by one who keeps a connection, or never gets to the end of a request", async () => {
    const script = `
      import { serveMonitoring } from "@zignal/observability";
      console.log((await serveMonitoring({ port: 0 })).port);
      process.stdin.once("data", () => process.stdin.destroy());`;
    const child = spawn(process.execPath, ["--conditions=@zignal/source", "--input-type=module", "-e", script], {
      cwd: new URL("..", import.meta.url),
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(child, "exit", { signal: AbortSignal.timeout(10_000) });
    const port = Number(String((await once(child.stdout, "data"))[0]));
    const [idle, slow] = [connect(port), connect(port)];
    idle.write("GET /health HTTP/1.1\r\nhost: x\r\n\r\n");
    slow.write("GET /hea");
    await once(idle, "data");
    child.stdin.end("end");
    await expect(ended).resolves.toEqual([0, null]);
    for (const socket of [idle, slow]) socket.destroy();
  });
});
