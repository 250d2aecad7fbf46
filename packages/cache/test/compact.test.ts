import { describe, expect, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { ValidationError } from "@zignal/errors";
import { CompactTable } from "../src/compact/compact-table.ts";
import { RecordStore } from "../src/compact/record-store.ts";
import { Slab } from "../src/compact/slab.ts";
import { readSnowflake, writeSnowflake } from "../src/compact/snowflake-words.ts";
import { readTimestamp, writeTimestamp } from "../src/compact/timestamp.ts";
import { channelJson, memberJson, presenceJson, userJson } from "./arbitraries.ts";

const snowflake = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

/** A table without anybody who counts. */
function table(key: "id" | "guild" | "guildAndId"): CompactTable<object> {
  return new CompactTable({ store: new RecordStore(), key, onCount: () => undefined });
}

function idOf(index: number): string {
  return String(100_000_000_000_000_000n + BigInt(index) * 4_194_304n);
}

describe("snowflakes as words", () => {
  test.prop([snowflake])("come back as they were", (id) => {
    const words = { high: 0, low: 0 };
    expect(readSnowflake(id, words)).toBe(true);
    expect((BigInt(words.high) << 32n) | BigInt(words.low)).toBe(BigInt(id));
    expect(writeSnowflake(words.high, words.low)).toBe(id);
  });

  it.each(["", "01", "-1", "1.5", "18446744073709551616", "99999999999999999999", "1e3", "١"])("%j is none", (id) => {
    expect(readSnowflake(id, { high: 0, low: 0 })).toBe(false);
  });

  it("reach to the last", () => {
    const words = { high: 0, low: 0 };
    expect(readSnowflake("18446744073709551615", words)).toBe(true);
    expect(words).toEqual({ high: 0xffff_ffff, low: 0xffff_ffff });
  });
});

describe("timestamps", () => {
  test.prop([fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: -1, max: 999_999 })])(
    "come back as they were",
    (seconds, micros) => {
      const moment = { seconds: 0, micros: 0 };
      expect(readTimestamp(writeTimestamp(seconds, micros), moment)).toBe(true);
      expect(moment).toEqual({ seconds, micros });
    },
  );

  it.each([
    "2020-02-30T00:00:00+00:00",
    "2020-13-01T00:00:00+00:00",
    "2020-01-01T24:00:00+00:00",
    "2020-01-01 00:00:00+00:00",
    "2020-01-01T00:00:00+01:00",
    "2020-01-01T00:00:00.000000Z+0000",
    "1969-12-31T23:59:59+00:00",
    "2107-01-01T00:00:00+00:00",
    "2020-01-0xT00:00:00+00:00",
  ])("%s is kept as text", (text) => {
    expect(readTimestamp(text, { seconds: 0, micros: 0 })).toBe(false);
  });
});

describe("records", () => {
  const store = new RecordStore();
  const roundTrip = (value: object, id = "81384788765712384", guildId?: string): unknown => {
    const handle = store.add(value, id, guildId, undefined);
    const back = store.read(handle, id, guildId);
    store.release(handle);
    return back;
  };

  test.prop([fc.dictionary(fc.string(), fc.jsonValue())])("give any JSON object back", (value) => {
    const json = JSON.stringify(value);
    expect(JSON.stringify(roundTrip(JSON.parse(json) as object))).toBe(json);
  });

  test.prop([fc.oneof(userJson, memberJson, presenceJson, channelJson)], { numRuns: 300 })(
    "give entities back, keys in order",
    (value) => {
      expect(JSON.stringify(roundTrip(value))).toBe(JSON.stringify(value));
    },
  );

  it.each([
    { a: 0, b: -1, c: 1.5, d: 2 ** 53 - 1, e: -(2 ** 53), f: 1e300, g: 128, h: 2 ** 31 },
    { a: "", b: "0", c: "00", d: "007", e: "123", f: "18446744073709551616", g: "81384788765712384" },
    { a: "8342729096ea3675442027381ff50dfe", b: "a_8342729096ea3675442027381ff50dfe", c: "A".repeat(32) },
    { a: "é", b: "→", c: "💬", d: "\ud800", e: "\u0000\u00ff", f: "x".repeat(5000), g: "→".repeat(40_000) },
    { a: [], b: [[]], c: [null, true, 1, "x", { y: [] }], d: ["1", "2"], e: ["1", "two"], f: [{}, {}] },
    { a: "2020-05-04T12:30:00.123000+00:00", b: "2020-05-04T12:30:00.123456+00:00", c: "2020-05-04T12:30:00+00:00" },
    { status: "online", features: ["NEWS", "COMMUNITY"], tag: "x".repeat(100) },
    {},
  ])("keep %j", (value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it("keep keys that mean something to objects", () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":null,"x":{"__proto__":2}}') as object;
    expect(JSON.stringify(roundTrip(value))).toBe(JSON.stringify(value));
  });

  it("keep objects within objects at any depth", () => {
    let value: object = {};
    for (let depth = 0; depth < 60; depth += 1) value = { depth, value };
    expect(roundTrip(value)).toEqual(value);
  });

  it("keep objects of which no two are alike, in bounded memory", () => {
    const own = new RecordStore();
    for (let index = 0; index < 30_000; index += 1) {
      const value = { [`key${index}`]: index, other: { [`inner${index}`]: "x" } };
      const handle = own.add(value, "1", undefined, undefined);
      expect(own.read(handle, "1", undefined)).toEqual(value);
      own.release(handle);
    }
    expect(own.reservedBytes).toBeLessThan(40_000_000);
  });

  it("fill in the ids that their row says", () => {
    expect(roundTrip({ id: "5", guild_id: "6", user: { id: "5" }, ids: ["5", "6"] }, "5", "6")).toEqual({
      id: "5",
      guild_id: "6",
      user: { id: "5" },
      ids: ["5", "6"],
    });
  });

  it("leave undefined fields out, as JSON does", () => {
    expect(roundTrip({ a: undefined, b: [undefined], c: 1 })).toEqual({ b: [null], c: 1 });
  });
});

describe("slabs", () => {
  test.prop([fc.array(fc.nat({ max: 99 }), { maxLength: 400 })])("never give a slot twice", (steps) => {
    const slab = new Slab(4096);
    const used: number[] = [];
    for (const step of steps) {
      if (step < 60 || used.length === 0) used.push(slab.allocate());
      else slab.release(used.splice(step % used.length, 1)[0] ?? 0);
      expect(new Set(used).size).toBe(used.length);
      expect(slab.live).toBe(used.length);
    }
  });

  it("give memory back when nothing needs it", () => {
    const slab = new Slab(64);
    const slots = Array.from({ length: 100_000 }, () => slab.allocate());
    expect(slab.reservedBytes).toBeGreaterThanOrEqual(6_400_000);
    for (const slot of slots) slab.release(slot);
    expect(slab.reservedBytes).toBeLessThan(100_000);
  });
});

type Step = ["set" | "get" | "peek" | "delete", number, number] | ["evict" | "deleteGuild", number, number];
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom("set", "set", "set", "get", "peek", "delete", "evict", "deleteGuild"),
  fc.nat({ max: 30 }),
  fc.nat({ max: 2 }),
);

