import { test as property, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { DISCORD_EPOCH_MS, isSnowflake, Snowflakes } from "../src/index.ts";

const ids = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });

describe("Snowflakes", () => {
  it("reads the time of the example in Discord's documentation", () => {
    expect(Snowflakes.timestampMs("175928847299117063")).toBe(1462015105796);
    expect(Snowflakes.date("175928847299117063").toISOString()).toBe("2016-04-30T11:18:25.796Z");
  });

  property.prop([ids])("loses no time on the way back: the smallest id of its moment is not above it", (id) => {
    const smallest = BigInt(Snowflakes.from(Snowflakes.timestampMs(String(id))));
    expect(smallest).toBe((id >> 22n) << 22n);
  });

  property.prop([ids, ids])("orders as the numbers do", (a, b) => {
    const order = a < b ? -1 : Number(a > b);
    expect(Math.sign(Snowflakes.compare(String(a), String(b)))).toBe(order);
  });

  property.prop([ids, fc.integer({ min: 1, max: 4000 })])("gives every guild one shard in range", (id, count) => {
    const shard = Snowflakes.shardId(String(id), count);
    expect(shard).toBe(Number((id >> 22n) % BigInt(count)));
    expect(shard).toBeLessThan(count);
  });

  it.each(["", "12a", "-1", "1.5", "18446744073709551616", "123456789012345678901"])("refuses %j", (text) => {
    expect(isSnowflake(text)).toBe(false);
    expect(() => Snowflakes.timestampMs(text)).toThrow(`"${text}" is no snowflake`);
  });

  it("refuses a number, which has lost digits already", () => {
    expect(isSnowflake(Number("175928847299117063"))).toBe(false);
  });

  it("refuses a time before Discord's epoch, and a shard count of none", () => {
    expect(() => Snowflakes.from(DISCORD_EPOCH_MS - 1)).toThrow("timestampMs must be at least");
    expect(() => Snowflakes.shardId("1", 0)).toThrow("shardCount must be a whole number above 0");
  });
});
