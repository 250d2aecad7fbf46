import { describe, expect } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { Cache } from "../src/index.ts";
import { answersOf, apply, guildIds, channelIds, sorted } from "./answers.ts";
import { anyEvent } from "./event-arbitraries.ts";
import type { NaiveCache } from "./naive-cache.ts";
import { NaiveWholeCache } from "./naive-whole-cache.ts";

function ofGuild(all: Map<string, { id: string }>, guildId: string): object {
  const own = [...all.values()].filter((each) => Reflect.get(each, "guild_id") === guildId);
  return Object.fromEntries(own.map((each) => [each.id, each]));
}

function answersOfModel(model: NaiveCache): object {
  const hidden = [...model.guilds.values()].filter((guild) => guild["unavailable"] === true).map(({ id }) => id);
  return {
    self: model.users.get(model.selfId),
    unavailable: sorted([...hidden, ...model.announced].map((id) => ({ id, unavailable: true }))),
    users: Object.fromEntries(model.users),
    guilds: guildIds.map((id) => ({
      guild: model.guild(id),
      channels: ofGuild(model.channels, id),
      threads: ofGuild(model.threads, id),
      members: Object.fromEntries(
        [...(model.members.get(id)?.keys() ?? [])].map((each) => [each, model.member(id, each)]),
      ),
      roles: [...model.list("roles", id).values()],
      emojis: [...model.list("emojis", id).values()],
      presences: Object.fromEntries(model.list("presences", id)),
      stageInstances: Object.fromEntries(model.list("stageInstances", id)),
      scheduledEvents: Object.fromEntries(model.list("scheduledEvents", id)),
      sounds: Object.fromEntries(model.list("sounds", id)),
      voiceStates: Object.fromEntries(model.list("voiceStates", id)),
    })),
    voiceInfo: channelIds.map((id) => model.voiceInfo.get(id)),
    messages: channelIds.map((id) =>
      [...model.messages.values()]
        .map(({ body }) => body)
        .filter((body) => body["channel_id"] === id)
        .toSorted((a, b) => Number(a.id) - Number(b.id)),
    ),
  };
}

describe("any sequence of events", () => {
  test.prop([fc.array(anyEvent, { maxLength: 60 }), fc.boolean()], { numRuns: 300 })(
    "gives the answers, and the states before, of plain objects in Maps",
    (events, withText) => {
      const cache = new Cache();
      const model = new NaiveWholeCache();
      for (const event of events) {
        const before = apply(cache, event, withText);
        expect(before).toEqual(model.apply(event.t, event.d as Record<string, unknown>));
        expect(answersOf(cache)).toEqual(answersOfModel(model));
      }
    },
  );

  test.prop([fc.array(anyEvent, { maxLength: 40 })], { numRuns: 150 })(
    "changes nothing when each event comes twice",
    (events) => {
      const cache = new Cache();
      for (const event of events) {
        apply(cache, event);
        const once = answersOf(cache);
        apply(cache, event);
        expect(answersOf(cache)).toEqual(once);
      }
    },
  );

  test.prop([fc.array(anyEvent, { maxLength: 80 }), fc.nat({ max: 12 }), fc.nat({ max: 5 })], { numRuns: 150 })(
    "stays within the limits, and members keep their users",
    (events, maxItems, maxUsers) => {
      const cache = new Cache({ maxItems, maxUsers, maxMessagesPerChannel: 1, maxMembersPerGuild: 2 });
      for (const event of events) {
        apply(cache, event);
        const stats = cache.getStats();
        const isSelfAlone = cache.currentUser !== undefined && stats.totalItems === 1;
        if (!isSelfAlone) {
          expect(stats.totalItems).toBeLessThanOrEqual(maxItems);
          expect(stats.usersCount).toBeLessThanOrEqual(Math.max(maxUsers, cache.currentUser === undefined ? 0 : 1));
        }
        for (const id of guildIds) {
          const members = cache.getGuildMembers(id);
          expect(members.length).toBeLessThanOrEqual(2);
          for (const member of members) expect(member.user).toEqual(cache.getUser(member.user.id));
        }
      }
    },
  );

  test.prop([fc.array(anyEvent, { maxLength: 60 })], { numRuns: 100 })(
    "leaves nothing behind when all guilds go",
    (events) => {
      const cache = new Cache();
      for (const event of events) apply(cache, event);
      for (const id of guildIds) apply(cache, { t: "GUILD_DELETE", d: { id } });
      const { usersCount, totalItems } = cache.getStats();
      expect(totalItems).toBe(usersCount + cache.getChannelMessages("9999").length);
      for (const { id } of cache.getAllUsers())
        if (id !== cache.currentUser?.id) expect(cache.removeUser(id)).toBeDefined();
    },
  );
});
