import { once } from "node:events";
import { get } from "node:http";
import { json } from "node:stream/consumers";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { createSandbox } from "../src/index.ts";
import { RawGatewayClient } from "./raw-gateway-client.ts";
import { useSandbox } from "./sandbox-fixture.ts";

const { start, connect } = useSandbox();

const misspelled: object = { sessionsStarts: 1 };

describe("a sandbox", () => {
  it("tells where it is and what is in it", async () => {
    const sandbox = await start();
    const base = `http://127.0.0.1:${sandbox.port}`;
    expect(sandbox).toMatchObject({
      restUrl: `${base}/api/v10`,
      gatewayUrl: `ws://127.0.0.1:${sandbox.port}/gateway`,
      webUrl: `${base}/web/`,
    });
    expect(Object.keys(sandbox.channels)).toEqual(["Text Channels", "general", "bot-playground", "Voice Lounge"]);
    expect(sandbox.world.guilds.get(sandbox.guildId)?.name).toBe("Zignal Lab");
  });

  it("tells who reaches it under another name that name, as a bot in a container needs", async () => {
    const sandbox = await start({ host: "0.0.0.0" });
    expect(sandbox.restUrl).toBe(`http://127.0.0.1:${sandbox.port}/api/v10`);
    const url = `ws://localhost:${sandbox.port}/gateway`;
    const gateway = await fetch(`http://localhost:${sandbox.port}/api/v10/gateway`);
    expect(await gateway.json()).toEqual({ url });
    const client = connect({ url });
    expect((await client.ready(sandbox.token)).d.resume_gateway_url).toBe(url);
  });

  it.each(["discord.com", "gateway.discord.gg", "ptb.discord.com:443"])(
    "tells its own address to who was led here on the way to %s",
    async (host) => {
      const sandbox = await start();
      const request = get(`${sandbox.restUrl}/gateway`, { headers: { host } });
      const [response] = await once(request, "response");
      expect(await json(response)).toEqual({ url: sandbox.gatewayUrl });
    },
  );

  it("has as many further members as asked, and the token that was asked for", async () => {
    const sandbox = await start({ members: 1500, token: "my-token" });
    expect(sandbox.world.members.count(sandbox.guildId)).toBe(1504);
    const client = connect();
    await client.ready("my-token");
    expect((await client.event("GUILD_CREATE")).d.member_count).toBe(1504);
  });

  it("tells bots of their session starts in GET /gateway/bot", async () => {
    const sandbox = await start({ maxConcurrency: 2, limits: { gateway: { recommendedShards: 3 } } });
    const client = connect();
    await client.ready(sandbox.token);
    const response = await fetch(`${sandbox.restUrl}/gateway/bot`, {
      headers: { authorization: `Bot ${sandbox.token}` },
    });
    expect(await response.json()).toEqual({
      url: sandbox.gatewayUrl,
      shards: 3,
      session_start_limit: {
        total: 1000,
        remaining: 999,
        reset_after: expect.closeTo(86_400_000, -4),
        max_concurrency: 2,
      },
    });
  });

  it("tells every event to those who observe, and every request", async () => {
    const requests: string[] = [];
    const sandbox = await start({
      onRequest: ({ method, route, status }) => void requests.push(`${method} ${route} ${status}`),
    });
    const events: string[] = [];
    const end = sandbox.observe(({ t }) => void events.push(t));
    await sandbox.user("alice").sendMessage("general", "one");
    end();
    await sandbox.user("alice").sendMessage("general", "two");
    expect(events).toEqual(["MESSAGE_CREATE"]);
    await fetch(`${sandbox.restUrl}/channels/${sandbox.channels["general"]}`, {
      headers: { authorization: `Bot ${sandbox.token}` },
    });
    await expect.poll(() => requests).toEqual(["GET /channels/{channel_id} 200"]);
    expect(sandbox.stats().rest).toMatchObject({ requests: 1, byOperation: { get_channel: 1 }, byStatus: { 200: 1 } });
  });

  it("waits for an event that fits, and gives up in time", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock });
    const waiting = sandbox.waitForEvent("TYPING_START", (d) => d["user_id"] === sandbox.users["bob"]);
    await sandbox.user("alice").typing("general");
    await sandbox.user("bob").typing("general");
    expect((await waiting).d).toMatchObject({ user_id: sandbox.users["bob"] });
    const late = sandbox.waitForEvent("TYPING_START", undefined, 10);
    late.catch(() => undefined);
    await clock.advance(10);
    await expect(late).rejects.toThrow("TYPING_START gave no answer within 10 ms");
  });

  it("leaves nothing behind when it is closed: connections, timers, waiting commands", async () => {
    const clock = new FakeClock();
    const sandbox = await createSandbox({ clock });
    const client = new RawGatewayClient(sandbox.gatewayUrl);
    await client.ready(sandbox.token);
    sandbox.faults.chaos({ everyMs: 100 });
    await sandbox.close();
    await sandbox.close();
    expect((await client.closed).code).toBe(1006);
    expect(clock.pendingTimers).toBe(0);
    await expect(fetch(sandbox.restUrl)).rejects.toThrow("fetch failed");
  });

  it("can be disposed of, as await using does", async () => {
    const sandbox = await createSandbox();
    expect((await fetch(`${sandbox.restUrl}/gateway`)).status).toBe(200);
    await sandbox[Symbol.asyncDispose]();
    await expect(fetch(`${sandbox.restUrl}/gateway`)).rejects.toThrow("fetch failed");
  });

  it("names the port when it is in use", async () => {
    const { port } = await start();
    await expect(createSandbox({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
    await expect(createSandbox({ host: "192.0.2.1" })).rejects.toThrow(
      'host "192.0.2.1" is no address of this machine',
    );
  });

  it.each([
    [{ port: 70_000 }, "port must be a whole number from 0 to 65535 (was 70000)"],
    [{ seed: -1 }, "seed must be a whole number of at least 0 (was -1)"],
    [{ members: 1.5 }, "members must be a whole number of at least 0 (was 1.5)"],
    [{ maxConcurrency: 0 }, "maxConcurrency must be a whole number of at least 1 (was 0)"],
    [{ token: "Bot x" }, "token must be text without spaces"],
    [{ host: "" }, "host must not be empty"],
    [{ limits: { gateway: { heartbeatIntervalMs: 0 } } }, "limits.gateway.heartbeatIntervalMs"],
    [{ limits: { gateway: misspelled } }, "limits.gateway.sessionsStarts is unknown"],
  ])("refuses options that make no sense, by name: %j", async (options, message) => {
    await expect(createSandbox(options)).rejects.toThrow(message);
  });
});
