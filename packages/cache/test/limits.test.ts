import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "vitest";
import { ValidationError } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { Cache } from "../src/index.ts";
import type { CacheOptions } from "../src/index.ts";
import { event, guild, member, message, role, textChannel, user } from "./fixtures.ts";

describe("limits", () => {
  it("bound a cache that nobody configured (caches grow without consumer)", () => {
    const cache = new Cache();
    for (let id = 1; id <= 11_000; id += 1) {
      cache.apply(event("MESSAGE_CREATE", message(String(id), String(id % 500))));
    }
    expect(cache.getStats().messagesCount).toBe(10_000);
    expect(cache.limits.maxItems).toBe(500_000);
  });

  it("keep what was used last", () => {
    const cache = new Cache({ maxUsers: 3 });
    for (const id of ["1", "2", "3"]) cache.addUser(user(id));
    cache.getUser("1");
    cache.addUser(user("4"));
    expect(cache.getUser("2")).toBeUndefined();
    expect(cache.getUser("1")).toBeDefined();
    expect(cache.getStats()).toMatchObject({ usersCount: 3, evictions: 1 });
  });

  it("hold for all kinds together: the kind that has most gives way, guilds and channels last", () => {
    const cache = new Cache({ maxItems: 8 });
    cache.addGuild(guild("10", { channels: [textChannel("11", "10") as never] }));
    for (let id = 100; id < 120; id += 1) cache.apply(event("MESSAGE_CREATE", message(String(id), "11")));
    const stats = cache.getStats();
    expect(stats.totalItems).toBe(8);
    expect(stats).toMatchObject({ guildsCount: 1, channelsCount: 1, rolesCount: 1 });
    expect(cache.getChannelMessages("11").at(-1)?.id).toBe("119");

    cache.setLimits({ maxItems: 1 });
    expect(cache.getStats().totalItems).toBe(1);
  });

  it("take everything of an evicted guild with it", () => {
    const cache = new Cache({ maxGuilds: 1 });
    cache.addGuild(guild("10", { channels: [textChannel("11", "10") as never], members: [member("900")] }));
    cache.addGuild(guild("20"));
    expect(cache.getAllGuilds().map(({ id }) => id)).toEqual(["20"]);
    expect(cache.getStats()).toMatchObject({ channelsCount: 0, membersCount: 0, rolesCount: 1 });
  });

  it("hold for members of all guilds and of each", () => {
    const cache = new Cache({ maxMembersPerGuild: 2, maxMembers: 3 });
    for (const id of ["1", "2", "3"]) cache.addMember("10", member(id));
    for (const id of ["1", "2", "3"]) cache.addMember("20", member(id));
    expect(cache.getGuildMembers("10").map((each) => each.user.id)).toEqual(["3"]);
    expect(cache.getGuildMembers("20").map((each) => each.user.id)).toEqual(["2", "3"]);
  });

  it("can be changed, and what is too much leaves at once", () => {
    const cache = new Cache();
    for (let id = 1; id <= 20; id += 1) cache.addMessage(message(String(id), "11"));
    for (let id = 1; id <= 20; id += 1) cache.addMember("10", member(String(id)));
    cache.setLimits({ maxMessagesPerChannel: 4, maxMembersPerGuild: 5 });
    expect(cache.getChannelMessages("11").map(({ id }) => id)).toEqual(["17", "18", "19", "20"]);
    expect(cache.getGuildMembers("10")).toHaveLength(5);
    cache.setLimits({ maxMessages: 2 });
    expect(cache.getStats().messagesCount).toBe(2);
    expect(cache.limits).toMatchObject({ maxMessagesPerChannel: 4, maxMessages: 2 });
  });

  it("name each option that does not fit", () => {
    const keep: object = { users: "some", pets: "all" };
    const options: CacheOptions = { maxItems: -1, maxUsers: 1.5, keep, maxAgeMs: { messages: 0 } };
    expect(() => new Cache(options)).toThrow(ValidationError);
    for (const field of ["maxItems", "maxUsers", "keep.users", "keep.pets", "maxAgeMs.messages"]) {
      expect(() => new Cache(options)).toThrow(field);
    }
    expect(() => new Cache().setLimits({ maxPets: 1 } as never)).toThrow("maxPets is no limit");
  });
});

describe("policies", () => {
  it("keep none of a kind, or those that a filter lets through", () => {
    const cache = new Cache({ keep: { messages: "none", users: ({ bot }) => bot === true } });
    cache.apply(event("MESSAGE_CREATE", message("50", "11")));
    cache.addUser(user("1"));
    cache.addUser(user("2", { bot: true }));
    expect(cache.getStats()).toMatchObject({ messagesCount: 0, usersCount: 1 });
  });

  it("keep the users of members that are kept", () => {
    const cache = new Cache({ keep: { users: "none", members: (each) => each.nick === "kept" } });
    cache.addMember("10", member("1"));
    cache.addMember("10", member("2", { nick: "kept" }));
    expect(cache.getGuildMembers("10").map((each) => each.user.id)).toEqual(["2"]);
    expect(cache.getAllUsers().map(({ id }) => id)).toEqual(["2"]);
    cache.addMember("10", member("2", { nick: "no more" }));
    expect(cache.getStats().membersCount).toBe(0);
  });

  it("say which events are of use", () => {
    const cache = new Cache({ keep: { messages: "none" } });
    expect(cache.wants("MESSAGE_DELETE")).toBe(false);
    expect(cache.wants("MESSAGE_REACTION_ADD")).toBe(false);
    expect(cache.wants("GUILD_CREATE")).toBe(true);
    expect(cache.wants("READY")).toBe(true);
    expect(cache.wants("TYPING_START")).toBe(false);
    expect(cache.wants("toString")).toBe(false);
    expect(new Cache().wants("MESSAGE_DELETE")).toBe(true);
  });
});

