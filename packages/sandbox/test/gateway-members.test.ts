import { FakeClock } from "@zignal/errors/testing";
import { Intents } from "@zignal/types/intents";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../src/index.ts";
import type { Payload, RawGatewayClient } from "./raw-gateway-client.ts";
import { useSandbox } from "./sandbox-fixture.ts";

const { start, connect } = useSandbox();
const { bits } = Intents;

async function connected(sandbox: Sandbox, intents: number = bits.guildMembers): Promise<RawGatewayClient> {
  const client = connect();
  await client.ready(sandbox.token, { intents });
  return client;
}

function names({ d }: Payload): string[] {
  return d.members.map((member: { user: { username: string } }) => member.user.username);
}

describe("a request for guild members", () => {
  it("for all comes in chunks of 1000, counted, each with the nonce", async () => {
    const sandbox = await start({ members: 2500 });
    const client = await connected(sandbox);
    client.send(8, { guild_id: sandbox.guildId, query: "", limit: 0, nonce: "abc" });
    await client.next(({ d }) => d?.chunk_index === 2);
    const chunks = client.dispatches("GUILD_MEMBERS_CHUNK");
    expect(chunks.map(({ d }) => [d.chunk_index, d.chunk_count, d.members.length, d.nonce])).toEqual([
      [0, 3, 1000, "abc"],
      [1, 3, 1000, "abc"],
      [2, 3, 504, "abc"],
    ]);
    expect(new Set(chunks.flatMap(names)).size).toBe(2504);
  });

  it("for all a second time within 30 seconds is answered by Rate Limited, for that guild only", async () => {
    const clock = new FakeClock();
    const sandbox = await start({ clock });
    const other = sandbox.world.guilds.create({ name: "Other", owner_id: sandbox.users["alice"] ?? "" });
    sandbox.world.joinGuild(other.id, sandbox.botId);
    const client = await connected(sandbox);
    const all = { guild_id: sandbox.guildId, query: "", limit: 0 };
    client.send(8, all);
    await client.event("GUILD_MEMBERS_CHUNK");
    await clock.advance(10_000);
    client.send(8, { ...all, nonce: "second" });
    const limited = await client.event("RATE_LIMITED");
    expect(limited.d).toEqual({ opcode: 8, retry_after: 20, meta: { guild_id: sandbox.guildId, nonce: "second" } });
    client.send(8, { ...all, guild_id: other.id });
    expect((await client.event("GUILD_MEMBERS_CHUNK")).d.guild_id).toBe(other.id);
    client.send(8, { guild_id: sandbox.guildId, query: "al", limit: 1 });
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toEqual(["alice"]);
    await clock.advance(20_000);
    client.send(8, all);
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toHaveLength(4);
  });

  it("for all gets no answer without the intent; by prefix it does", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, 0);
    client.send(8, { guild_id: sandbox.guildId, query: "", limit: 0 });
    client.send(8, { guild_id: sandbox.guildId, query: "BO", limit: 10 });
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toEqual(["bob"]);
  });

  it("by prefix brings 100 at most, whatever the limit", async () => {
    const sandbox = await start({ members: 150 });
    const client = await connected(sandbox);
    client.send(8, { guild_id: sandbox.guildId, query: "member", limit: 0 });
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toHaveLength(100);
    client.send(8, { guild_id: sandbox.guildId, query: "member", limit: 7 });
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toHaveLength(7);
  });

  it("by id names what was not found, and looks up 100 at most", async () => {
    const sandbox = await start({ members: 150 });
    const client = await connected(sandbox, 0);
    client.send(8, { guild_id: sandbox.guildId, user_ids: [sandbox.users["bob"], "123"] });
    const chunk = await client.event("GUILD_MEMBERS_CHUNK");
    expect(names(chunk)).toEqual(["bob"]);
    expect(chunk.d.not_found).toEqual(["123"]);
    client.send(8, { guild_id: sandbox.guildId, user_ids: sandbox.users["carol"] });
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toEqual(["carol"]);
    const many = sandbox.world.members.list(sandbox.guildId).map(({ userId }) => userId);
    client.send(8, { guild_id: sandbox.guildId, user_ids: many });
    expect(names(await client.event("GUILD_MEMBERS_CHUNK"))).toHaveLength(100);
  });

  it("brings presences when asked for, with their intent", async () => {
    const sandbox = await start({ limits: { gateway: { identifyIntervalMs: 0 } } });
    const request = { guild_id: sandbox.guildId, user_ids: [sandbox.users["alice"]], presences: true };
    const without = await connected(sandbox);
    without.send(8, request);
    expect((await without.event("GUILD_MEMBERS_CHUNK")).d).not.toHaveProperty("presences");
    const withIntent = await connected(sandbox, bits.guildPresences);
    withIntent.send(8, request);
    expect((await withIntent.event("GUILD_MEMBERS_CHUNK")).d.presences).toMatchObject([
      { user: { id: sandbox.users["alice"] }, status: "online" },
    ]);
  });

  it("with a nonce above 32 bytes is answered without it", async () => {
    const sandbox = await start();
    const client = await connected(sandbox);
    client.send(8, { guild_id: sandbox.guildId, query: "a", limit: 1, nonce: "x".repeat(33) });
    expect((await client.event("GUILD_MEMBERS_CHUNK")).d).not.toHaveProperty("nonce");
  });

  it("for nobody brings one empty chunk", async () => {
    const sandbox = await start();
    const client = await connected(sandbox);
    client.send(8, { guild_id: sandbox.guildId, query: "zzz", limit: 1 });
    expect((await client.event("GUILD_MEMBERS_CHUNK")).d).toMatchObject({
      members: [],
      chunk_index: 0,
      chunk_count: 1,
    });
  });
});
