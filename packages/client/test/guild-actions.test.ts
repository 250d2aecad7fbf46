import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AutoModerationExecution,
  AutoModerationRuleBuilder,
  Entitlement,
  type Guild,
  Integration,
  ScheduledEventBuilder,
} from "../src/index.ts";
import { type Bot, startBot } from "./bot.ts";

const hourMs = 3_600_000;

/** The same bot, with the cache and without. */
describe.each([
  ["with a cache", {}],
  ["without a cache", { cache: false }],
] as const)("what a guild can do, %s", (_how, options) => {
  let bot: Bot;
  let guild: Guild;

  beforeAll(async () => {
    bot = await startBot(options);
    guild = await bot.client.getGuild(bot.sandbox.guildId);
  });

  afterAll(() => bot[Symbol.asyncDispose]());

  it("scheduled events are made, looked up, started, ended, called off and deleted, and told of", async () => {
    const { client, sandbox } = bot;
    const builder = new ScheduledEventBuilder()
      .name("Tea")
      .at("Kitchen")
      .startsAt(new Date(Date.now() + hourMs))
      .endsAt(new Date(Date.now() + 2 * hourMs));
    const heard = client.waitFor("guildScheduledEventCreate");
    const event = await guild.scheduledEvents.create(builder, { reason: "thirst" });
    expect([event.name, event.status, event.location, event.creatorId]).toEqual([
      "Tea",
      "scheduled",
      "Kitchen",
      sandbox.botId,
    ]);
    expect((await heard).id).toBe(event.id);
    const interested = client.waitFor("guildScheduledEventUserAdd");
    await sandbox.user("carol").setInterest(event.id);
    expect((await interested).user_id).toBe(sandbox.users["carol"]);
    expect((await guild.scheduledEvents.get(event.id)).userCount).toBe(2);
    const users: string[] = [];
    for await (const { user, member } of event.users()) users.push(`${user.username} ${member === undefined}`);
    expect(users.toSorted()).toEqual(["Zignal Bot false", "carol false"]);
    const moved = client.waitFor("guildScheduledEventUpdate", { withContext: true });
    expect((await event.edit({ name: "High tea" })).name).toBe("High tea");
    const [now, { previous }] = await moved;
    expect([now.name, previous?.name]).toEqual(["High tea", client.cache === undefined ? undefined : "Tea"]);
    expect((await event.start()).status).toBe("active");
    expect((await event.end()).status).toBe("completed");
    await expect(event.cancel()).rejects.toMatchObject({ discordCode: 180_000 });
    const other = await guild.scheduledEvents.create(builder);
    expect((await guild.scheduledEvents.fetch()).map(({ id }) => id)).toEqual([other.id]);
    expect((await other.cancel()).status).toBe("canceled");
    const gone = client.waitFor("guildScheduledEventDelete");
    await other.delete();
    expect((await gone).id).toBe(other.id);
  });

  it("stages begin, change and end", async () => {
    const { client } = bot;
    const channel = await guild.channels.create({ name: "stage", type: 13 });
    const began = client.waitFor("stageInstanceCreate");
    const stage = await channel.startStage({ topic: "Quiz" }, { reason: "fun" });
    expect([stage.topic, stage.channelId, (await began).id]).toEqual(["Quiz", channel.id, stage.id]);
    expect((await channel.fetchStage()).topic).toBe("Quiz");
    const changed = client.waitFor("stageInstanceUpdate");
    expect((await stage.edit({ topic: "Jokes" })).topic).toBe("Jokes");
    expect((await changed).topic).toBe("Jokes");
    const ended = client.waitFor("stageInstanceDelete");
    await stage.delete();
    expect((await ended).topic).toBe("Jokes");
    await expect(channel.fetchStage()).rejects.toMatchObject({ discordCode: 10067 });
  });

  it("stickers are uploaded, listed, changed and deleted", async () => {
    const { client } = bot;
    const updated = client.waitFor("guildStickersUpdate");
    const data = Buffer.from("\u0089PNG\r\n", "latin1");
    const sticker = await guild.stickers.create({ name: "Wave", tags: "wave", file: { name: "wave.png", data } });
    expect([sticker.name, sticker.tags, sticker.guildId]).toEqual(["Wave", "wave", guild.id]);
    expect(sticker.url).toBe(`https://cdn.discordapp.com/stickers/${sticker.id}.png`);
    expect((await updated).map(({ name }) => name)).toEqual(["Wave"]);
    expect((await guild.stickers.fetch()).map(({ id }) => id)).toEqual([sticker.id]);
    expect((await sticker.edit({ name: "Hello", description: "A hand" })).description).toBe("A hand");
    await sticker.delete({ reason: "rude" });
    expect(await guild.stickers.fetch()).toEqual([]);
  });

  it("sounds are added, played, changed and deleted", async () => {
    const { client, sandbox } = bot;
    const lounge = sandbox.channels["Voice Lounge"] ?? "";
    const heard = client.waitFor("guildSoundboardSoundCreate");
    const sound = await guild.soundboard.create({ name: "Honk", sound: "data:audio/ogg;base64,AAAA", volume: 0.5 });
    expect([sound.name, sound.volume, sound.creator?.id, (await heard).id]).toEqual([
      "Honk",
      0.5,
      sandbox.botId,
      sound.id,
    ]);
    sandbox.world.voiceStates.update(guild.id, sandbox.botId, { channelId: lounge });
    const played = client.waitFor("voiceChannelEffectSend");
    await sound.playIn(lounge);
    expect(await played).toMatchObject({ sound_id: sound.id, sound_volume: 0.5, channel_id: lounge });
    expect((await sound.edit({ volume: 1 })).volume).toBe(1);
    expect((await guild.soundboard.fetch()).map(({ volume }) => volume)).toEqual([1]);
    const gone = client.waitFor("guildSoundboardSoundDelete");
    await sound.delete();
    expect(await gone).toEqual({ sound_id: sound.id, guild_id: guild.id });
  });

  it("auto-moderation has rules, and what they do is told", async () => {
    const { client, sandbox } = bot;
    const builder = new AutoModerationRuleBuilder()
      .name("No shouting")
      .onKeywords({ keywords: ["AAAH*"] })
      .blockMessage();
    const created = client.waitFor("autoModerationRuleCreate");
    const rule = await guild.autoModeration.create(builder, { reason: "noise" });
    expect([rule.name, rule.creatorId, rule.triggerType, (await created).id]).toEqual([
      "No shouting",
      sandbox.botId,
      1,
      rule.id,
    ]);
    expect((await rule.enable()).isEnabled).toBe(true);
    const carol = sandbox.user("carol");
    const executed = client.waitFor("autoModerationActionExecution");
    await expect(carol.sendMessage("general", "Aaahhh!")).rejects.toMatchObject({ code: 200_000 });
    const deed = await executed;
    expect(deed).toBeInstanceOf(AutoModerationExecution);
    expect([deed.userId, deed.content, deed.matchedKeyword, deed.matchedContent, deed.messageId]).toEqual([
      carol.id,
      "Aaahhh!",
      "AAAH*",
      "Aaahhh!",
      undefined,
    ]);
    expect((await deed.fetchRule()).name).toBe("No shouting");
    expect((await deed.fetchMember()).user.username).toBe("carol");
    expect((await rule.disable({ reason: "enough" })).isEnabled).toBe(false);
    expect((await guild.autoModeration.get(rule.id)).isEnabled).toBe(false);
    expect(await guild.autoModeration.fetch()).toHaveLength(1);
    const gone = client.waitFor("autoModerationRuleDelete");
    await rule.delete();
    expect((await gone).id).toBe(rule.id);
  });

  it("the audit log tells who did what and why, page by page, newest first", async () => {
    const { client, sandbox } = bot;
    const heard = client.waitFor("guildAuditLogEntryCreate", { filter: ({ reason }) => reason === "a test" });
    const role = await guild.roles.create({ name: "Audited" }, { reason: "a test" });
    const entry = await heard;
    expect([entry.executorId, entry.targetId, entry.reason, entry.guildId]).toEqual([
      sandbox.botId,
      role.id,
      "a test",
      guild.id,
    ]);
    for (let number = 0; number < 120; number += 1) await role.edit({ name: `Audited ${number}` });
    const names: unknown[] = [];
    for await (const { changes } of guild.auditLog({ targetId: role.id, actionType: 31 })) {
      names.push(changes[0]?.new_value);
    }
    expect(names).toEqual(Array.from({ length: 120 }, (_, index) => `Audited ${119 - index}`));
    const newest = (await guild.auditLog({ userId: sandbox.botId, limit: 1 }).next()).value;
    expect([newest?.actionType, newest?.changes[0]?.old_value]).toEqual([31, "Audited 118"]);
    await role.delete();
  });

  it("integrations are its bots, told of and removed", async () => {
    const { client, sandbox } = bot;
    const { world } = sandbox;
    const second = world.applications.create({ name: "Second", ownerId: sandbox.users["alice"] ?? "" });
    const heard = client.waitFor("integrationCreate");
    world.joinGuild(guild.id, second.botId);
    const integration = await heard;
    expect(integration).toBeInstanceOf(Integration);
    expect([integration.name, integration.applicationId, integration.bot?.id, integration.guildId]).toEqual([
      "Second",
      second.id,
      second.botId,
      guild.id,
    ]);
    const all = await guild.integrations.fetch();
    expect(all.map(({ name, addedBy }) => [name, addedBy?.username])).toEqual([
      ["Zignal Bot", "alice"],
      ["Second", "alice"],
    ]);
    const gone = client.waitFor("integrationDelete");
    await integration.delete({ reason: "one is enough" });
    expect(await gone).toMatchObject({ id: integration.id, application_id: second.id });
  });

  it("those in voice are moved, muted and sent out", async () => {
    const { sandbox } = bot;
    const carol = sandbox.user("carol");
    const other = await guild.channels.create({ name: "other", type: 2 });
    await carol.joinVoice("Voice Lounge");
    const state = await guild.voiceStates.fetch(carol.id);
    expect([state.channelId, state.isMuted, state.isServerMuted]).toEqual([
      sandbox.channels["Voice Lounge"],
      false,
      false,
    ]);
    const now = (): unknown => sandbox.world.voiceStates.get(guild.id, carol.id);
    await state.move(other.id);
    expect(now()).toMatchObject({ channel_id: other.id });
    await state.setMute(true, { reason: "noise" });
    await state.setDeaf(true);
    expect(now()).toMatchObject({ mute: true, deaf: true });
    await state.disconnect();
    expect(now()).toBeUndefined();
    // Without a cache, Discord's own answer that there is none; with it, the same from Discord once it is gone.
    await expect.poll(() => guild.voiceStates.fetch(carol.id).catch(({ discordCode }) => discordCode)).toBe(10065);
  });

  it("speakers of a stage are made and put back", async () => {
    const { sandbox } = bot;
    const { world } = sandbox;
    const stage = await guild.channels.create({ name: "speeches", type: 13 });
    world.voiceStates.update(guild.id, sandbox.users["bob"] ?? "", { channelId: stage.id, suppress: true });
    const state = await guild.voiceStates.fetch(sandbox.users["bob"] ?? "");
    await state.setSuppressed(false);
    expect(world.voiceStates.get(guild.id, sandbox.users["bob"] ?? "")?.suppress).toBe(false);
    await state.setSuppressed(true);
    expect(world.voiceStates.get(guild.id, sandbox.users["bob"] ?? "")?.suppress).toBe(true);
  });

  it("entitlements are told of, consumed and taken back", async () => {
    const { client, sandbox } = bot;
    const heard = client.waitFor("entitlementCreate");
    const { applications } = client.rest;
    const body = { sku_id: "5", owner_id: sandbox.users["carol"] ?? "", owner_type: 2 };
    await applications.createEntitlement(sandbox.applicationId, body);
    const entitlement = await heard;
    expect(entitlement).toBeInstanceOf(Entitlement);
    expect([entitlement.skuId, entitlement.userId, entitlement.isActive, entitlement.isConsumed]).toEqual([
      "5",
      sandbox.users["carol"],
      true,
      false,
    ]);
    const used = client.waitFor("entitlementUpdate");
    await entitlement.consume();
    expect((await used).isConsumed).toBe(true);
    const gone = client.waitFor("entitlementDelete");
    await entitlement.delete();
    expect((await gone).isActive).toBe(false);
  });
});
