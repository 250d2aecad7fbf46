import type { Clock } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import { AudioClock } from "../../src/audio/audio-clock.ts";
import { collectUncaught } from "./uncaught.ts";
import { DeviationHistogram } from "../../src/audio/deviation.ts";

/** Timers that fire late by what `latenessMs` says, as a busy machine's do. */
function lateClock(base: FakeClock, latenessMs: () => number): Clock {
  return {
    now: () => base.now(),
    setTimeout: (callback, delayMs) => base.setTimeout(callback, delayMs + latenessMs()),
  };
}

function record(clock: AudioClock): { sentAtMs: number[]; dueAtMs: number[]; stop(): void } {
  const sentAtMs: number[] = [];
  const dueAtMs: number[] = [];
  const task = {
    dispatch: (due: number): void => {
      sentAtMs.push(clock.now);
      dueAtMs.push(due);
    },
    prepare: (): void => undefined,
  };
  clock.add(task);
  return { sentAtMs, dueAtMs, stop: () => clock.remove(task) };
}

describe("the audio clock", () => {
  it("drifts less than one frame in six hours of late timers (discordjs/voice#53)", () => {
    const base = new FakeClock();
    let seed = 7;
    const lateness = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return (seed % 1600) / 100;
    };
    const clock = new AudioClock({ clock: lateClock(base, lateness) });
    let ticks = 0;
    let worstMs = 0;
    clock.add({
      dispatch: (dueAtMs) => {
        ticks++;
        worstMs = Math.max(worstMs, Math.abs(clock.now - dueAtMs));
      },
      prepare: () => undefined,
    });
    const sixHoursMs = 6 * 3600 * 1000;
    base.advanceSync(sixHoursMs);
    expect(Math.abs(ticks * 20 - sixHoursMs)).toBeLessThanOrEqual(20);
    expect(worstMs).toBeLessThan(20);
    expect(clock.givenUpMs).toBe(0);
  });

  it("makes up for a short stall at once, and is on the grid again after it", () => {
    const base = new FakeClock();
    let stallMs = 0;
    const clock = new AudioClock({ clock: lateClock(base, () => stallMs) });
    const { sentAtMs, dueAtMs } = record(clock);
    base.advanceSync(100);
    stallMs = 110;
    base.advanceSync(20);
    stallMs = 0;
    base.advanceSync(400);
    expect(dueAtMs).toEqual(dueAtMs.map((_, index) => index * 20));
    expect(dueAtMs.length).toBe(Math.floor(base.now() / 20) + 1);
    expect(sentAtMs.filter((atMs, index) => atMs !== dueAtMs[index]).length).toBeLessThanOrEqual(7);
  });

  it("gives up what a long stall has made overdue, instead of sending it in a burst", () => {
    const base = new FakeClock();
    let stallMs = 0;
    const clock = new AudioClock({ clock: lateClock(base, () => stallMs) });
    const { sentAtMs } = record(clock);
    base.advanceSync(100);
    stallMs = 3000;
    base.advanceSync(20);
    stallMs = 0;
    const before = sentAtMs.length;
    base.advanceSync(3100);
    const perMoment = Map.groupBy(sentAtMs, (atMs) => atMs);
    expect(Math.max(...[...perMoment.values()].map((sent) => sent.length))).toBeLessThanOrEqual(2);
    expect(clock.givenUpMs).toBeGreaterThanOrEqual(2980);
    expect(sentAtMs.length - before).toBeLessThan(15);
    expect(sentAtMs.every((atMs, index) => index < 8 || atMs % 20 === 0)).toBe(true);
  });

  it("lets all tasks send before any of them makes its next frame", () => {
    const base = new FakeClock();
    const clock = new AudioClock({ clock: base });
    const order: string[] = [];
    for (const name of ["a", "b", "c"]) {
      clock.add({ dispatch: () => order.push(`send ${name}`), prepare: () => order.push(`make ${name}`) });
    }
    base.advanceSync(0);
    expect(order).toEqual(["send a", "send b", "send c", "make a", "make b", "make c"]);
  });

  it("runs no timer while it has no task", () => {
    const base = new FakeClock();
    const clock = new AudioClock({ clock: base });
    const recorded = record(clock);
    base.advanceSync(50);
    recorded.stop();
    expect(base.pendingTimers).toBe(0);
  });

  it("goes on when a task throws, which surfaces as an uncaught exception, for the others too", async () => {
    const base = new FakeClock();
    const clock = new AudioClock({ clock: base });
    let throws = true;
    clock.add({
      dispatch: () => {
        if (throws) throw new Error("of one task");
      },
      prepare: () => undefined,
    });
    const { sentAtMs } = record(clock);
    const uncaught = await collectUncaught(() => base.advance(0));
    throws = false;
    base.advanceSync(100);
    expect(sentAtMs.length).toBe(6);
    expect(uncaught).toMatchObject([{ message: "of one task" }]);
  });
});

describe("the deviation of sending", () => {
  it("is told by quantiles to a tenth of a millisecond", () => {
    const deviation = new DeviationHistogram();
    for (let count = 0; count < 990; count++) deviation.record(0.55);
    for (let count = 0; count < 10; count++) deviation.record(-7.25);
    expect(deviation.quantile(0.5)).toBeCloseTo(0.6, 5);
    expect(deviation.quantile(0.999)).toBeCloseTo(7.25, 5);
    expect(deviation.maxMs).toBe(7.25);
    expect(new DeviationHistogram().quantile(0.99)).toBe(0);
  });
});
