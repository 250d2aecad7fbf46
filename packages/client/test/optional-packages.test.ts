import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { HealthMonitor, Metrics, PerformanceMonitor } from "@zignal/observability";
import { describe, expect, expectTypeOf, it } from "vitest";
import { ZignalError } from "../src/index.ts";
import type { MonitorHealth, MonitorMetrics, MonitorPerformance } from "../src/index.ts";
import { loadOptional } from "../src/optional-package.ts";

const run = promisify(execFile);

function notFound(name: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from /app/index.js`), {
    code: "ERR_MODULE_NOT_FOUND",
  });
}

describe("a package that is needed only for some things", () => {
  it("is asked for by name where it is not installed", async () => {
    const loading = loadOptional("@zignal/voice", "client.voice", () => Promise.reject(notFound("@zignal/voice")));
    await expect(loading).rejects.toThrow(ZignalError);
    await expect(loading).rejects.toThrow(/client\.voice needs .*npm install @zignal\/voice/);
  });

  it("that is installed but broken says itself what is wrong", async () => {
    const broken = new SyntaxError("Unexpected token");
    await expect(loadOptional("@zignal/voice", "client.voice", () => Promise.reject(broken))).rejects.toBe(broken);
    const needy = notFound("sodium-native");
    await expect(loadOptional("@zignal/voice", "client.voice", () => Promise.reject(needy))).rejects.toBe(needy);
  });

  it("is not loaded with the client: neither pino nor prom-client nor voice", async () => {
    const source = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { Client } = await import("@zignal/client");
      const client = new Client({ token: "MTIz.abc.def", intents: 0 });
      await client.close();
      console.log(JSON.stringify(loaded.filter((url) => /pino|prom-client|observability|voice\\/src|sodium|davey/.test(url))));`;
    const flags = ["--conditions=@zignal/source", "--input-type=module", "--eval", source];
    const { stdout } = await run(process.execPath, flags, { cwd: fileURLToPath(new URL("..", import.meta.url)) });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it("of the monitor does what the client's own types promise", () => {
    expectTypeOf<Metrics>().toExtend<MonitorMetrics>();
    expectTypeOf<HealthMonitor>().toExtend<MonitorHealth>();
    expectTypeOf<PerformanceMonitor>().toExtend<MonitorPerformance>();
  });
});
