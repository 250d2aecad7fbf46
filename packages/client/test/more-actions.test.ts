import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ForumPostBuilder,
  Invite,
  MessageBuilder,
  PollBuilder,
  Thread,
  ThreadBuilder,
  ValidationError,
  WebhookBuilder,
  WebhookMessageBuilder,
} from "../src/index.ts";
import { type Bot, startBot } from "./bot.ts";

/** A transparent picture of one pixel. */
const pixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

/** The same bot, with the cache and without. */
describe.each([
  ["with a cache", {}],
  ["without a cache", { cache: false }],
] as const)("more of what structures can do, %s", (_how, options) => {
  let bot: Bot;
  let general: string;

  beforeAll(async () => {
    bot = await startBot(options);
    general = bot.sandbox.channels["general"] ?? "";
  });

  afterAll(() => bot[Symbol.asyncDispose]());

  describe("webhooks", () => {
    it("send, edit, fetch and delete messages under a name of their own", async () => {
      const channel = await bot.client.getChannel(general);
      const webhook = await channel.createWebhook(new WebhookBuilder().name("News"), { reason: "news" });
      expect([webhook.name, webhook.channelId, webhook.guildId]).toEqual(["News", general, bot.sandbox.guildId]);
      const sent = await webhook.send({ content: "Extra", username: "Herald" });
      expect([sent.content, sent.author.username, sent.isWebhook]).toEqual(["Extra", "Herald", true]);
      const built = await webhook.send(new WebhookMessageBuilder().content("Extra!").username("Crier"));
      expect(built.author.username).toBe("Crier");
      expect((await webhook.editMessage(sent.id, "Corrected")).content).toBe("Corrected");
      expect((await webhook.fetchMessage(sent.id)).content).toBe("Corrected");
      await webhook.deleteMessage(sent.id);
      await expect(webhook.fetchMessage(sent.id)).rejects.toMatchObject({ discordCode: 10008 });

      expect((await webhook.edit({ name: "Old news" })).name).toBe("Old news");
      expect((await channel.webhooks()).map(({ id }) => id)).toContain(webhook.id);
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      expect((await guild.webhooks()).map(({ id }) => id)).toContain(webhook.id);
      await webhook.delete();
      expect((await channel.webhooks()).map(({ id }) => id)).not.toContain(webhook.id);
    });

    it("write into a thread of their channel", async () => {
      const channel = await bot.client.getChannel(general);
      const webhook = await channel.createWebhook({ name: "Threads" });
      const thread = await channel.createThread({ name: "For the webhook" });
      const sent = await webhook.send("in here", { threadId: thread.id });
      expect(sent.channelId).toBe(thread.id);
      expect((await webhook.editMessage(sent.id, "still here", { threadId: thread.id })).content).toBe("still here");
    });

    it("without a token say so before they send, and do not print the token that they have", async () => {
      const channel = await bot.client.getChannel(general);
      const webhook = await channel.createWebhook({ name: "Secret" });
      expect(webhook.token).toMatch(/\S{20}/);
      expect(JSON.stringify(webhook)).not.toContain(webhook.token);
      const { token: _token, ...raw } = webhook.raw;
      const stranger = Object.assign(Object.create(webhook) as typeof webhook, {});
      expect(stranger.raw).toBe(webhook.raw);
      Object.defineProperty(webhook, "raw", { value: raw });
      await expect(webhook.send("hello")).rejects.toBeInstanceOf(ValidationError);
      await expect(webhook.send("hello")).rejects.toThrow(/token of webhook/);
    });
  });

  describe("threads", () => {
    it("are joined, left, filled, archived and locked", async () => {
      const channel = await bot.client.getChannel(general);
      const thread = await channel.createThread(new ThreadBuilder().name("Debate"));
      expect(thread).toBeInstanceOf(Thread);
      expect([thread.type, thread.ownerId, thread.isArchived, thread.isLocked]).toEqual([
        11,
        bot.sandbox.botId,
        false,
        false,
      ]);
      expect(thread.autoArchiveMinutes).toBeGreaterThan(0);
      await thread.leave();
      await thread.join();
      const { id: bob } = bot.sandbox.user("bob");
      await thread.addMember(bob);
      expect((await collect(thread.members())).map((member) => member.user_id)).toContain(bob);
      await thread.removeMember(bob);
      expect((await collect(thread.members())).map((member) => member.user_id)).not.toContain(bob);
      const archived = await thread.archive({ locked: true, reason: "enough" });
      expect([archived.isArchived, archived.isLocked, archived.archivedAt instanceof Date]).toEqual([true, true, true]);
      expect((await collect(channel.archivedThreads())).map(({ id }) => id)).toContain(thread.id);
      expect((await archived.unarchive()).isArchived).toBe(false);
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      expect((await guild.channels.fetchThreads()).map(({ id }) => id)).toContain(thread.id);
      expect(await bot.client.getChannel(thread.id)).toBeInstanceOf(Thread);
    });

    it("of a forum are posts, with their first message", async () => {
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      const forum = await guild.channels.create({ name: "questions", type: 15 });
      const post = await forum.createPost({ name: "How?", message: new MessageBuilder().content("Please tell") });
      expect([post.name, post.parentId]).toEqual(["How?", forum.id]);
      expect((await collect(post.messages())).map(({ content }) => content)).toEqual(["Please tell"]);
      const withFile = new MessageBuilder().content("See").addFile("a.txt", "a");
      const built = await forum.createPost(new ForumPostBuilder().name("Why?").message(withFile));
      expect(
        (await collect(built.messages())).flatMap(({ attachments }) => attachments.map(({ filename }) => filename)),
      ).toEqual(["a.txt"]);
    });
  });

  describe("messages", () => {
    it("are forwarded, and their reactions are read and cleared", async () => {
      const channel = await bot.client.getChannel(general);
      const message = await channel.send("Pass it on");
      const forwarded = await message.forward(bot.sandbox.channels["bot-playground"] ?? "");
      expect(forwarded.raw.message_snapshots?.[0]?.message.content).toBe("Pass it on");
      const alice = bot.sandbox.user("alice");
      await alice.react(message.raw, "👍");
      await bot.sandbox.user("bob").react(message.raw, "👍");
      await alice.react(message.raw, "🎉");
      expect((await collect(message.reactors("👍"))).map(({ username }) => username).toSorted()).toEqual([
        "alice",
        "bob",
      ]);
      await message.clearReactions("👍");
      expect(alice.read(message.raw).reactions?.map(({ emoji }) => emoji.name)).toEqual(["🎉"]);
      await message.clearReactions();
      expect(alice.read(message.raw).reactions ?? []).toEqual([]);
    });

    it("that are pinned are listed, the latest pin first", async () => {
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      const channel = await guild.channels.create({ name: "board" });
      for (const text of ["one", "two"]) await (await channel.send(text)).pin();
      expect((await collect(channel.pins())).map(({ content }) => content)).toEqual(["two", "one"]);
    });

    it("with a poll tell its answers and votes, and who voted, and can end it", async () => {
      const channel = await bot.client.getChannel(general);
      const poll = new PollBuilder().question("Tea or coffee?").addAnswer("Tea").addAnswer("Coffee").allowMultiselect();
      const message = await channel.send(new MessageBuilder().setPoll(poll));
      const alice = bot.sandbox.user("alice");
      await alice.vote(message.raw, 2);
      const now = await channel.fetchMessage(message.id);
      expect(now.poll?.question).toBe("Tea or coffee?");
      expect(now.poll?.answers.map(({ id, text, votes }) => [id, text, votes])).toEqual([
        [1, "Tea", 0],
        [2, "Coffee", 1],
      ]);
      expect(now.poll?.allowsMultiple).toBe(true);
      expect(now.poll?.endsAt?.getTime()).toBeGreaterThan(Date.now());
      if (now.poll === undefined) throw new Error("the poll is gone");
      expect((await collect(now.poll.voters(2))).map(({ id }) => id)).toEqual([alice.id]);
      expect((await now.poll.end())?.poll?.endsAt?.getTime()).toBeLessThanOrEqual(Date.now());
      expect(message.poll?.isFinalized).toBe(false);
    });
  });

  describe("guilds", () => {
    it("have invites, which events and lists hand out alike", async () => {
      const channel = await bot.client.getChannel(general);
      const heard = bot.client.waitFor("inviteCreate");
      const invite = await channel.createInvite({ max_uses: 3, max_age: 3600 }, { reason: "friends" });
      expect(await heard).toBeInstanceOf(Invite);
      for (const one of [invite, await heard]) {
        expect([one.code, one.channelId, one.guildId, one.maxUses]).toEqual([
          invite.code,
          general,
          bot.sandbox.guildId,
          3,
        ]);
        expect(one.url).toBe(`https://discord.gg/${invite.code}`);
        expect(one.inviter?.id).toBe(bot.sandbox.botId);
        expect(one.expiresAt?.getTime()).toBeGreaterThan(Date.now());
      }
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      expect((await guild.invites()).map(({ code }) => code)).toContain(invite.code);
      expect((await channel.invites()).map(({ code }) => code)).toContain(invite.code);
      await invite.delete();
      expect(await channel.invites()).toEqual([]);
    });

    it("have emojis, which can be used in messages", async () => {
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      const updated = bot.client.waitFor("guildEmojisUpdate");
      const emoji = await guild.emojis.create({ name: "dot", image: pixel });
      expect((await updated).map(({ name, guildId }) => [name, guildId])).toEqual([["dot", guild.id]]);
      expect([emoji.name, String(emoji), emoji.identifier]).toEqual(["dot", `<:dot:${emoji.id}>`, `dot:${emoji.id}`]);
      expect(emoji.url).toContain(emoji.id);
      // Without a cache, the guild knows those that came with it.
      const hasCache = bot.client.cache !== undefined;
      expect(guild.emojis.all().map(({ name }) => name)).toEqual(hasCache ? ["dot"] : []);
      const message = await (await bot.client.getChannel(general)).send(String(emoji));
      await message.react(emoji.identifier);
      const changed = bot.client.waitFor("guildEmojisUpdate", { withContext: true });
      expect((await emoji.edit({ name: "spot" })).name).toBe("spot");
      expect((await changed)[1].previous?.map(({ name }) => name)).toEqual(hasCache ? ["dot"] : undefined);
      expect((await guild.emojis.fetch()).map(({ name }) => name)).toEqual(["spot"]);
      await emoji.delete();
      expect(await guild.emojis.fetch()).toEqual([]);
    });

    it("have bans", async () => {
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      const ids = ["eve", "mallory"].map((username) => bot.sandbox.world.users.create({ username }).id);
      expect(await guild.bans.add(ids, { reason: "raid" })).toEqual({ banned: ids, failed: [] });
      expect((await collect(guild.bans.list())).map(({ user }) => user.username).toSorted()).toEqual([
        "eve",
        "mallory",
      ]);
      expect((await guild.bans.get(ids[0] ?? "")).reason).toBe("raid");
      await guild.bans.remove(ids[0] ?? "");
      await expect(guild.bans.get(ids[0] ?? "")).rejects.toMatchObject({ discordCode: 10026 });
    });

    it("list their members page by page, and can be edited", async () => {
      const guild = await bot.client.getGuild(bot.sandbox.guildId);
      const names = (await collect(guild.members.list())).map(({ user }) => user.username);
      expect(names).toEqual(expect.arrayContaining(["alice", "bob", "carol"]));
      expect((await guild.edit({ name: "Renamed" }, { reason: "fashion" })).name).toBe("Renamed");
    });
  });
});
