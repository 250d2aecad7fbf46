import { FakeClock } from "@zignal/errors/testing";
import { expect, it } from "vitest";
import { InMemoryIdentifyGate } from "../src/index.ts";
import { settled } from "./fake-socket.ts";
import { describeIdentifyGate } from "./identify-gate.conformance.ts";

describeIdentifyGate("InMemoryIdentifyGate", (clock) => new InMemoryIdentifyGate({ clock }));

it("an answer of Discord without a usable max_concurrency is an error, not a division by zero", () => {
  const gate = new InMemoryIdentifyGate();
  expect(() => gate.update({ total: 1, remaining: 1, resetAfterMs: 1, maxConcurrency: 0 })).toThrow(
    "max_concurrency must be a whole number of at least 1 (Discord sent 0)",
  );
});

it("22: when few session starts are left they are spread until the reset, the first of a process too", async () => {
  const limit = { total: 1000, remaining: 60, resetAfterMs: 3_600_000, maxConcurrency: 16 };
  // A process that crashes as soon as it has identified, and is started again at once.
  const clock = new FakeClock();
  let { remaining } = limit;
  let starts = 0;
  while (clock.now() < 3_600_000) {
    const gate = new InMemoryIdentifyGate({ clock });
    gate.update({ ...limit, remaining, resetAfterMs: 3_600_000 - clock.now() });
    const permit = gate.acquire(0, new AbortController().signal);
    const granted = settled(permit);
    while (!granted.yet && clock.now() < 3_600_000) await clock.advance(1_000);
    if (!granted.yet) break;
    (await permit).identified();
    remaining -= 1;
    starts += 1;
  }
  expect(starts).toBeGreaterThan(50);
  expect(remaining).toBeGreaterThanOrEqual(0);
});

it("the brake holds across buckets, and not while there are plenty", async () => {
  const clock = new FakeClock();
  const gate = new InMemoryIdentifyGate({ clock, reserve: 0.5 });
  gate.update({ total: 100, remaining: 51, resetAfterMs: 490_000, maxConcurrency: 16 });
  const granted: number[] = [];
  for (let shardId = 0; shardId < 5; shardId += 1) {
    void gate.acquire(shardId, new AbortController().signal).then((permit) => {
      granted.push(Math.round(clock.now() / 1_000));
      return permit.identified();
    });
  }
  await clock.advance(60_000);
  expect(granted).toEqual([0, 0, 10, 20, 30]);
});
