import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSandbox } from "../src/index.ts";
import type { Sandbox } from "../src/index.ts";
import { RawGatewayClient } from "./raw-gateway-client.ts";

describe("a gateway session", () => {
  let sandbox: Sandbox;
  const clients: RawGatewayClient[] = [];

  beforeEach(async () => {
    sandbox = await createSandbox({ maxConcurrency: 16 });
  });
  afterEach(async () => {
    clients.length = 0;
    await sandbox.close();
  });
  const connect = (url = sandbox.gatewayUrl, compress?: "zlib-stream" | "zstd-stream"): RawGatewayClient => {
    const client = new RawGatewayClient(url, compress);
    clients.push(client);
    return client;
  };

  it("begins with Hello, Ready with an unavailable guild, and then the guild", async () => {
    const client = connect();
    const hello = await client.op(10);
    expect(hello.d).toEqual({ heartbeat_interval: 41_250 });
    client.identify(sandbox.token);
    const ready = await client.event("READY");
    expect(ready.d).toMatchObject({
      v: 10,
      user: { id: sandbox.botId, bot: true },
      guilds: [{ id: sandbox.guildId, unavailable: true }],
      resume_gateway_url: sandbox.gatewayUrl,
      application: { id: sandbox.applicationId },
    });
    expect(ready.s).toBe(1);
    const guild = await client.event("GUILD_CREATE");
    expect(guild.d).toMatchObject({ id: sandbox.guildId, name: "Zignal Lab", member_count: 4 });
  });

  it.each(["zlib-stream", "zstd-stream"] as const)(
    "arrives whole through %s, one context for the connection",
    async (compress) => {
      const client = connect(sandbox.gatewayUrl, compress);
      await client.ready(sandbox.token);
      for (let index = 0; index < 50; index++)
        await sandbox.user("alice").sendMessage("general", `message ${index} ${"x".repeat(500)}`);
      await client.next(({ t, d }) => t === "MESSAGE_CREATE" && d.content.startsWith("message 49 "));
      const contents = client.dispatches("MESSAGE_CREATE").map(({ d }) => Number(d.content.split(" ")[1]));
      expect(contents).toEqual(Array.from({ length: 50 }, (_, index) => index));
      expect(new Set(client.frames)).toEqual(new Set(["binary"]));
    },
  );

  it("replays what was missed after a cut, in order and without gaps", async () => {
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.event("GUILD_CREATE");
    await client.flush();
    sandbox.faults.cutGateway();
    expect(await client.closed).toEqual({ code: 1006, reason: "" });
    for (const content of ["one", "two", "three"]) await sandbox.user("bob").sendMessage("general", content);
    const second = connect(ready.d.resume_gateway_url);
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: client.lastSeq });
    await second.event("RESUMED");
    expect(second.dispatches("MESSAGE_CREATE").map(({ d }) => d.content)).toEqual(["one", "two", "three"]);
    const seqs = second.dispatches().map(({ s }) => s);
    expect(seqs[0]).toBe(client.lastSeq + 1);
    expect(seqs).toEqual(seqs.map((_, index) => client.lastSeq + 1 + index));
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });
});
