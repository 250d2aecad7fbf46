import { Intents } from "@zignal/types/intents";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../src/index.ts";
import { allIntents } from "./raw-gateway-client.ts";
import type { RawGatewayClient } from "./raw-gateway-client.ts";
import { useSandbox } from "./sandbox-fixture.ts";

const { start, connect } = useSandbox();
const { bits } = Intents;

async function connected(sandbox: Sandbox, intents: number, extra: object = {}): Promise<RawGatewayClient> {
  const client = connect();
  await client.ready(sandbox.token, { intents, ...extra });
  return client;
}

async function guildMembers(client: RawGatewayClient): Promise<string[]> {
  const guild = await client.event("GUILD_CREATE");
  return guild.d.members.map((member: { user: { username: string } }) => member.user.username).toSorted();
}

describe("intents", () => {
  it("bring only their own events", async () => {
    const sandbox = await start({ limits: { gateway: { identifyIntervalMs: 0 } } });
    const none = await connected(sandbox, 0);
    const messages = await connected(sandbox, bits.guildMessages);
    const typing = await connected(sandbox, bits.guildMessageTyping);
    await sandbox.user("alice").sendMessage("general", "hello");
    await sandbox.user("alice").typing("general");
    for (const client of [none, messages, typing]) await client.flush();
    const events = [none, messages, typing].map((client) => client.dispatches().map(({ t }) => t));
    expect(events).toEqual([["READY"], ["READY", "MESSAGE_CREATE"], ["READY", "TYPING_START"]]);
  });

  it("hold apart messages of guilds and direct messages", async () => {
    const sandbox = await start({ limits: { gateway: { identifyIntervalMs: 0 } } });
    const guild = await connected(sandbox, bits.guildMessages);
    const direct = await connected(sandbox, bits.directMessages | bits.guilds);
    await sandbox.user("alice").sendMessage("general", "to all");
    await sandbox.user("alice").sendMessage("@Zignal Bot", "to you");
    await Promise.all([guild.flush(), direct.flush()]);
    expect(guild.dispatches("MESSAGE_CREATE").map(({ d }) => d.channel_id)).toEqual([sandbox.channels["general"]]);
    expect(direct.dispatches("MESSAGE_CREATE").map(({ d }) => d.content)).toEqual(["to you"]);
    expect(direct.dispatches("CHANNEL_CREATE")).toEqual([]);
  });

  it("are not needed for interactions, nor for changes of the bot's own membership", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, 0);
    const command = { name: "ping", description: "Answers", type: 1 };
    sandbox.world.commands.create({ applicationId: sandbox.applicationId }, command);
    const unanswered = sandbox.user("alice").runCommand("ping");
    const interaction = await client.event("INTERACTION_CREATE");
    expect(interaction.d).toMatchObject({ type: 2, data: { name: "ping" }, member: { user: { username: "alice" } } });
    sandbox.world.members.update(sandbox.guildId, sandbox.botId, { nick: "Ziggy" });
    sandbox.world.members.update(sandbox.guildId, sandbox.users["bob"] ?? "", { nick: "Bobby" });
    await client.flush();
    expect(client.dispatches("GUILD_MEMBER_UPDATE").map(({ d }) => d.nick)).toEqual(["Ziggy"]);
    await expect(unanswered).rejects.toThrow(/gave no answer within 3000 ms/);
  });

  it("decide what of its members a guild shows", async () => {
    const sandbox = await start({ limits: { gateway: { identifyIntervalMs: 0 } } });
    await sandbox.user("bob").joinVoice("Voice Lounge");
    const without = await connected(sandbox, bits.guilds | bits.guildMembers);
    const withPresences = await connected(sandbox, bits.guilds | bits.guildPresences);
    expect(await guildMembers(without)).toEqual(["Zignal Bot", "bob"]);
    expect(await guildMembers(withPresences)).toEqual(["Zignal Bot", "alice", "bob", "carol"]);
  });

  it("let a large guild show whom it lists: online, with a role or nickname, or in voice", async () => {
    const sandbox = await start({ members: 60 });
    await sandbox.user("member-1").setPresence({ status: "idle" });
    await sandbox.user("member-2").joinVoice("Voice Lounge");
    sandbox.world.members.update(sandbox.guildId, sandbox.user("member-3").id, { nick: "Three" });
    const client = await connected(sandbox, bits.guilds | bits.guildPresences);
    const { d } = await client.event("GUILD_CREATE");
    expect(d).toMatchObject({ large: true, member_count: 64 });
    const names = d.members.map((member: { user: { username: string } }) => member.user.username);
    expect(names.filter((name: string) => name.startsWith("member"))).toEqual(["member-1", "member-2", "member-3"]);
  });
});

describe("message content", () => {
  const intents = bits.guildMessages | bits.directMessages;
  const body = { content: "secret", embeds: [{ title: "also" }], files: [{ name: "a.txt", data: "hidden" }] };

  it("is empty without its intent", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, intents);
    await sandbox.user("alice").sendMessage("general", body);
    const { d } = await client.event("MESSAGE_CREATE");
    expect(d).toMatchObject({ content: "", embeds: [], attachments: [], author: { username: "alice" } });
  });

  it("is there with its intent", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, intents | bits.messageContent);
    await sandbox.user("alice").sendMessage("general", body);
    const { d } = await client.event("MESSAGE_CREATE");
    expect(d.content).toBe("secret");
    expect(d.attachments).toHaveLength(1);
  });

  it("is there without it where the bot is mentioned and in direct messages", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, intents);
    await sandbox.user("alice").sendMessage("general", `<@${sandbox.botId}> hello`);
    expect((await client.event("MESSAGE_CREATE")).d.content).toBe(`<@${sandbox.botId}> hello`);
    await sandbox.user("alice").sendMessage("@Zignal Bot", "direct");
    expect((await client.event("MESSAGE_CREATE")).d.content).toBe("direct");
  });

  it("of a message that is replied to is hidden as well", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, intents);
    const first = await sandbox.user("alice").sendMessage("general", "secret");
    await sandbox.user("bob").sendMessage("general", { content: "reply", replyTo: first });
    await client.event("MESSAGE_CREATE");
    const { d } = await client.event("MESSAGE_CREATE");
    expect(d.referenced_message).toMatchObject({ id: first.id, content: "" });
  });
});

