import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { useSandbox } from "./sandbox-fixture.ts";

const { start, connect } = useSandbox();

describe("beginning a session", () => {
  it("says Hello, then Ready with an unavailable guild, and then sends the guild", async () => {
    const sandbox = await start();
    const client = connect();
    const hello = await client.op(10);
    expect(hello.d).toEqual({ heartbeat_interval: 41_250 });
    client.identify(sandbox.token);
    const ready = await client.event("READY");
    expect(ready).toMatchObject({ op: 0, s: 1 });
    expect(ready.d).toMatchObject({
      v: 10,
      user: { id: sandbox.botId, bot: true },
      guilds: [{ id: sandbox.guildId, unavailable: true }],
      resume_gateway_url: sandbox.gatewayUrl,
      application: { id: sandbox.applicationId },
    });
    expect(ready.d).not.toHaveProperty("shard");
    const guild = await client.event("GUILD_CREATE");
    expect(guild.d).toMatchObject({ id: sandbox.guildId, name: "Zignal Lab", member_count: 4 });
  });

  it("serves the gateway at / as well, for apps that know only the host", async () => {
    const sandbox = await start();
    const client = connect({ url: `ws://127.0.0.1:${sandbox.port}/` });
    await client.ready(sandbox.token);
    expect(client.received[0]?.op).toBe(10);
  });

  it.each(["zlib-stream", "zstd-stream"] as const)("keeps one %s context for the connection", async (compress) => {
    const sandbox = await start();
    const client = connect({ compress });
    await client.ready(sandbox.token);
    const alice = sandbox.user("alice");
    for (let index = 0; index < 50; index++) await alice.sendMessage("general", `message ${index} ${"x".repeat(500)}`);
    await client.next(({ t, d }) => t === "MESSAGE_CREATE" && d.content.startsWith("message 49 "));
    const numbers = client.dispatches("MESSAGE_CREATE").map(({ d }) => Number(d.content.split(" ")[1]));
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(new Set(client.frames)).toEqual(new Set(["binary"]));
  });

  it.each(["zlib-stream", "zstd-stream"] as const)(
    "sends a guild of 2000 members whole through %s",
    async (compress) => {
      const sandbox = await start({ members: 2000 });
      for (let index = 1; index <= 2000; index++)
        await sandbox.user(`member-${index}`).setPresence({ status: "online" });
      const client = connect({ compress });
      await client.ready(sandbox.token);
      const guild = await client.event("GUILD_CREATE");
      expect(guild.d.members).toHaveLength(2004);
      expect(JSON.stringify(guild).length).toBeGreaterThan(1_000_000);
    },
  );

  it("compresses larger payloads one by one when Identify asks for it", async () => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token, { compress: true });
    await client.event("GUILD_CREATE");
    await client.flush();
    expect(client.frames[0]).toBe("text");
    expect(client.frames[client.received.findIndex(({ t }) => t === "GUILD_CREATE")]).toBe("binary");
    expect(client.frames.at(-1)).toBe("text");
  });

  it("refuses a second identify of the same rate limit key within 5 seconds with op 9, and takes one after", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock, maxConcurrency: 1 });
    const first = connect();
    await first.ready(sandbox.token);
    const second = connect();
    await second.op(10);
    second.identify(sandbox.token);
    expect((await second.op(9)).d).toBe(false);
    await clock.advance(5000);
    second.identify(sandbox.token);
    await second.event("READY");
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 2, invalidSessions: 1 });
  });

  it("lets shards of different rate limit keys identify at the same time", async () => {
    const sandbox = await start({ maxConcurrency: 2 });
    const clients = [connect(), connect()];
    const readies = await Promise.all(clients.map((client, id) => client.ready(sandbox.token, { shard: [id, 2] })));
    expect(readies.map(({ d }) => d.shard)).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it("ends all sessions and resets the token once the session starts of the day are spent", async () => {
    const sandbox = await start({ limits: { gateway: { sessionStarts: 1 } } });
    const oldToken = sandbox.token;
    const first = connect();
    await first.ready(sandbox.token);
    const second = connect();
    await second.op(10);
    second.identify(sandbox.token, { shard: [1, 2] });
    expect((await second.closed).code).toBe(4004);
    expect((await first.closed).code).toBe(4004);
    const headers = { authorization: `Bot ${oldToken}` };
    expect((await fetch(`${sandbox.restUrl}/users/@me`, { headers })).status).toBe(401);
    expect(sandbox.token).not.toBe(oldToken);
  });
});

