import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Cache } from "../src/index.ts";
import { event, guild, member, message, role, textChannel, user } from "./fixtures.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes in use, in V8's heap and outside it. */
function bytesInUse(): number {
  for (let time = 0; time < 4; time += 1) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What JSON.parse makes: strings of their own, shared with nothing. */
function parsed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const first = 100_000_000_000_000_000n;

function idOf(number: number): string {
  return String(first + BigInt(number) * 4_194_304n);
}

/** A member whose user is not shared. */
function someMember(number: number): ReturnType<typeof member> {
  const fields = { username: `somebody${number}`, global_name: `Some Body ${number}`, avatar: hashOf(number) };
  return parsed(member(idOf(number), { user: user(idOf(number), fields), roles: [idOf(1), idOf(2)] }));
}

function hashOf(number: number): string {
  return (number * 2_654_435_761).toString(16).padStart(32, "0").slice(-32);
}

describe("memory", () => {
  it("is stated as the process shows it, for members and users", () => {
    const before = bytesInUse();
    const cache = new Cache();
    for (let number = 0; number < 40_000; number += 1) cache.addMember("10", someMember(number));
    const taken = bytesInUse() - before;
    const stated = cache.getStats().memoryUsageMb * 1_000_000;
    expect(cache.getStats().totalItems).toBe(80_000);
    expect(stated / taken).toBeGreaterThan(0.85);
    expect(stated / taken).toBeLessThan(1.15);
  });

  it("is stated as the process shows it, for messages", () => {
    const before = bytesInUse();
    const cache = new Cache({ maxMessagesPerChannel: Infinity, keep: { users: "none" } });
    for (let number = 0; number < 10_000; number += 1) {
      cache.addMessage(parsed(message(idOf(number), "11", { content: `a message of some length, number ${number}` })));
    }
    const taken = bytesInUse() - before;
    const stated = cache.getStats().memoryUsageMb * 1_000_000;
    expect(cache.getStats().totalItems).toBe(10_000);
    expect(stated / taken).toBeGreaterThan(0.8);
    expect(stated / taken).toBeLessThan(1.2);
  });

  it("of a member with its user is at most 0.35 of what the objects take", () => {
    const count = 20_000;
    const start = bytesInUse();
    const objects = new Map<string, object>();
    for (let number = 0; number < count; number += 1) objects.set(idOf(number), someMember(number));
    const ofObjects = bytesInUse() - start;
    const cache = new Cache();
    const between = bytesInUse();
    for (let number = 0; number < count; number += 1) cache.addMember("10", someMember(number));
    const ofCache = bytesInUse() - between;
    expect(objects.size).toBe(count);
    expect(cache.getStats().membersCount).toBe(count);
    expect(ofCache / ofObjects).toBeLessThan(0.35);
  });

  it("stays within the byte budget", () => {
    const maxBytes = 2_000_000;
    const cache = new Cache({ maxBytes });
    for (let number = 0; number < 40_000; number += 1) {
      cache.addMember("10", someMember(number));
      expect(cache.getStats().totalItems).toBeLessThan(60_000);
    }
    for (let number = 0; number < 4000; number += 1) {
      const sent = parsed(message(idOf(number), String(number % 50), { content: "x".repeat(200) }));
      cache.apply(event("MESSAGE_CREATE", sent));
    }
    const { membersCount, messagesCount, memoryUsageMb } = cache.getStats();
    expect(membersCount).toBeGreaterThan(1000);
    expect(messagesCount).toBeGreaterThan(100);
    // Pages that are partly in use and what the tables share are beyond the entities' own bytes.
    expect(memoryUsageMb).toBeLessThan(4);
    cache.setLimits({ maxBytes: 100_000 });
    expect(cache.getStats().totalItems).toBeLessThan(1500);
  });

  it("is given back when a guild goes", () => {
    const cache = new Cache();
    const members = Array.from({ length: 20_000 }, (_, number) => someMember(number));
    cache.apply(event("GUILD_CREATE", guild("10", { members })));
    expect(cache.getStats().memoryUsageMb).toBeGreaterThan(2);
    cache.apply(event("GUILD_DELETE", { id: "10" }));
    for (const { id } of cache.getAllUsers()) cache.removeUser(id);
    expect(cache.getStats().totalItems).toBe(0);
    expect(cache.getStats().memoryUsageMb).toBeLessThan(0.7);
  });

  it("does not grow over a long run (caches grow without consumer; re-login storms)", () => {
    const cache = new Cache({ maxItems: 5000, maxMessages: 1000 });
    const round = (start: number): void => {
      cache.apply(event("READY", { user: user("1"), guilds: [{ id: "10", unavailable: true }] }));
      for (let number = start; number < start + 3000; number += 1) {
        if (number % 500 === 0) {
          const channels = [textChannel(idOf(number), "10") as never];
          cache.apply(event("GUILD_CREATE", guild("10", { channels, roles: [role("10"), role(idOf(number))] })));
          cache.apply(event("GUILD_ROLE_DELETE", { guild_id: "10", role_id: idOf(number) }));
        }
        const author = user(idOf(number), { username: `u${number}` });
        const { user: _user, ...membership } = someMember(number);
        const sent = message(idOf(number), String(number % 300), { author, member: membership, guild_id: "10" });
        cache.apply(event("MESSAGE_CREATE", parsed(sent)));
        const reaction = { user_id: idOf(number), message_id: idOf(number - 1), channel_id: "1", burst: false };
        cache.apply(event("MESSAGE_REACTION_ADD", { ...reaction, emoji: { id: null, name: `e${number}` } }));
        cache.apply(event("PRESENCE_UPDATE", { user: { id: idOf(number) }, guild_id: "10", status: "online" }));
        if (number % 3 === 0) cache.apply(event("GUILD_MEMBER_REMOVE", { guild_id: "10", user: author }));
      }
    };
    for (let time = 0; time < 4; time += 1) round(time * 3000);
    const warm = bytesInUse();
    for (let time = 4; time < 24; time += 1) round(time * 3000);
    expect(bytesInUse() - warm).toBeLessThan(1_000_000);
    expect(cache.getStats().totalItems).toBeLessThanOrEqual(5000);
  });
});
