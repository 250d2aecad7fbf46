import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { identityOf } from "../src/event-identity.ts";
import { Overlap } from "../src/overlap.ts";

const at = (key: string, stream = "guild") => ({ stream, key });

describe("two sets of shards that bring the same events", () => {
  it("keep nothing of what both have brought", () => {
    const overlap = new Overlap<string>();
    expect(overlap.delivered(at("a"))).toEqual([]);
    overlap.received(at("a"), "a");
    overlap.received(at("b"), "b");
    expect(overlap.delivered(at("b"))).toEqual([]);
    expect(overlap.size).toBe(0);
    expect(overlap.takeOver()).toEqual([]);
  });

  it("hand out once what the new one is ahead by, and not again what the old one was ahead by", () => {
    const overlap = new Overlap<string>();
    overlap.delivered(at("a"));
    overlap.received(at("x", "other"), "x");
    overlap.received(at("y", "other"), "y");
    expect(overlap.takeOver()).toEqual(["x", "y"]);
    expect(overlap.repeats(at("a"))).toBe(true);
    expect(overlap.repeats(at("a"))).toBe(false);
    expect(overlap.repeats(at("b"))).toBe(false);
  });

  it("hand out in its place what the old one has lost", () => {
    const overlap = new Overlap<string>();
    for (const key of ["a", "b", "c"]) overlap.received(at(key), key);
    expect(overlap.delivered(at("a"))).toEqual([]);
    expect(overlap.delivered(at("c"))).toEqual(["b"]);
    expect(overlap.size).toBe(0);
  });

  it("forget what was before the new session, as soon as something of the guild comes on it", () => {
    const overlap = new Overlap<string>();
    for (const key of ["old 1", "old 2", "a"]) overlap.delivered(at(key));
    overlap.received(at("a"), "a");
    expect(overlap.size).toBe(0);
  });
});

const of = (t: string, d: unknown): string => JSON.stringify(identityOf({ t, d }));

describe("what makes two events the same", () => {
  it("is not the sequence number, but the id or the whole body", () => {
    expect(of("MESSAGE_CREATE", { id: "1", guild_id: "9", content: "a" })).toBe(
      of("MESSAGE_CREATE", { id: "1", guild_id: "9", content: "b" }),
    );
    expect(of("TYPING_START", { guild_id: "9", user_id: "1" })).not.toBe(
      of("TYPING_START", { guild_id: "9", user_id: "2" }),
    );
    const long = { guild_id: "9", text: "x".repeat(5_000) };
    expect(of("PRESENCE_UPDATE", long)).toBe(of("PRESENCE_UPDATE", { ...long }));
    expect(of("PRESENCE_UPDATE", long).length).toBeLessThan(100);
  });

  it("does not exist for what only one session brings", () => {
    expect(identityOf({ t: "READY", d: {} })).toBeUndefined();
    expect(identityOf({ t: "GUILD_MEMBERS_CHUNK", d: { guild_id: "9" } })).toBeUndefined();
  });

  it("takes bodies of any shape", () => {
    for (const d of [undefined, null, 1, "a", []]) expect(identityOf({ t: "SOMETHING_NEW", d })).toBeDefined();
  });
});

const guildStory = fc.record({
  /** Events of before the new session: each its own. */
  before: fc.integer({ min: 0, max: 4 }),
  /** Events of both sessions: bodies may repeat, as of reactions that are added and removed. */
  both: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 }),
});

propertyTest.prop(
  [fc.array(guildStory, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.nat()), fc.nat({ max: 60 })],
  { numRuns: 2_000 },
)(
  "whoever is ahead, and whenever the new set takes over, every event is handed out once and in its guild's order",
  (stories, choices, steps) => {
    const guilds = stories.map(({ before, both }, guild) => ({
      stream: String(guild),
      events: [...Array.from({ length: before }, (_, n) => `before ${n}`), ...both],
      start: before,
      old: 0,
      fresh: before,
      out: [] as number[],
    }));
    type Guild = (typeof guilds)[number];
    const overlap = new Overlap<{ guild: Guild; index: number }>();
    const handOut = ({ guild, index }: { guild: Guild; index: number }): void => void guild.out.push(index);
    const keyOf = (guild: Guild, index: number) => ({ stream: guild.stream, key: guild.events[index] ?? "" });
    const oldStep = (guild: Guild): void => {
      if (guild.old >= guild.events.length) return;
      for (const skipped of overlap.delivered(keyOf(guild, guild.old))) handOut(skipped);
      guild.out.push(guild.old);
      guild.old += 1;
    };
    for (let step = 0; step < steps; step += 1) {
      const choice = choices.next().value;
      const guild = guilds[(choice >> 1) % guilds.length];
      if (guild === undefined) continue;
      if (choice % 2 === 0) oldStep(guild);
      else if (guild.fresh < guild.events.length) {
        overlap.received(keyOf(guild, guild.fresh), { guild, index: guild.fresh });
        guild.fresh += 1;
      }
    }
    // The old set has caught up with the start of the new sessions before it is left.
    for (const guild of guilds) while (guild.old < guild.start) oldStep(guild);
    for (const held of overlap.takeOver()) handOut(held);
    for (const guild of guilds) {
      for (; guild.fresh < guild.events.length; guild.fresh += 1) {
        if (!overlap.repeats(keyOf(guild, guild.fresh))) guild.out.push(guild.fresh);
      }
      // What is handed out in place of an equal one is the same event to whoever listens.
      expect(guild.out.map((index) => guild.events[index])).toEqual(guild.events);
    }
  },
);
