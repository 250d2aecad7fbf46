import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EmbedBuilder, HttpError, MessageBuilder, Permissions, RoleBuilder, ValidationError } from "../src/index.ts";
import { type Bot, startBot } from "./bot.ts";

/** The same bot, with the cache and without. */
describe.each([
  ["with a cache", {}],
  ["without a cache", { cache: false }],
] as const)("what structures can do, %s", (_how, options) => {
  let bot: Bot;
  let general: string;

  beforeAll(async () => {
    bot = await startBot(options);
    general = bot.sandbox.channels["general"] ?? "";
  });

  afterAll(() => bot[Symbol.asyncDispose]());

  /** A message of alice's, as the bot hears it. */
  async function said(text: string) {
    const heard = bot.client.waitFor("messageCreate", { filter: ({ content }) => content === text });
    await bot.sandbox.user("alice").sendMessage("general", text);
    return heard;
  }

  /** A member whom no other test uses. */
  async function newcomer(name: string) {
    const { world, guildId } = bot.sandbox;
    const { id } = world.users.create({ username: name });
    world.joinGuild(guildId, id);
    return (await bot.client.getGuild(guildId)).members.fetch(id);
  }

  it("message.reply answers the message, with text, a builder, or JSON with a builder in it", async () => {
    const message = await said("Who is there?");
    const embed = new EmbedBuilder().title("It's me");
    const answers = [
      await message.reply("Me"),
      await message.reply(new MessageBuilder().content("Me").addFile("me.txt", "It's me")),
      await message.reply({ content: "Me", embeds: [embed] }),
    ];
    for (const answer of answers) {
      expect(answer.raw.message_reference?.message_id).toBe(message.id);
      expect(answer.author.id).toBe(bot.sandbox.botId);
      expect(answer.content).toBe("Me");
    }
    expect(answers[0]?.repliedTo?.content).toBe("Who is there?");
    // REST does not tell the guild; the cache knows the channel.
    const place = bot.client.cache === undefined ? "@me" : bot.sandbox.guildId;
    expect(answers[0]?.url).toBe(`https://discord.com/channels/${place}/${general}/${answers[0]?.id ?? ""}`);
    expect(answers[1]?.attachments[0]?.filename).toBe("me.txt");
    expect(answers[2]?.embeds[0]?.title).toBe("It's me");
  });

  it("message.edit changes what is named and leaves the rest", async () => {
    const channel = await bot.client.getChannel(general);
    const message = await channel.send({ content: "first", embeds: [{ title: "kept" }] });
    const edited = await message.edit("second");
    expect([edited.content, edited.embeds[0]?.title, edited.editedAt instanceof Date]).toEqual([
      "second",
      "kept",
      true,
    ]);
  });

  it("message.delete, react, unreact, pin and unpin", async () => {
    const message = await said(`To be handled ${_how}`);
    const alice = bot.sandbox.user("alice");
    await message.react("👍");
    expect(alice.read(message.raw).reactions?.map(({ emoji }) => emoji.name)).toEqual(["👍"]);
    await message.unreact("👍");
    expect(alice.read(message.raw).reactions ?? []).toEqual([]);
    await message.pin({ reason: "so that all see it" });
    expect(alice.read(message.raw).pinned).toBe(true);
    await message.unpin();
    expect(alice.read(message.raw).pinned).toBe(false);
    await message.delete();
    expect(() => alice.read(message.raw)).toThrow("Unknown");
  });

  it("message.unreact removes another user's reaction", async () => {
    const message = await said("React to me");
    const bob = bot.sandbox.user("bob");
    await bob.react(message.raw, "🎉");
    await message.unreact("🎉", bob.id);
    expect(bob.read(message.raw).reactions ?? []).toEqual([]);
  });

  it("message.createThread and channel.createThread open threads that can be written to", async () => {
    const message = await said("A long story");
    const thread = await message.createThread({ name: "The story" });
    expect([thread.isThread, thread.parentId, thread.name]).toEqual([true, general, "The story"]);
    expect((await thread.send("Once upon a time")).channelId).toBe(thread.id);
    const channel = await bot.client.getChannel(general);
    expect((await channel.createThread({ name: "Another", type: 11 })).isThread).toBe(true);
  });

  it("channel.messages walks the history page by page, newest first", async () => {
    const guild = await bot.client.getGuild(bot.sandbox.guildId);
    const channel = await guild.channels.create({ name: "archive" });
    const alice = bot.sandbox.user("alice");
    for (let number = 1; number <= 230; number += 1) await alice.sendMessage(channel.id, `${number}`);
    const before = bot.client.rest.getStats().requests;
    const all: string[] = [];
    for await (const message of channel.messages()) all.push(message.content);
    expect(all).toEqual(Array.from({ length: 230 }, (_, index) => `${230 - index}`));
    expect(bot.client.rest.getStats().requests - before).toBe(3);
    const some: string[] = [];
    for await (const message of channel.messages({ limit: 3 })) some.push(message.content);
    expect(some).toEqual(["230", "229", "228"]);
    const newest = (await channel.messages({ limit: 1 }).next()).value;
    expect((await channel.messages({ limit: 1, before: newest?.id ?? "" }).next()).value?.content).toBe("229");
  });

  it("channel.bulkDelete, sendTyping, edit, fetchMessage and delete", async () => {
    const guild = await bot.client.getGuild(bot.sandbox.guildId);
    const channel = await guild.channels.create({ name: "short-lived" }, { reason: "a test" });
    const sent = [await channel.send("one"), await channel.send("two"), await channel.send("three")];
    await channel.bulkDelete(sent.slice(0, 2).map(({ id }) => id));
    const left: string[] = [];
    for await (const message of channel.messages()) left.push(message.content);
    expect(left).toEqual(["three"]);
    const typing = bot.sandbox.waitForEvent("TYPING_START");
    await channel.sendTyping();
    expect((await typing).d).toMatchObject({ channel_id: channel.id });
    expect((await channel.edit({ topic: "Nothing lasts" })).topic).toBe("Nothing lasts");
    expect((await channel.fetchMessage(sent[2]?.id ?? "")).content).toBe("three");
    await channel.delete();
    await expect(channel.send("anybody?")).rejects.toBeInstanceOf(HttpError);
  });

  it("member.edit, timeout and roles", async () => {
    const member = await newcomer("mona");
    const guild = await bot.client.getGuild(bot.sandbox.guildId);
    const role = await guild.roles.create(new RoleBuilder().name("Guests").colorRgb(1, 2, 3));
    expect([role.name, role.color]).toEqual(["Guests", 0x010203]);
    expect((await member.edit({ nick: "Lisa" })).displayName).toBe("Lisa");
    const added = bot.client.waitFor("guildMemberUpdate", { filter: (other) => other.roles.has(role.id) });
    await member.roles.add(role.id, { reason: "welcome" });
    const now = await added;
    expect(now.roles.ids).toEqual([role.id]);
    const removed = bot.client.waitFor("guildMemberUpdate", { filter: (other) => !other.roles.has(role.id) });
    await now.roles.remove(role.id);
    await removed;
    expect((await member.roles.set([role.id])).roles.has(role.id)).toBe(true);
    const quiet = await member.timeout(60_000, { reason: "shouting" });
    expect(quiet.timedOutUntil?.getTime()).toBeGreaterThan(Date.now());
    expect((await quiet.timeout(0)).timedOutUntil).toBeUndefined();
    expect((await role.edit({ name: "Friends" })).name).toBe("Friends");
    await role.delete();
  });

  it("member.permissions and permissionsIn say what Discord would allow", async () => {
    const { world, guildId, roles } = bot.sandbox;
    const member = await newcomer("paula");
    const inGuild = async (): Promise<bigint> => (await bot.client.getMember(guildId, member.id)).permissions();
    expect(await inGuild()).toBe(world.permissions.inGuild(member.id, guildId));
    const guild = await bot.client.getGuild(guildId);
    const quiet = await guild.channels.create({
      name: "quiet",
      permission_overwrites: [
        { id: guildId, type: 0, deny: "2048" },
        { id: roles["Moderator"] ?? "", type: 0, allow: "2048" },
      ],
    });
    const thread = await quiet.createThread({ name: "whispers" });
    const allowed = (channelId: string): bigint =>
      world.permissions.inChannel(member.id, world.channels.require(channelId));
    const { viewChannel, sendMessages } = Permissions.bits;
    const inQuiet = await member.permissionsIn(quiet.id);
    expect([inQuiet & viewChannel, inQuiet & sendMessages]).toEqual([viewChannel, 0n]);
    expect(inQuiet).toBe(allowed(quiet.id));
    expect(await member.permissionsIn(thread.id)).toBe(allowed(thread.id));
    const moderator = await member.roles.set([roles["Moderator"] ?? ""]);
    expect((await moderator.permissionsIn(quiet.id)) & sendMessages).toBe(sendMessages);
    expect(await moderator.permissionsIn(quiet.id)).toBe(allowed(quiet.id));
    const owner = await guild.members.fetch(guild.ownerId);
    expect(await owner.permissions()).toBe(Permissions.all);
  });

  it("member.kick, ban and guild.members.unban", async () => {
    const { client, sandbox } = bot;
    const kicked = await newcomer("kurt");
    const left = client.waitFor("guildMemberRemove", { filter: ({ id }) => id === kicked.id });
    await kicked.kick({ reason: "spam" });
    await left;
    const banned = await newcomer("berta");
    const heard = client.waitFor("guildBanAdd", { filter: ({ id }) => id === banned.id });
    await banned.ban({ deleteMessageSeconds: 3600, reason: "spam" });
    await heard;
    expect(sandbox.world.guilds.isBanned(sandbox.guildId, banned.id)).toBe(true);
    const guild = await client.getGuild(sandbox.guildId);
    await guild.members.unban(banned.id);
    expect(sandbox.world.guilds.isBanned(sandbox.guildId, banned.id)).toBe(false);
  });

  it("guild.members.search, request, channels.fetch and roles", async () => {
    const guild = await bot.client.getGuild(bot.sandbox.guildId);
    const { alice = "", bob = "" } = bot.sandbox.users;
    expect((await guild.members.request({ userIds: [alice, bob] })).map(({ displayName }) => displayName)).toEqual([
      "Alice",
      "Bob",
    ]);
    expect((await guild.members.request()).length).toBeGreaterThan(3);
    expect((await guild.members.search("ali", 5)).map(({ user }) => user.username)).toEqual(["alice"]);
    expect((await guild.channels.fetch()).map(({ name }) => name)).toContain("general");
    const moderator = guild.roles.get(bot.sandbox.roles["Moderator"] ?? "");
    expect([moderator?.name, moderator?.mention]).toEqual(["Moderator", `<@&${moderator?.id ?? ""}>`]);
    expect(guild.roles.get(guild.id)?.mention).toBe("@everyone");
    expect(guild.roles.all().length).toBeGreaterThan(3);
  });

  it("user.send opens direct messages", async () => {
    const user = await bot.client.getUser(bot.sandbox.users["carol"] ?? "");
    const message = await user.send({ content: "Just for you" });
    expect([message.content, message.guildId]).toEqual(["Just for you", undefined]);
    expect((await bot.client.getChannel(message.channelId)).isDirect).toBe(true);
  });

  it("refuse a message that Discord would refuse before they send it, with the path of the field", async () => {
    const channel = await bot.client.getChannel(general);
    const before = bot.client.rest.getStats().requests;
    const error: unknown = await channel.send({ content: "x".repeat(2001) }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ValidationError);
    expect(String(error)).toMatch(/content.*2000/);
    expect(bot.client.rest.getStats().requests).toBe(before);
  });

  it("reject with Discord's own error, its code and its fields", async () => {
    const owner = await (
      await bot.client.getGuild(bot.sandbox.guildId)
    ).members.fetch(bot.sandbox.users["alice"] ?? "");
    await expect(owner.kick()).rejects.toMatchObject({ status: 403, discordCode: 50013 });
  });
});
