import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AutoModerationRuleBuilder, type Guild, ScheduledEventBuilder } from "../src/index.ts";
import { createRecordedDiscord, type RecordedDiscord } from "./recorded-discord.ts";

let discord: RecordedDiscord;
let guild: Guild;

beforeAll(async () => {
  discord = await createRecordedDiscord();
  discord.answer({ id: "1", name: "Lab", owner_id: "2", icon: null, roles: [] });
  guild = await discord.client.getGuild("1");
});

afterAll(() => discord[Symbol.asyncDispose]());

/** What was sent, as `METHOD path body`. */
function sent(): string[] {
  return discord.requests.map(({ method, path, body, reason }) =>
    [method, path, body === undefined ? "" : JSON.stringify(body), reason ?? ""].join(" ").trim(),
  );
}

describe("a scheduled event", () => {
  const raw = {
    id: "1290000000000000001",
    guild_id: "1",
    name: "Tea",
    status: 1,
    scheduled_start_time: "2030-01-01T10:00:00.000Z",
    entity_metadata: { location: "Kitchen" },
    user_count: 2,
    image: "abc",
  };

  it("is made, looked up, changed and deleted", async () => {
    discord.answer(raw, [raw], raw, { ...raw, status: 2 }, { ...raw, status: 3 }, { ...raw, status: 4 });
    const builder = new ScheduledEventBuilder()
      .name("Tea")
      .at("Kitchen")
      .startsAt(new Date("2030-01-01T10:00:00.000Z"))
      .endsAt(new Date("2030-01-01T12:00:00.000Z"));
    const event = await guild.scheduledEvents.create(builder, { reason: "thirst" });
    expect([event.name, event.status, event.location, event.userCount]).toEqual(["Tea", "scheduled", "Kitchen", 2]);
    expect([event.startsAt.getUTCFullYear(), event.endsAt]).toEqual([2030, undefined]);
    expect(event.coverUrl).toContain("/guild-events/1290000000000000001/abc");
    expect(event.url).toBe("https://discord.com/events/1/1290000000000000001");
    expect((await guild.scheduledEvents.fetch()).map(({ id }) => id)).toEqual([event.id]);
    await guild.scheduledEvents.get(event.id);
    expect((await event.start()).status).toBe("active");
    expect((await event.end()).status).toBe("completed");
    expect((await event.cancel()).status).toBe("canceled");
    await event.delete({ reason: "no tea" });
    expect(sent().slice(1)).toEqual([
      "GET /guilds/1/scheduled-events?with_user_count=true",
      `GET /guilds/1/scheduled-events/${raw.id}?with_user_count=true`,
      `PATCH /guilds/1/scheduled-events/${raw.id} {"status":2}`,
      `PATCH /guilds/1/scheduled-events/${raw.id} {"status":3}`,
      `PATCH /guilds/1/scheduled-events/${raw.id} {"status":4}`,
      `DELETE /guilds/1/scheduled-events/${raw.id}  no tea`,
    ]);
    expect(discord.requests[0]).toMatchObject({ method: "POST", path: "/guilds/1/scheduled-events", reason: "thirst" });
  });

  it("tells who is interested, and has no status for one that nobody knows yet", async () => {
    discord.answer({ ...raw, status: 99 }, [{ guild_scheduled_event_id: raw.id, user: { id: "7" } }]);
    const event = await guild.scheduledEvents.get(raw.id);
    expect(event.status).toBeUndefined();
    const ids: string[] = [];
    for await (const { user } of event.users()) ids.push(user.id);
    expect(ids).toEqual(["7"]);
  });
});

describe("a sticker", () => {
  const raw = { id: "1290000000000000001", guild_id: "1", name: "Hi", tags: "wave", description: null, format_type: 1 };

  it("is uploaded, listed, changed and deleted", async () => {
    discord.answer(raw, [raw], { ...raw, name: "Hello" });
    const file = { name: "hi.png", data: new Uint8Array([1, 2, 3]) };
    const sticker = await guild.stickers.create({ name: "Hi", tags: "wave", file }, { reason: "fun" });
    expect([sticker.name, sticker.description, sticker.tags, sticker.guildId]).toEqual(["Hi", "", "wave", "1"]);
    expect(sticker.url).toBe(`https://cdn.discordapp.com/stickers/${raw.id}.png`);
    expect(discord.requests[0]).toMatchObject({ method: "POST", path: "/guilds/1/stickers", reason: "fun" });
    expect(String(discord.requests[0]?.body)).toMatch(/name="tags"[^]*wave/);
    expect(await guild.stickers.fetch()).toHaveLength(1);
    expect((await sticker.edit({ name: "Hello" })).name).toBe("Hello");
    await sticker.delete();
    expect(sent().slice(1)).toEqual([
      "GET /guilds/1/stickers",
      `PATCH /guilds/1/stickers/${raw.id} {"name":"Hello"}`,
      `DELETE /guilds/1/stickers/${raw.id}`,
    ]);
  });
});