describe("a compact table", () => {
  test.prop([fc.array(step, { maxLength: 300 })], { numRuns: 200 })(
    "answers as a Map in order of use does",
    (steps) => {
      const compact = table("guildAndId");
      const model = new Map<string, object>();
      let version = 0;
      for (const [action, id, guild] of steps) {
        const key = `${guild}:${id}`;
        if (action === "set") {
          version += 1;
          const value = { version, text: "x".repeat(version % 40), guild_id: String(guild) };
          compact.set(String(id), String(guild), value);
          model.delete(key);
          model.set(key, value);
        } else if (action === "get") {
          const known = model.get(key);
          expect(compact.get(String(id), String(guild))).toEqual(known);
          if (known !== undefined) {
            model.delete(key);
            model.set(key, known);
          }
        } else if (action === "peek") expect(compact.peek(String(id), String(guild))).toEqual(model.get(key));
        else if (action === "delete") {
          expect(compact.delete(String(id), String(guild))).toEqual(model.get(key));
          model.delete(key);
        } else if (action === "evict") {
          const oldest = model.keys().next();
          expect(compact.evict()).toBe(oldest.done !== true);
          if (oldest.done !== true) model.delete(oldest.value);
        } else {
          compact.deleteGuild(String(guild));
          for (const each of model.keys()) if (each.startsWith(`${guild}:`)) model.delete(each);
        }
        expect(compact.size).toBe(model.size);
        expect(compact.countInGuild(String(guild))).toBe(
          [...model.keys()].filter((each) => each.startsWith(`${guild}:`)).length,
        );
      }
      expect(new Set(Array.from(compact.values(), (value) => JSON.stringify(value)))).toEqual(
        new Set(Array.from(model.values(), (value) => JSON.stringify(value))),
      );
    },
  );

  it("finds every one of very many, and forgets those that go", () => {
    const compact = table("id");
    for (let index = 0; index < 50_000; index += 1) compact.set(idOf(index), undefined, { index });
    for (let index = 0; index < 50_000; index += 2) compact.delete(idOf(index));
    for (let index = 0; index < 50_000; index += 1) {
      expect(compact.peek(idOf(index))).toEqual(index % 2 === 0 ? undefined : { index });
    }
    expect(compact.size).toBe(25_000);
  });

  it("refuses what is no snowflake, and finds nothing by it", () => {
    const compact = table("id");
    expect(() => compact.set("alice", undefined, {})).toThrow(ValidationError);
    expect(() => compact.set("alice", undefined, {})).toThrow('(was "alice")');
    expect(compact.get("alice")).toBeUndefined();
  });

  it("does not evict what is retained", () => {
    const compact = table("id");
    const row = compact.set("1", undefined, {});
    compact.set("2", undefined, {});
    compact.retain(row);
    compact.retain(row);
    expect(compact.evict()).toBe(true);
    expect(compact.evict()).toBe(false);
    compact.release(row);
    expect(compact.evict()).toBe(false);
    compact.release(row);
    expect(compact.evict()).toBe(true);
    expect(compact.size).toBe(0);
  });
});
