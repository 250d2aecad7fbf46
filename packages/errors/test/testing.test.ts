import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/index.ts";
import { FakeClock } from "../src/testing.ts";

describe("FakeClock", () => {
  test.prop([
    fc.array(fc.record({ delay: fc.integer({ min: -5, max: 50 }), clear: fc.boolean() }), { maxLength: 200 }),
  ])("runs timers in the order in which they fall due, then in the order in which they were set", (timers) => {
    const clock = new FakeClock();
    const ran: number[] = [];
    timers.forEach(({ delay, clear }, index) => {
      const timer = clock.setTimeout(() => ran.push(index), delay);
      if (clear) timer.clear();
    });
    const expected = timers
      .map((timer, index) => ({ ...timer, index, due: Math.max(0, timer.delay) }))
      .filter(({ clear }) => !clear)
      .toSorted((a, b) => a.due - b.due || a.index - b.index)
      .map(({ index }) => index);
    expect(clock.pendingTimers).toBe(expected.length);
    clock.advanceSync(50);
    expect(ran).toEqual(expected);
    expect(clock.pendingTimers).toBe(0);
  });

  it("runs timers that timers set, at their time, and stops at the end", () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const again = (): void => {
      times.push(clock.now());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    clock.advanceSync(35);
    expect(times).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
    expect(clock.nextTimerInMs).toBe(5);
  });

  it("lets promises settle between timers", async () => {
    const clock = new FakeClock();
    const log: string[] = [];
    clock.setTimeout(() => void Promise.resolve().then(() => log.push("job of the first")), 1);
    clock.setTimeout(() => log.push("second"), 2);
    await clock.advance(2);
    expect(log).toEqual(["job of the first", "second"]);
  });

  it("holds 100,000 timers without growing slow", () => {
    const clock = new FakeClock();
    let ran = 0;
    for (let index = 0; index < 100_000; index++) clock.setTimeout(() => ran++, index % 977);
    const startedAt = performance.now();
    clock.advanceSync(1_000);
    expect(ran).toBe(100_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("systemClock", () => {
  it("calls back, and not after clear", async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.setTimeout(() => calls.push("cleared"), 0).clear();
      systemClock.setTimeout(resolve, 1, { ref: true });
    });
    expect(calls).toEqual([]);
    expect(systemClock.now()).toBeGreaterThan(0);
  });
});