describe("a stage", () => {
  it("is started, looked up, changed and ended", async () => {
    const raw = { id: "5", guild_id: "1", channel_id: "9", topic: "Quiz" };
    discord.answer({ id: "9", type: 13, name: "Stage", guild_id: "1" }, raw, raw, { ...raw, topic: "Jokes" });
    const channel = await discord.client.getChannel("9");
    const stage = await channel.startStage({ topic: "Quiz" }, { reason: "fun" });
    expect([stage.id, stage.topic, stage.channelId, stage.guildId, stage.scheduledEventId]).toEqual([
      "5",
      "Quiz",
      "9",
      "1",
      undefined,
    ]);
    await channel.fetchStage();
    expect((await stage.edit({ topic: "Jokes" })).topic).toBe("Jokes");
    await stage.delete();
    expect(sent()).toEqual([
      "GET /channels/9",
      'POST /stage-instances {"topic":"Quiz","channel_id":"9"} fun',
      "GET /stage-instances/9",
      'PATCH /stage-instances/9 {"topic":"Jokes"}',
      "DELETE /stage-instances/9",
    ]);
  });
});

describe("a sound", () => {
  it("is uploaded, listed, played, changed and deleted", async () => {
    const raw = { sound_id: "5", guild_id: "1", name: "Honk", volume: 0.5, available: true };
    discord.answer(raw, { items: [raw] }, undefined, { ...raw, volume: 1 });
    const sound = await guild.soundboard.create({ name: "Honk", sound: "data:audio/ogg;base64,AAAA" });
    expect([sound.id, sound.name, sound.volume, sound.isAvailable]).toEqual(["5", "Honk", 0.5, true]);
    expect(sound.url).toBe("https://cdn.discordapp.com/soundboard-sounds/5");
    expect(await guild.soundboard.fetch()).toHaveLength(1);
    await sound.playIn("9");
    expect((await sound.edit({ volume: 1 })).volume).toBe(1);
    await sound.delete();
    expect(sent()).toEqual([
      'POST /guilds/1/soundboard-sounds {"name":"Honk","sound":"data:audio/ogg;base64,AAAA"}',
      "GET /guilds/1/soundboard-sounds",
      'POST /channels/9/send-soundboard-sound {"sound_id":"5","source_guild_id":"1"}',
      'PATCH /guilds/1/soundboard-sounds/5 {"volume":1}',
      "DELETE /guilds/1/soundboard-sounds/5",
    ]);
  });
});

describe("a rule of auto-moderation", () => {
  it("is made, listed, switched and deleted", async () => {
    const raw = {
      id: "1290000000000000001",
      guild_id: "1",
      name: "No shouting",
      creator_id: "2",
      enabled: true,
      trigger_type: 1,
    };
    discord.answer(raw, [raw], raw, { ...raw, enabled: false }, raw);
    const builder = new AutoModerationRuleBuilder()
      .name("No shouting")
      .onKeywords({ keywords: ["AAAH"] })
      .blockMessage();
    const rule = await guild.autoModeration.create(builder);
    expect([rule.name, rule.isEnabled, rule.creatorId, rule.triggerType]).toEqual(["No shouting", true, "2", 1]);
    expect([rule.actions, rule.exemptRoleIds, rule.exemptChannelIds]).toEqual([[], [], []]);
    expect(await guild.autoModeration.fetch()).toHaveLength(1);
    await guild.autoModeration.get(rule.id);
    expect((await rule.disable()).isEnabled).toBe(false);
    expect((await rule.enable({ reason: "again" })).isEnabled).toBe(true);
    await rule.delete();
    expect(sent().slice(1)).toEqual([
      "GET /guilds/1/auto-moderation/rules",
      `GET /guilds/1/auto-moderation/rules/${raw.id}`,
      `PATCH /guilds/1/auto-moderation/rules/${raw.id} {"enabled":false}`,
      `PATCH /guilds/1/auto-moderation/rules/${raw.id} {"enabled":true} again`,
      `DELETE /guilds/1/auto-moderation/rules/${raw.id}`,
    ]);
  });
});

function entry(number: number): object {
  const id = String(1290000000000001000n - BigInt(number) * 1000n);
  return { id, action_type: 22, user_id: "2", target_id: "3", reason: "spam" };
}

function page(from: number, count: number): object {
  return { audit_log_entries: Array.from({ length: count }, (_, index) => entry(from + index)) };
}

describe("the audit log", () => {
  it("is walked page by page, newest first, with what was asked for", async () => {
    discord.answer(page(0, 100), page(100, 20));
    const entries: string[] = [];
    for await (const found of guild.auditLog({ userId: "2", actionType: 22 })) {
      expect([found.executorId, found.targetId, found.reason, found.guildId]).toEqual(["2", "3", "spam", "1"]);
      expect(found.changes).toEqual([]);
      entries.push(found.id);
    }
    expect(new Set(entries).size).toBe(120);
    expect(discord.requests.map(({ path }) => path.replace(/before=\d+/, "before=…"))).toEqual([
      "/guilds/1/audit-logs?user_id=2&action_type=22&limit=100",
      "/guilds/1/audit-logs?user_id=2&action_type=22&limit=100&before=…",
    ]);
  });
});
