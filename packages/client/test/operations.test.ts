import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { FakeClock } from "@zignal/errors/testing";
import { Logger } from "@zignal/observability";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import { createBot, startBot } from "./bot.ts";

describe("the monitor", () => {
  it("serves metrics, health and readiness of the whole client, beside one's own metrics", async () => {
    const logger = new Logger({ handlers: [] });
    logger.getMetrics().counter("cups_total").inc();
    const clock = new FakeClock();
    await using bot = await startBot({ monitor: { port: 0 }, logger, clock });
    const { client, sandbox } = bot;
    const { url, port } = client.monitor ?? { url: "", port: 0 };
    expect(url).toBe(`http://127.0.0.1:${port}`);
    await client.rest.users.getUser(sandbox.users["alice"] ?? "");
    const page = await (await fetch(`${url}/metrics`)).text();
    expect(page).toContain('zignal_rest_requests_total{method="GET",route="/users/{user_id}",status="200"} 1\n');
    expect(page).toContain('zignal_gateway_shards{state="ready"} 1\n');
    expect(page).toMatch(/^zignal_cache_items\{kind="channels"\} [1-9]/m);
    expect(page).toContain('zignal_gateway_events_total{event="READY"} 1\n');
    expect(page).toContain("zignal_gateway_identifies_total 1\n");
    expect(page).toMatch(/^zignal_cache_memory_bytes [1-9]/m);
    expect(page).toContain("cups_total 1\n");
    const report = await (await fetch(`${url}/report`)).text();
    expect(report).toContain('<th scope="row">Ready</th><td>1</td>');
    expect(report).toContain("<h2>Cache</h2>");
    await client.monitor?.health.runChecks();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect(client.monitor?.performance.generateReport({ format: "markdown" })).toContain("equests");

    await client.disconnect();
    await client.monitor?.health.runChecks();
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    // Not ready, and for a minute not ill either.
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await clock.advance(60_000);
    await client.monitor?.health.runChecks();
    expect((await fetch(`${url}/health`)).status).toBe(503);
    await client.connect();
    const again = await (await fetch(`${url}/metrics`)).text();
    expect(again).toContain('zignal_gateway_events_total{event="READY"} 2\n');
    await client.close();
    await expect(fetch(`${url}/ready`)).rejects.toThrow("fetch failed");
  });

  it("is not there unless it is asked for, and says so when its port is taken", async () => {
    await using plain = await startBot();
    expect(plain.client.monitor).toBeUndefined();
    await using first = await startBot({ monitor: { port: 0 } });
    await using second = await createBot({ monitor: { port: first.client.monitor?.port ?? 0 } });
    await expect(second.client.connect()).rejects.toThrow(/monitoring server can not listen/);
  });
});

describe("handleSignals", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("lets the handlers finish at %s, and ends the process", async (signal) => {
    await using sandbox = await createSandbox();
    const source = `
      import { Client } from "@zignal/client";
      const client = new Client({ token: process.env.DISCORD_TOKEN, intents: { guilds: true, guildMessages: true, messageContent: true } });
      client.handleSignals();
      client.on("messageCreate", async (message) => {
        if (message.author.isBot) return;
        console.log("began");
        await client.waitFor("shardDisconnect").catch(() => {});
        await message.reply("finished");
        console.log("finished");
      });
      await client.connect();
      console.log("ready");`;
    const child = spawn(process.execPath, ["--conditions=@zignal/source", "--input-type=module", "--eval", source], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: {
        ...process.env,
        DISCORD_TOKEN: sandbox.token,
        ZIGNAL_API_URL: sandbox.restUrl,
        ZIGNAL_GATEWAY_URL: sandbox.gatewayUrl,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    let output = "";
    const alice = sandbox.user("alice");
    for await (const chunk of child.stdout) {
      const text = String(chunk);
      output += text;
      if (text.includes("ready")) await alice.sendMessage("general", "hello");
      if (text.includes("began")) child.kill(signal);
    }
    expect(output).toBe("ready\nbegan\nfinished\n");
    expect(await exited).toEqual([0, null]);
    expect(sandbox.stats().gateway.connections).toBe(0);
  });

  it("leaves no listener on the process", async () => {
    const before = process.listenerCount("SIGTERM");
    await using bot = await createBot();
    const stop = bot.client.handleSignals();
    bot.client.handleSignals({ signals: ["SIGTERM"] });
    expect(process.listenerCount("SIGTERM")).toBe(before + 2);
    stop();
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    await bot.client.close();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
