import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Channel, Guild, Member, Message, Role, User } from "../src/index.ts";
import { type Bot, startBot } from "./bot.ts";

let bot: Bot;

beforeAll(async () => {
  bot = await startBot();
});

afterAll(() => bot[Symbol.asyncDispose]());

/** A member of the guild whom no other test uses. */
function newcomer(name: string): string {
  const { world, guildId } = bot.sandbox;
  const { id } = world.users.create({ username: name });
  world.joinGuild(guildId, id);
  return id;
}

describe("the events of messages", () => {
  it("hand out a Message, with the author as a member", async () => {
    const { client, sandbox } = bot;
    const heard = client.waitFor("messageCreate", { withContext: true });
    await sandbox.user("alice").sendMessage("general", "Hello <@" + sandbox.botId + ">");
    const [message, context] = await heard;
    expect(message).toBeInstanceOf(Message);
    expect(message.author.username).toBe("alice");
    expect(message.author.isBot).toBe(false);
    expect(message.member?.displayName).toBe("Alice");
    expect(message.guildId).toBe(sandbox.guildId);
    expect(message.channelId).toBe(sandbox.channels["general"]);
    expect(message.mentions.map(({ id }) => id)).toEqual([sandbox.botId]);
    expect(message.url).toBe(`https://discord.com/channels/${sandbox.guildId}/${message.channelId}/${message.id}`);
    expect(message.createdAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(context).toEqual({ shardId: 0, previous: undefined, raw: message.raw });
  });

  it("tell of direct messages, which have no guild and no member", async () => {
    const heard = bot.client.waitFor("messageCreate", { filter: (message) => message.guildId === undefined });
    await bot.sandbox.user("bob").sendMessage(`@${bot.client.user?.username ?? ""}`, "Psst");
    const message = await heard;
    expect(message.content).toBe("Psst");
    expect(message.member).toBeUndefined();
  });

  it("hand out the message as it was before an edit and before a deletion", async () => {
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const sent = await alice.sendMessage("general", "first");
    const edited = client.waitFor("messageUpdate", { withContext: true, filter: ({ id }) => id === sent.id });
    await alice.edit(sent, "second");
    const [message, { previous }] = await edited;
    expect([previous?.content, message.content]).toEqual(["first", "second"]);
    expect(previous).toBeInstanceOf(Message);
    expect(message.editedAt).toBeInstanceOf(Date);

    const deleted = client.waitFor("messageDelete", { withContext: true });
    await alice.delete(sent);
    const [{ id }, context] = await deleted;
    expect(id).toBe(sent.id);
    expect(context.previous?.content).toBe("second");
  });

  it("hand out all messages of a bulk deletion", async () => {
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const sent = [await alice.sendMessage("general", "one"), await alice.sendMessage("general", "two")];
    const deleted = client.waitFor("messageDeleteBulk", { withContext: true });
    const channel = await client.getChannel(sandbox.channels["general"] ?? "");
    await channel.bulkDelete(sent.map(({ id }) => id));
    const [{ ids }, { previous }] = await deleted;
    expect(ids.toSorted()).toEqual(sent.map(({ id }) => id).toSorted());
    expect(previous?.map(({ content }) => content)).toEqual(["one", "two"]);
  });

  it("tell of reactions with their message, as the cache had it", async () => {
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const sent = await alice.sendMessage("general", "nice");
    const added = client.waitFor("messageReactionAdd", { withContext: true });
    await alice.react(sent, "👍");
    const [reaction, { previous }] = await added;
    expect([reaction.emoji, reaction.userId, reaction.messageId]).toEqual(["👍", alice.id, sent.id]);
    expect([reaction.member?.displayName, reaction.messageAuthorId]).toEqual(["Alice", alice.id]);
    expect([previous?.content, (await reaction.fetchMessage()).content]).toEqual(["nice", "nice"]);
    expect((await reaction.fetchUser()).username).toBe("alice");
    const removed = client.waitFor("messageReactionRemove");
    await alice.unreact(sent, "👍");
    expect((await removed).messageId).toBe(sent.id);

    const again = client.waitFor("messageReactionAdd");
    await alice.react(sent, "👍");
    const taken = client.waitFor("messageReactionRemove");
    await (await again).remove();
    expect((await taken).userId).toBe(alice.id);
    expect(alice.read(sent).reactions ?? []).toEqual([]);

    await alice.react(sent, "👍");
    const cleared = client.waitFor("messageReactionRemoveAll");
    await client.rest.channels.deleteAllMessageReactions(sent.channel_id, sent.id);
    expect((await cleared).message_id).toBe(sent.id);
  });

  it("tell of typing and of votes", async () => {
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const typing = client.waitFor("typingStart");
    await alice.typing("general");
    expect((await typing).user_id).toBe(alice.id);

    const poll = await alice.sendMessage("general", {
      poll: { question: { text: "Tea?" }, answers: [{ poll_media: { text: "Yes" } }] },
    });
    const voted = client.waitFor("messagePollVoteAdd");
    await sandbox.user("bob").vote(poll, 1);
    expect(await voted).toMatchObject({ message_id: poll.id, answer_id: 1 });
  });
});

describe("the events of members", () => {
  it("hand out who joins, what changes, and who leaves", async () => {
    const { client, sandbox } = bot;
    const { world, guildId } = sandbox;
    const joined = client.waitFor("guildMemberAdd");
    const id = newcomer("dora");
    const member = await joined;
    expect(member).toBeInstanceOf(Member);
    expect([member.id, member.user.username, member.guildId]).toEqual([id, "dora", guildId]);
    expect(member.joinedAt).toBeInstanceOf(Date);

    const changed = client.waitFor("guildMemberUpdate", { withContext: true, filter: (other) => other.id === id });
    world.members.update(guildId, id, { nick: "Dora the First" });
    const [after, { previous }] = await changed;
    expect([previous?.displayName, after.displayName]).toEqual(["dora", "Dora the First"]);

    const left = client.waitFor("guildMemberRemove", { withContext: true });
    world.removeMember(guildId, id);
    const [user, context] = await left;
    expect(user).toBeInstanceOf(User);
    expect(user.id).toBe(id);
    expect(context.previous?.nick).toBe("Dora the First");
  });

  it("tell of bans", async () => {
    const { client, sandbox } = bot;
    const id = newcomer("rascal");
    const banned = client.waitFor("guildBanAdd");
    sandbox.world.guilds.ban(sandbox.guildId, id, null);
    expect((await banned).id).toBe(id);
    const unbanned = client.waitFor("guildBanRemove");
    sandbox.world.guilds.unban(sandbox.guildId, id);
    expect((await unbanned).username).toBe("rascal");
  });

  it("tell of presences and voice states, with the state before", async () => {
    const { client, sandbox } = bot;
    const alice = sandbox.user("alice");
    const seen = client.waitFor("presenceUpdate");
    await alice.setPresence({ status: "dnd", activities: [{ type: 4, name: "Custom Status", state: "Painting" }] });
    const presence = await seen;
    expect([presence.status, presence.customStatus, presence.platforms]).toEqual(["dnd", "Painting", ["desktop"]]);
    expect([presence.isOnline, (await presence.fetchMember()).displayName]).toEqual([true, "Alice"]);
    const joined = client.waitFor("voiceStateUpdate", { withContext: true });
    await alice.joinVoice("Voice Lounge");
    const [state, { previous }] = await joined;
    expect([state.userId, state.channelId]).toEqual([alice.id, sandbox.channels["Voice Lounge"]]);
    expect([previous, state.member?.displayName, (await state.fetchChannel())?.name]).toEqual([
      undefined,
      "Alice",
      "Voice Lounge",
    ]);
    const left = client.waitFor("voiceStateUpdate", { withContext: true });
    await alice.leaveVoice();
    const [after, context] = await left;
    expect(after.channelId).toBeUndefined();
    expect(context.previous?.channelId).toBe(sandbox.channels["Voice Lounge"]);
  });
});

describe("the events of a guild and its parts", () => {
  it("hand out channels, with the state before", async () => {
    const { client, sandbox } = bot;
    const { world, guildId } = sandbox;
    const created = client.waitFor("channelCreate");
    const { id } = world.channels.create(guildId, { name: "lounge", topic: "Rest" });
    const channel = await created;
    expect(channel).toBeInstanceOf(Channel);
    expect([channel.id, channel.name, channel.topic, channel.guildId]).toEqual([id, "lounge", "Rest", guildId]);

    const updated = client.waitFor("channelUpdate", { withContext: true });
    world.channels.update(id, { name: "library" });
    const [after, { previous }] = await updated;
    expect([previous?.name, after.name]).toEqual(["lounge", "library"]);

    const deleted = client.waitFor("channelDelete", { withContext: true });
    world.deleteChannel(id);
    const [gone, context] = await deleted;
    expect([gone.id, context.previous?.name]).toEqual([id, "library"]);
  });

  it("hand out threads, with the state before", async () => {
    const { client, sandbox } = bot;
    const general = await client.getChannel(sandbox.channels["general"] ?? "");
    const created = client.waitFor("threadCreate");
    const { id } = await general.createThread({ name: "digression", type: 11 });
    const thread = await created;
    expect([thread.id, thread.isThread, thread.parentId]).toEqual([id, true, general.id]);

    const updated = client.waitFor("threadUpdate", { withContext: true });
    await thread.edit({ name: "topic" });
    const [after, { previous }] = await updated;
    expect([previous?.name, after.name]).toEqual(["digression", "topic"]);

    const joined = client.waitFor("threadMembersUpdate");
    sandbox.world.threads.join(id, sandbox.users["alice"] ?? "");
    expect((await joined).added_members?.map((member) => member.user_id)).toEqual([sandbox.users["alice"]]);

    const deleted = client.waitFor("threadDelete", { withContext: true });
    await thread.delete();
    const [gone, context] = await deleted;
    expect([gone.id, context.previous?.name]).toEqual([id, "topic"]);
  });

  it("hand out roles, with the state before", async () => {
    const { client, sandbox } = bot;
    const { world, guildId } = sandbox;
    const created = client.waitFor("guildRoleCreate");
    const { id } = world.roles.create(guildId, { name: "Painters", color: 0xff0000 });
    const role = await created;
    expect(role).toBeInstanceOf(Role);
    expect([role.id, role.name, role.color, role.guildId, role.isEveryone]).toEqual([
      id,
      "Painters",
      0xff0000,
      guildId,
      false,
    ]);

    const updated = client.waitFor("guildRoleUpdate", { withContext: true });
    world.roles.update(guildId, id, { name: "Sculptors" });
    const [after, { previous }] = await updated;
    expect([previous?.name, after.name]).toEqual(["Painters", "Sculptors"]);

    const deleted = client.waitFor("guildRoleDelete", { withContext: true });
    world.deleteRole(guildId, id);
    const [gone, context] = await deleted;
    expect([gone.role_id, context.previous?.name]).toEqual([id, "Sculptors"]);
  });

  it("hand out the guild, with the state before", async () => {
    const { client, sandbox } = bot;
    const updated = client.waitFor("guildUpdate", { withContext: true });
    sandbox.world.guilds.update(sandbox.guildId, { name: "Zignal Works" });
    const [guild, { previous }] = await updated;
    expect(guild).toBeInstanceOf(Guild);
    expect([previous?.name, guild.name]).toEqual(["Zignal Lab", "Zignal Works"]);
  });

  it("tell a guild that the bot has just joined from those the session began with", async () => {
    const { client, sandbox } = bot;
    const { world } = sandbox;
    const another = world.guilds.create({ name: "Elsewhere", owner_id: sandbox.users["alice"] ?? "" });
    const joined = client.waitFor("guildCreate", { withContext: true });
    world.joinGuild(another.id, sandbox.botId);
    const [guild, { previous }] = await joined;
    expect([guild.name, previous]).toEqual(["Elsewhere", undefined]);

    const left = client.waitFor("guildDelete", { withContext: true });
    await guild.leave();
    const [gone, context] = await left;
    expect([gone.id, context.previous?.name]).toEqual([another.id, "Elsewhere"]);
  });

  it("tell of emojis, invites, webhooks and pins, with the state before", async () => {
    const { client, sandbox } = bot;
    const { world, guildId } = sandbox;
    const general = sandbox.channels["general"] ?? "";
    const alice = sandbox.users["alice"] ?? "";
    const emojis = client.waitFor("guildEmojisUpdate", { withContext: true });
    world.emojis.create(guildId, { name: "zig", creatorId: alice, animated: false });
    const [update, { previous }] = await emojis;
    expect(update.map(({ name }) => name)).toEqual(["zig"]);
    expect(previous).toEqual([]);

    const invited = client.waitFor("inviteCreate");
    const invite = world.invites.create({ channelId: general, inviterId: alice });
    expect((await invited).code).toBe(invite.code);
    const revoked = client.waitFor("inviteDelete");
    world.invites.delete(invite.code);
    expect((await revoked).code).toBe(invite.code);

    const hooked = client.waitFor("webhooksUpdate");
    await client.rest.channels.createWebhook(general, { name: "News" });
    expect((await hooked).channel_id).toBe(general);

    const pinned = client.waitFor("channelPinsUpdate", { withContext: true });
    const message = await (await client.getChannel(general)).send("Important");
    await message.pin();
    const [pins, context] = await pinned;
    expect([pins.channel_id, context.previous?.id]).toEqual([general, general]);
  });

  it("tell of the bot's own user, which client.user follows", async () => {
    const { client, sandbox } = bot;
    const renamed = client.waitFor("userUpdate", { withContext: true });
    await client.rest.users.updateMyUser({ username: "Barista" });
    const [user, { previous }] = await renamed;
    expect([previous?.username, user.username]).toEqual(["Zignal Bot", "Barista"]);
    expect(client.user?.username).toBe("Barista");
    expect(client.user?.id).toBe(sandbox.botId);
  });
});

describe("the event raw", () => {
  it("hands out every dispatch as it came, also those that nobody else listens to", async () => {
    const { client, sandbox } = bot;
    const names: string[] = [];
    const listener = ({ t }: { t: string }) => names.push(t);
    client.on("raw", listener);
    const typing = client.waitFor("raw", { filter: ({ t }) => t === "TYPING_START", withContext: true });
    await sandbox.user("bob").typing("general");
    const [payload, shardId] = await typing;
    client.off("raw", listener);
    expect(payload.d).toMatchObject({ user_id: sandbox.users["bob"] });
    expect(shardId).toBe(0);
    expect(names).toContain("TYPING_START");
  });
});
