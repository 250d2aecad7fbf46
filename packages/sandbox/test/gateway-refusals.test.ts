import { FakeClock } from "@zignal/errors/testing";
import { Intents } from "@zignal/types/intents";
import { describe, expect, it } from "vitest";
import { allIntents } from "./raw-gateway-client.ts";
import { useSandbox } from "./sandbox-fixture.ts";

const { start, connect } = useSandbox();
const properties = { os: "linux", browser: "test", device: "test" };

describe("an identify is refused", () => {
  it.each([
    ["a wrong token", { token: "nonsense" }, 4004],
    ["an intent that does not exist", { intents: 1 << 30 }, 4013],
    ["no intents", { intents: undefined }, 4013],
    ["intents as text", { intents: "513" }, 4013],
    ["a shard outside the count", { shard: [2, 2] }, 4010],
    ["a shard that is no pair", { shard: [1] }, 4010],
    ["no properties", { properties: undefined }, 4002],
  ])("for %s", async (_what, extra, code) => {
    const sandbox = await start();
    const client = connect();
    await client.op(10);
    client.identify(sandbox.token, extra);
    expect((await client.closed).code).toBe(code);
  });

  it("for a privileged intent that the application has not enabled, by name", async () => {
    const sandbox = await start({ privilegedIntents: Intents.bits.messageContent });
    const client = connect();
    await client.op(10);
    client.identify(sandbox.token, { intents: allIntents });
    expect(await client.closed).toEqual({ code: 4014, reason: "Disallowed intent(s): GUILD_PRESENCES, GUILD_MEMBERS" });
    const allowed = connect();
    await allowed.ready(sandbox.token, { intents: Intents.bits.messageContent });
  });

  it("for more guilds than a shard may have", async () => {
    const sandbox = await start({ limits: { gateway: { guildsPerShard: 1 } } });
    const second = sandbox.world.guilds.create({ name: "Second", owner_id: sandbox.users["alice"] ?? "" });
    sandbox.world.joinGuild(second.id, sandbox.botId);
    const client = connect();
    await client.op(10);
    client.identify(sandbox.token);
    expect((await client.closed).code).toBe(4011);
  });

  it("the second time on a connection", async () => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token);
    client.identify(sandbox.token);
    expect((await client.closed).code).toBe(4005);
  });
});

describe("a connection is closed", () => {
  it.each([
    ["v=9", "?v=9&encoding=json", /version 9/],
    ["v=99", "?v=99&encoding=json", /version 99/],
    ["encoding=etf", "?v=10&encoding=etf", /encoding=json/],
    ["an unknown compression", "?v=10&encoding=json&compress=brotli", /zlib-stream/],
  ])("with 4012 for %s, saying what to use", async (_what, query, reason) => {
    const sandbox = await start();
    const { code, reason: said } = await connect({ url: sandbox.gatewayUrl + query }).closed;
    expect(code).toBe(4012);
    expect(said).toMatch(reason);
  });

  it.each([3, 4, 8, 31])("with 4003 for op %i before identifying", async (op) => {
    await start();
    const client = connect();
    await client.op(10);
    client.send(op, {});
    expect((await client.closed).code).toBe(4003);
  });

  it.each([0, 5, 7, 9, 10, 11, 99, -1])("with 4001 for op %i, which no app sends", async (op) => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token);
    client.send(op, {});
    expect((await client.closed).code).toBe(4001);
  });

  it.each([
    ["text that is no JSON", "{"],
    ["a list", "[]"],
    ["a payload without an opcode", '{"d":1}'],
    ["a payload with a textual opcode", '{"op":"1"}'],
    ["a payload of 4097 bytes", JSON.stringify({ op: 1, d: "x".repeat(4097 - 15) })],
    ["4097 bytes in fewer characters", JSON.stringify({ op: 1, d: "ä".repeat(2041) })],
    ["members of no guild", JSON.stringify({ op: 8, d: {} })],
    ["members without query and user_ids", JSON.stringify({ op: 8, d: { guild_id: "1" } })],
    ["a presence without a status", JSON.stringify({ op: 3, d: {} })],
  ])("with 4002 for %s", async (_what, text) => {
    const sandbox = await start();
    const client = connect();
    await client.ready(sandbox.token);
    client.socket.send(text);
    expect((await client.closed).code).toBe(4002);
  });

  it("not for a payload of 4096 bytes", async () => {
    await start();
    const client = connect();
    await client.op(10);
    const text = JSON.stringify({ op: 1, d: "x".repeat(4096 - 15) });
    expect(Buffer.byteLength(text)).toBe(4096);
    client.socket.send(text);
    await client.op(11);
  });

  it("with 4008 for the 121st payload within 60 seconds, heartbeats included", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock });
    const client = connect();
    await client.ready(sandbox.token);
    for (let index = 0; index < 119; index++) client.send(1, 1);
    await client.next(() => client.received.filter(({ op }) => op === 11).length === 119);
    await clock.advance(60_000);
    for (let index = 0; index < 120; index++) client.send(1, 1);
    await client.next(() => client.received.filter(({ op }) => op === 11).length === 239);
    client.send(1, 1);
    expect((await client.closed).code).toBe(4008);
  });

  it("with 404 for an upgrade elsewhere", async () => {
    const sandbox = await start();
    const client = connect({ url: `ws://127.0.0.1:${sandbox.port}/elsewhere` });
    expect((await client.closed).code).toBe(1006);
  });
});

describe("an identify with the header's prefix", () => {
  it("is taken, as Discord does", async () => {
    const sandbox = await start();
    const client = connect();
    await client.op(10);
    client.send(2, { token: `Bot ${sandbox.token}`, intents: 0, properties });
    expect((await client.event("READY")).s).toBe(1);
  });
});
