import { FakeClock } from "@zignal/errors/testing";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { WorldEvent } from "../src/world/events.ts";
import { parseMentions } from "../src/world/mentions.ts";
import { parseEmoji } from "../src/world/reactions.ts";
import { seedWorld } from "../src/world/seed.ts";
import { SnowflakeSource, compareSnowflakes, snowflakeTimeMs } from "../src/world/snowflakes.ts";
import { World } from "../src/world/world.ts";

function seeded(): { world: World; ids: ReturnType<typeof seedWorld>; events: WorldEvent[] } {
  const world = new World({ clock: new FakeClock(), startMs: Date.UTC(2026, 0, 1), seed: 3 });
  const ids = seedWorld(world);
  const events: WorldEvent[] = [];
  world.subscribe((event) => events.push(event));
  return { world, ids, events };
}

describe("snowflakes", () => {
  test.prop([fc.array(fc.nat(3), { minLength: 1, maxLength: 200 })])("grow, and hold their time", (steps) => {
    let now = Date.UTC(2026, 0, 1);
    const source = new SnowflakeSource(
      () => now,
      () => 0.5,
    );
    let last = "0";
    for (const step of steps) {
      now += step;
      const id = source.next();
      expect(compareSnowflakes(id, last)).toBeGreaterThan(0);
      expect(snowflakeTimeMs(id)).toBe(now);
      last = id;
    }
  });

  it("borrow from the next millisecond when one has run out of ids, and do not repeat", () => {
    const source = new SnowflakeSource(
      () => Date.UTC(2026, 0, 1),
      () => 0,
    );
    const ids = Array.from({ length: 10_000 }, () => source.next());
    expect(new Set(ids).size).toBe(10_000);
    expect(ids.toSorted(compareSnowflakes)).toEqual(ids);
  });
});

describe("a seeded world", () => {
  it("is the same for the same seed, clock and start", () => {
    expect(seeded().ids).toEqual(seeded().ids);
    expect(seeded().ids.token).not.toBe(seedWorld(new World({ seed: 4 })).token);
  });

  it("has a token that begins with the bot's id", () => {
    const { ids } = seeded();
    expect(Buffer.from(ids.token.split(".")[0] ?? "", "base64url").toString()).toBe(ids.botId);
  });

  it("tells a bot all about its guild", () => {
    const { world, ids } = seeded();
    const payload = world.guildCreatePayload(ids.guildId, ids.botId);
    expect(payload).toMatchObject({
      name: "Zignal Lab",
      owner_id: ids.users["alice"],
      member_count: 4,
      large: false,
      threads: [],
      voice_states: [],
      joined_at: expect.any(String),
    });
    expect(payload.channels).toHaveLength(4);
    expect(payload.members).toHaveLength(4);
    expect(payload.presences).toHaveLength(3);
  });
});

describe("what happens", () => {
  it("is told to those who were there before, and to who joins as a whole", () => {
    const { world, ids, events } = seeded();
    const second = world.applications.create({ name: "Second", ownerId: ids.users["alice"] ?? "" });
    world.joinGuild(ids.guildId, second.botId);
    expect(events.map(({ t }) => t)).toEqual([
      "GUILD_ROLE_CREATE",
      "GUILD_MEMBER_ADD",
      "GUILD_CREATE",
      "INTEGRATION_CREATE",
      "GUILD_INTEGRATIONS_UPDATE",
    ]);
    expect(events[2]?.audience).toEqual({ kind: "user", userId: second.botId });
    expect(world.members.require(ids.guildId, second.botId).roles).toHaveLength(1);
  });

  it("ends with a subscription", () => {
    const { world, ids } = seeded();
    const heard: string[] = [];
    const end = world.subscribe(({ t }) => heard.push(t));
    world.startTyping(ids.channels["general"] ?? "", ids.users["bob"] ?? "");
    end();
    world.startTyping(ids.channels["general"] ?? "", ids.users["bob"] ?? "");
    expect(heard).toEqual(["TYPING_START"]);
  });

  it("takes people out of a voice channel that is deleted", () => {
    const { world, ids, events } = seeded();
    const voice = ids.channels["Voice Lounge"] ?? "";
    const bob = ids.users["bob"] ?? "";
    world.voiceStates.update(ids.guildId, bob, { channelId: voice, selfMute: true });
    expect(events.at(-1)).toMatchObject({
      t: "VOICE_STATE_UPDATE",
      d: { channel_id: voice, self_mute: true, user_id: bob },
    });
    world.deleteChannel(voice);
    expect(events.at(-1)).toMatchObject({ t: "VOICE_STATE_UPDATE", d: { channel_id: null, user_id: bob } });
    expect(world.voiceStates.ofGuild(ids.guildId)).toEqual([]);
  });

  it("settles open interactions when the world closes, and leaves no timer", async () => {
    const clock = new FakeClock();
    const world = new World({ clock, startMs: Date.UTC(2026, 0, 1) });
    const ids = seedWorld(world);
    const handle = world.interactions.create({
      applicationId: ids.applicationId,
      userId: ids.users["bob"] ?? "",
      channelId: ids.channels["general"] ?? "",
      type: 2,
      data: { id: "1", name: "x", type: 1 },
    });
    expect(clock.pendingTimers).toBe(1);
    world.close();
    expect(clock.pendingTimers).toBe(0);
    expect(await handle.settled).toEqual({ kind: "expired", deferred: false });
  });
});

