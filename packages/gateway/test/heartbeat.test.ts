import type { Clock } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";
import { expect, it } from "vitest";
import { Heartbeat } from "../src/heartbeat.ts";

/** A clock whose timers fire late, as when the process is busy. */
function busyClock(lateMs: number): { clock: Clock; fake: FakeClock } {
  const fake = new FakeClock();
  const clock: Clock = {
    now: () => fake.now(),
    setTimeout: (callback, delayMs) => fake.setTimeout(callback, delayMs > 1_000 ? delayMs + lateMs : delayMs),
  };
  return { clock, fake };
}

it("15: after a busy moment of the process the socket is read before a missing answer is held against the connection", () => {
  const { clock, fake } = busyClock(3_000);
  const due: number[] = [];
  const heartbeat = new Heartbeat(
    clock,
    () => 1,
    () => due.push(fake.now()),
  );
  heartbeat.start(10_000);
  fake.advanceSync(13_000);
  expect(due).toEqual([]);
  fake.advanceSync(50);
  expect(due).toEqual([13_050]);
});

it("an answer to nothing has no latency", () => {
  const heartbeat = new Heartbeat(
    new FakeClock(),
    () => 1,
    () => undefined,
  );
  expect(heartbeat.acknowledged()).toBeUndefined();
  expect(heartbeat.latencyMs).toBeUndefined();
});