describe("who gets an event", () => {
  it("is who may see the channel", async () => {
    const sandbox = await start();
    const { id } = sandbox.world.channels.create(sandbox.guildId, {
      name: "staff",
      permission_overwrites: [{ id: sandbox.guildId, type: 0, allow: "0", deny: "1024" }],
    });
    sandbox.world.roles.update(sandbox.guildId, sandbox.roles["Zignal Bot"] ?? "", { permissions: "0" });
    const client = await connected(sandbox, bits.guildMessages);
    await sandbox.user("alice").sendMessage(id, "among us");
    await sandbox.user("alice").sendMessage("general", "to all");
    const { d } = await client.event("MESSAGE_CREATE");
    expect(d.channel_id).toBe(sandbox.channels["general"]);
  });

  it("is the shard of the guild; direct messages go to shard 0", async () => {
    const sandbox = await start();
    const shards = await Promise.all(
      [0, 1, 2].map((id) =>
        connected(sandbox, bits.guilds | bits.guildMessages | bits.directMessages, { shard: [id, 3] }),
      ),
    );
    await sandbox.user("alice").sendMessage("general", "guild");
    await sandbox.user("alice").sendMessage("@Zignal Bot", "direct");
    await Promise.all(shards.map((shard) => shard.flush()));
    const own = Number((BigInt(sandbox.guildId) >> 22n) % 3n);
    const seen = shards.map((shard) =>
      shard.dispatches("MESSAGE_CREATE").map(({ d }) => ("guild_id" in d ? "guild" : "direct")),
    );
    const guilds = shards.map((shard) => shard.dispatches("GUILD_CREATE").length);
    expect(guilds).toEqual([0, 1, 2].map((id) => (id === own ? 1 : 0)));
    expect(seen).toEqual([0, 1, 2].map((id) => [...(id === own ? ["guild"] : []), ...(id === 0 ? ["direct"] : [])]));
  });

  it("is each of several sessions of one shard", async () => {
    const sandbox = await start({ limits: { gateway: { identifyIntervalMs: 0 } } });
    const clients = [await connected(sandbox, allIntents), await connected(sandbox, allIntents)];
    await sandbox.user("alice").sendMessage("general", "hello");
    for (const client of clients) expect((await client.event("MESSAGE_CREATE")).d.content).toBe("hello");
  });
});

describe("what an app sends", () => {
  it("changes its presence, and takes it offline when its last session ends", async () => {
    const sandbox = await start();
    const seen: unknown[] = [];
    sandbox.observe(({ t, d }) => {
      if (t === "PRESENCE_UPDATE" && "status" in d) seen.push(d.status);
    });
    const client = await connected(sandbox, bits.guildPresences, {
      presence: { status: "idle", activities: [], since: null, afk: false },
    });
    client.send(3, { since: null, activities: [{ name: "chess", type: 0 }], status: "dnd", afk: false });
    const update = await client.next(({ t, d }) => t === "PRESENCE_UPDATE" && d.status === "dnd");
    expect(update.d).toMatchObject({ user: { id: sandbox.botId }, activities: [{ name: "chess" }] });
    await client.close(1000);
    await expect.poll(() => seen).toEqual(["idle", "dnd", "offline"]);
  });

  it("joins and leaves voice", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, bits.guildVoiceStates);
    client.send(4, {
      guild_id: sandbox.guildId,
      channel_id: sandbox.channels["Voice Lounge"],
      self_mute: true,
      self_deaf: false,
    });
    const joined = await client.event("VOICE_STATE_UPDATE");
    expect(joined.d).toMatchObject({
      user_id: sandbox.botId,
      channel_id: sandbox.channels["Voice Lounge"],
      self_mute: true,
    });
    client.send(4, { guild_id: sandbox.guildId, channel_id: null, self_mute: false, self_deaf: false });
    expect((await client.event("VOICE_STATE_UPDATE")).d.channel_id).toBeNull();
  });

  it("does not join what is no voice channel", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, bits.guildVoiceStates);
    for (const id of [sandbox.channels["general"], "1", sandbox.guildId]) {
      client.send(4, { guild_id: sandbox.guildId, channel_id: id, self_mute: false, self_deaf: false });
    }
    await client.flush();
    expect(client.dispatches("VOICE_STATE_UPDATE")).toEqual([]);
  });

  it("asks for soundboard sounds and for channel info", async () => {
    const sandbox = await start();
    const client = await connected(sandbox, 0);
    client.send(31, { guild_ids: [sandbox.guildId, "1"] });
    expect((await client.event("SOUNDBOARD_SOUNDS")).d).toEqual({ guild_id: sandbox.guildId, soundboard_sounds: [] });
    client.send(43, { guild_id: sandbox.guildId, fields: ["status"] });
    expect((await client.event("CHANNEL_INFO")).d).toEqual({
      guild_id: sandbox.guildId,
      channels: [{ id: sandbox.channels["Voice Lounge"] }],
    });
  });
});