describe("permissions", () => {
  const view = 1n << 10n;
  const send = 1n << 11n;

  it("follow the order of overwrites: everyone, roles together, the member", () => {
    const { world, ids } = seeded();
    const general = ids.channels["general"] ?? "";
    const carol = ids.users["carol"] ?? "";
    const members = ids.roles["Members"] ?? "";
    const has = (bit: bigint): boolean =>
      (world.permissions.inChannel(carol, world.channels.require(general)) & bit) !== 0n;
    const overwrite = (id: string, type: 0 | 1, allow: bigint, deny: bigint): void =>
      world.channels.setOverwrite(general, { id, type, allow: String(allow), deny: String(deny) });
    expect(has(send)).toBe(true);
    overwrite(ids.guildId, 0, 0n, send);
    expect(has(send)).toBe(false);
    overwrite(members, 0, send, 0n);
    expect(has(send)).toBe(true);
    overwrite(carol, 1, 0n, send);
    expect(has(send)).toBe(false);
    overwrite(carol, 1, send, view);
    expect(has(send)).toBe(false);
    expect(has(view)).toBe(false);
  });

  it("do not bind owners and administrators", () => {
    const { world, ids } = seeded();
    const general = ids.channels["general"] ?? "";
    world.channels.setOverwrite(general, { id: ids.guildId, type: 0, allow: "0", deny: String(view) });
    expect(world.canView(ids.users["alice"] ?? "", general)).toBe(true);
    expect(world.canView(ids.users["bob"] ?? "", general)).toBe(false);
    world.members.addRole(ids.guildId, ids.users["bob"] ?? "", ids.roles["Admin"] ?? "");
    expect(world.canView(ids.users["bob"] ?? "", general)).toBe(true);
  });

  it("are nothing outside the guild", () => {
    const { world, ids } = seeded();
    const stranger = world.users.create({ username: "stranger" });
    expect(world.permissions.inGuild(stranger.id, ids.guildId)).toBe(0n);
    expect(world.canView(stranger.id, ids.channels["general"] ?? "")).toBe(false);
  });
});

describe("a channel's history", () => {
  const page = fc.record(
    { before: fc.nat(40), after: fc.nat(40), around: fc.nat(40), limit: fc.integer({ min: 1, max: 12 }) },
    { requiredKeys: ["limit"] },
  );

  test.prop([fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), page])(
    "is paged as if all of it were searched",
    (kept, { limit, ...marks }) => {
      const { world, ids } = seeded();
      const channelId = ids.channels["general"] ?? "";
      const sent = Array.from({ length: 41 }, (_, index) =>
        world.messages.create({
          channelId,
          author: { kind: "user", id: ids.users["bob"] ?? "" },
          body: { content: String(index) },
          ...(index % 7 === 0 ? { visibleTo: ids.users["bob"] ?? "" } : {}),
        }),
      );
      for (const [index, { id }] of sent.entries()) if (!kept.includes(index)) world.messages.delete(channelId, id);
      // Only one mark counts: the first of these.
      const [name] = (["after", "around", "before"] as const).filter((mark) => marks[mark] !== undefined);
      const mark = name === undefined ? 0 : (marks[name] ?? 0);
      const history = kept.filter((index) => index % 7 !== 0).toSorted((a, b) => a - b);
      const older = history.filter((index) => index < mark);
      const rest = history.filter((index) => index >= mark);
      const half = Math.floor(limit / 2);
      const expected = {
        after: history.filter((index) => index > mark).slice(0, limit),
        before: older.slice(-limit),
        around: [...(half === 0 ? [] : older.slice(-half)), ...rest.slice(0, limit - half)],
        none: history.slice(-limit),
      }[name ?? "none"];
      const request = { limit, ...(name === undefined ? {} : { [name]: sent[mark]?.id ?? "" }) };
      const contents = world.messages.list(channelId, request).map(({ content }) => Number(content));
      expect(contents).toEqual(expected.toReversed());
    },
  );
});

describe("mentions in texts", () => {
  const all = { parse: ["users", "roles", "everyone"] };

  it("are found once each, and not inside code", () => {
    expect(parseMentions("<@1> <@!2> <@1> <@&3> `<@4>` ```\n<@5>``` @here", all)).toEqual({
      userIds: ["1", "2"],
      roleIds: ["3"],
      everyone: true,
    });
    expect(parseMentions("@everyoneelse user@heretic <@x>", all).everyone).toBe(false);
  });

  test.prop([fc.string()])("never name anybody who is not allowed", (text) => {
    expect(parseMentions(text, { parse: [] })).toEqual({ userIds: [], roleIds: [], everyone: false });
  });
});

describe("emoji in paths", () => {
  it.each(["👍", "👍🏽", "❤", "❤️", "🏳️‍🌈", "👨‍👩‍👧", "🇳🇱", "1️⃣", "☑️"])("takes %s", (name) => {
    expect(parseEmoji(name)).toEqual({ id: null, name });
  });

  it.each(["a", "1", "", "👍👍", "👍x", ":thumbsup:", "name:", "12345"])("refuses %s", (name) => {
    expect(() => parseEmoji(name)).toThrow("Unknown Emoji");
  });

  it("takes custom ones by name and id", () => {
    expect(parseEmoji("party:123")).toEqual({ id: "123", name: "party" });
    expect(parseEmoji("a:party:123")).toEqual({ id: "123", name: "party" });
  });
});