describe("resuming", () => {
  it("replays what was missed after a cut, in order and without gaps, and ends with Resumed", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.flush();
    sandbox.faults.cutGateway();
    expect(await client.closed).toEqual({ code: 1006, reason: "" });
    for (const content of ["one", "two", "three"]) await sandbox.user("bob").sendMessage("general", content);
    const second = connect({ url: ready.d.resume_gateway_url });
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: client.lastSeq });
    await second.event("RESUMED");
    expect(second.dispatches("MESSAGE_CREATE").map(({ d }) => d.content)).toEqual(["one", "two", "three"]);
    const seqs = second.dispatches().map(({ s }) => s);
    expect(seqs).toEqual(seqs.map((_, index) => client.lastSeq + 1 + index));
    expect(second.dispatches().at(-1)?.t).toBe("RESUMED");
    await sandbox.user("bob").sendMessage("general", "four");
    expect((await second.event("MESSAGE_CREATE")).d.content).toBe("four");
    expect(sandbox.stats().gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  it("replays again what got lost when a resume is itself cut", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.flush();
    const seq = client.lastSeq;
    sandbox.faults.cutGateway();
    await client.closed;
    await sandbox.user("bob").sendMessage("general", "one");
    for (let attempt = 0; attempt < 3; attempt++) {
      const again = connect();
      await again.op(10);
      again.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq });
      await again.event("RESUMED");
      expect(again.dispatches("MESSAGE_CREATE").map(({ d }) => d.content)).toEqual(["one"]);
      sandbox.faults.cutGateway();
      await again.closed;
    }
  });

  it("closes the older connection when the session is resumed on a new one", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    const second = connect();
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: 1 });
    await second.event("RESUMED");
    await client.closed;
    await sandbox.user("bob").sendMessage("general", "hello");
    await second.event("MESSAGE_CREATE");
    expect(client.dispatches("MESSAGE_CREATE")).toEqual([]);
  });

  it("answers op 9 false when too much was missed for the buffer", async () => {
    const sandbox = await start({ limits: { gateway: { replayBufferSize: 3, identifyIntervalMs: 0 } } });
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.flush();
    sandbox.faults.cutGateway();
    await client.closed;
    for (let index = 0; index < 4; index++) await sandbox.user("bob").sendMessage("general", `${index}`);
    const second = connect();
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: client.lastSeq });
    expect((await second.op(9)).d).toBe(false);
    second.identify(sandbox.token);
    expect((await second.event("READY")).d.session_id).not.toBe(ready.d.session_id);
  });

  it("answers op 9 false for a session that is unknown, has expired, or that the app has closed with 1000", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock });
    const resume = async (sessionId: string): Promise<unknown> => {
      const client = connect();
      await client.op(10);
      client.send(6, { token: sandbox.token, session_id: sessionId, seq: 1 });
      return (await client.op(9)).d;
    };
    expect(await resume("ffffffff")).toBe(false);

    const expiring = connect();
    const { d: first } = await expiring.ready(sandbox.token);
    await expiring.close(4000);
    await clock.advance(180_000);
    expect(await resume(first.session_id)).toBe(false);

    const closing = connect();
    const { d: second } = await closing.ready(sandbox.token, { shard: [1, 2] });
    await closing.close(1000);
    expect(await resume(second.session_id)).toBe(false);
  });

  it("closes with 4007 for a sequence number it never gave out, and the session is gone", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.close(4000);
    const second = connect();
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: 999 });
    expect((await second.closed).code).toBe(4007);
    const third = connect();
    await third.op(10);
    third.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: 1 });
    expect((await third.op(9)).d).toBe(false);
  });

  it("closes with 4004 for a wrong token", async () => {
    const sandbox = await start();
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.close(4000);
    const second = connect();
    await second.op(10);
    second.send(6, { token: "wrong", session_id: ready.d.session_id, seq: 1 });
    expect((await second.closed).code).toBe(4004);
  });
});

describe("heartbeats", () => {
  it("are acknowledged, before and after identifying", async () => {
    const sandbox = await start();
    const client = connect();
    await client.op(10);
    client.send(1, null);
    await client.op(11);
    client.identify(sandbox.token);
    await client.event("READY");
    client.send(1, 1);
    expect((await client.op(11)).s).toBeNull();
  });

  it("that stay away end the connection with 4009 after one and a half intervals; the session can be resumed", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock, limits: { gateway: { heartbeatIntervalMs: 1000 } } });
    const client = connect();
    const ready = await client.ready(sandbox.token);
    await client.flush();
    await clock.advance(1400);
    await client.flush();
    await clock.advance(1499);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    await clock.advance(1);
    expect((await client.closed).code).toBe(4009);
    const second = connect();
    await second.op(10);
    second.send(6, { token: sandbox.token, session_id: ready.d.session_id, seq: client.lastSeq });
    await second.event("RESUMED");
  });
});