describe("age", () => {
  it("removes what was not used for too long, by itself", () => {
    const clock = new FakeClock();
    const cache = new Cache({ maxAgeMs: { messages: 1000 }, sweepIntervalMs: 500, clock });
    cache.addMessage(message("1", "11"));
    cache.addMessage(message("2", "11"));
    clock.advanceSync(900);
    cache.getMessage("2");
    clock.advanceSync(600);
    expect(cache.getAllMessages().map(({ id }) => id)).toEqual(["2"]);
    expect(cache.getUser("900")).toBeDefined();
    cache.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it("holds no timer when nothing ages", () => {
    const clock = new FakeClock();
    expect(new Cache({ clock }).getStats().totalItems).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("sweeps in turns, so that the event loop is never held for long", () => {
    const clock = new FakeClock();
    const cache = new Cache({ maxAgeMs: { users: 1000 }, sweepIntervalMs: 5000, clock });
    for (let id = 1; id <= 1000; id += 1) cache.addUser(user(String(id)));
    // From now on every look at the clock takes a millisecond, as if each batch did.
    const frozen = clock.now.bind(clock);
    let looks = 0;
    clock.now = () => frozen() + (looks += 1);
    const leftAfterTurns: number[] = [];
    const schedule = clock.setTimeout.bind(clock);
    clock.setTimeout = (callback, delayMs) => {
      if (delayMs === 0) leftAfterTurns.push(cache.getStats().usersCount);
      return schedule(callback, delayMs);
    };
    clock.advanceSync(5000);
    expect(leftAfterTurns.length).toBeGreaterThan(3);
    expect(leftAfterTurns[0]).toBeGreaterThan(700);
    expect(cache.getStats().usersCount).toBe(0);
    cache.close();
  });

  it("takes a large guild away in turns as well", () => {
    const clock = new FakeClock();
    const cache = new Cache({ maxAgeMs: { guilds: 1000 }, sweepIntervalMs: 5000, clock });
    cache.addGuild(guild("10"));
    for (let id = 1000; id < 11_000; id += 1) cache.addMember("10", member(String(id)));
    const frozen = clock.now.bind(clock);
    let looks = 0;
    clock.now = () => frozen() + (looks += 1);
    const leftAfterTurns: number[] = [];
    const schedule = clock.setTimeout.bind(clock);
    clock.setTimeout = (callback, delayMs) => {
      if (delayMs === 0) leftAfterTurns.push(cache.getStats().membersCount);
      return schedule(callback, delayMs);
    };
    clock.advanceSync(5000);
    expect(leftAfterTurns.length).toBeGreaterThan(2);
    expect(leftAfterTurns[0]).toBeGreaterThan(5000);
    expect(cache.getStats()).toMatchObject({ guildsCount: 0, membersCount: 0, rolesCount: 0, evictions: 1 });
    cache.close();
  });

  it("counts from when the last membership let a user go", () => {
    const clock = new FakeClock();
    const cache = new Cache({ maxAgeMs: { users: 1000 }, clock });
    cache.addMember("10", member("900"));
    clock.advanceSync(5000);
    cache.removeMember("10", "900");
    cache.sweep();
    expect(cache.getUser("900")).toBeDefined();
    cache.close();
  });

  it("sweeps at once when asked", () => {
    const clock = new FakeClock();
    const cache = new Cache({ maxAgeMs: { users: 1000 }, clock });
    cache.addUser(user("1"));
    clock.advanceSync(1001);
    cache.sweep();
    expect(cache.getStats()).toMatchObject({ usersCount: 0, evictions: 1 });
    cache.close();
  });
});

describe("statistics", () => {
  it("count lookups, kinds and all together", () => {
    const cache = new Cache();
    cache.addGuild(guild("10", { roles: [role("10"), role("11")], channels: [textChannel("12", "10") as never] }));
    cache.addMember("10", member("900"));
    cache.addMessage(message("50", "12"));
    cache.getMessage("50");
    cache.getMessage("51");
    cache.getUser("900");
    cache.getUser("900");
    expect(cache.getStats()).toMatchObject({
      totalItems: 7,
      hitRate: 0.75,
      hits: 3,
      misses: 1,
      guildsCount: 1,
      channelsCount: 1,
      rolesCount: 2,
      membersCount: 1,
      usersCount: 1,
      messagesCount: 1,
    });
    expect(cache.getStats().memoryUsageMb).toBeGreaterThan(0.002);
    cache.clear();
    expect(cache.getStats()).toMatchObject({ totalItems: 0, hitRate: 0, hits: 0 });
    expect(cache.getStats().memoryUsageMb).toBeLessThan(0.01);
  });

  it("are published for evictions, while somebody listens", () => {
    const seen: unknown[] = [];
    const listener = (entry: unknown): void => void seen.push(entry);
    subscribe("zignal:cache:evict", listener);
    const cache = new Cache({ maxUsers: 1 });
    cache.addUser(user("1"));
    cache.addUser(user("2"));
    unsubscribe("zignal:cache:evict", listener);
    cache.addUser(user("3"));
    expect(seen).toEqual([{ kind: "users", reason: "limit" }]);
  });
});
