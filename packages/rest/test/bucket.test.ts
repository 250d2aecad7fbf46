import { describe, expect, it } from "vitest";
import { Bucket } from "../src/rate-limit/bucket.ts";

const headers = { bucket: "a", limit: 5, remaining: 4, resetAfterMs: 1000 };

/** A bucket whose limit is known, and whose window is over. */
function known(limit = 5): Bucket {
  const bucket = new Bucket();
  expect(bucket.delay(0)).toBe(0);
  bucket.take(0);
  bucket.answered({ ...headers, limit, remaining: limit - 1 }, 0, 10);
  return bucket;
}

describe("a bucket is never dead", () => {
  it("though the first request of a window hangs, and all that follow it get lost (discordeno#5274)", () => {
    const bucket = known();
    expect(bucket.delay(2000)).toBe(0);
    bucket.take(2000);
    for (let i = 0; i < 4; i++) {
      expect(bucket.delay(3500)).toBe(0);
      bucket.take(3500);
    }
    expect(bucket.delay(3500)).toBe(Infinity);
    bucket.lost(2000);
    for (let i = 0; i < 4; i++) bucket.lost(3500);
    expect(bucket.delay(17_000)).toBe(0);
    bucket.take(17_000);
    // One request asks what the limit is, as at the start of every window.
    expect(bucket.delay(17_000)).toBeGreaterThan(0);
    bucket.answered(headers, 17_000, 17_010);
    expect(bucket.delay(17_010)).toBe(0);
  });

  it("though requests that came from another bucket are older than its window", () => {
    const bucket = known(1);
    expect(bucket.delay(2000)).toBe(0);
    // Sent before this window began, for a bucket that turns out to be this one.
    bucket.inFlight += 1;
    bucket.lost(500);
    expect(bucket.inFlight).toBe(0);
    expect(bucket.delay(2000)).toBe(0);
  });

  it("though requests outlive several windows, and their bucket moves", () => {
    const bucket = known();
    for (const at of [2000, 4000, 6000]) {
      expect(bucket.delay(at)).toBe(0);
      bucket.take(at);
      bucket.answered(headers, at, at + 10);
      expect(bucket.delay(at + 20)).toBe(0);
      bucket.take(at + 20);
    }
    expect(bucket.isIdle(9000)).toBe(false);
    bucket.lost(2020);
    bucket.lost(4020);
    expect(bucket.isIdle(9000)).toBe(false);
    bucket.letGo(1);
    expect(bucket.isIdle(9000)).toBe(true);
  });
});
