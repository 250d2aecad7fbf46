import { FakeClock } from "@zignal/errors/testing";
import { describe, expect, it } from "vitest";
import type { IdentifyGate, SessionStartLimit } from "../src/index.ts";

const limit: SessionStartLimit = { total: 1000, remaining: 1000, resetAfterMs: 3_600_000, maxConcurrency: 1 };
const never = new AbortController().signal;

type MakeGate = (clock: FakeClock) => IdentifyGate;

function setUp(make: MakeGate, change: Partial<SessionStartLimit> = {}) {
  const clock = new FakeClock();
  const gate = make(clock);
  gate.update({ ...limit, ...change });
  const granted: string[] = [];
  const ask = (shardId: number, signal: AbortSignal = never): void => {
    void gate.acquire(shardId, signal).then(
      (permit) => {
        granted.push(`${shardId} at ${Math.floor(clock.now() / 1000)}`);
        return permit.identified();
      },
      () => granted.push(`${shardId} gave up`),
    );
  };
  return { clock, gate, granted, ask };
}

/** What every identify gate owes. */
export function describeIdentifyGate(name: string, make: MakeGate): void {
  describe.each([name])("%s", () => {
    it("lets one shard of a bucket through in five seconds, in the order they asked", async () => {
      const { clock, granted, ask } = setUp(make);
      for (const shardId of [2, 0, 1]) ask(shardId);
      await clock.advance(0);
      expect(granted).toEqual(["2 at 0"]);
      await clock.advance(20_000);
      expect(granted).toEqual(["2 at 0", "0 at 5", "1 at 10"]);
    });

    it("lets the shards of different buckets through side by side", async () => {
      const { clock, granted, ask } = setUp(make, { maxConcurrency: 4 });
      for (let shardId = 0; shardId < 6; shardId += 1) ask(shardId);
      await clock.advance(0);
      expect(granted).toEqual(["0 at 0", "1 at 0", "2 at 0", "3 at 0"]);
      await clock.advance(6_000);
      expect(granted.slice(4)).toEqual(["4 at 5", "5 at 5"]);
    });

    it("counts five seconds from the identify, not from the permit", async () => {
      const { clock, gate, granted, ask } = setUp(make);
      const permit = await gate.acquire(0, never);
      ask(1);
      await clock.advance(9_000);
      expect(granted).toEqual([]);
      permit.identified();
      permit.identified();
      await clock.advance(4_999);
      expect(granted).toEqual([]);
      await clock.advance(1_001);
      expect(granted).toEqual(["1 at 14"]);
    });

    it("gives a permit that was not used to the next at once", async () => {
      const { clock, gate, granted, ask } = setUp(make, { remaining: 1, total: 2 });
      const permit = await gate.acquire(0, never);
      ask(1);
      permit.release();
      permit.release();
      await clock.advance(0);
      expect(granted).toEqual(["1 at 0"]);
    });

    it("waits for the budget of the day, and the last start is not given twice", async () => {
      const { clock, granted, ask } = setUp(make, { remaining: 1, maxConcurrency: 2, total: 2 });
      for (const shardId of [0, 1, 2]) ask(shardId);
      await clock.advance(3_599_000);
      expect(granted).toEqual(["0 at 0"]);
      await clock.advance(2_000);
      expect(granted.toSorted()).toEqual(["0 at 0", "1 at 3600", "2 at 3600"]);
    });

    it("goes on when Discord says that there are more", async () => {
      const { clock, gate, granted, ask } = setUp(make, { remaining: 0 });
      ask(0);
      await clock.advance(1_000);
      gate.update({ ...limit, remaining: 500 });
      await clock.advance(0);
      expect(granted).toEqual(["0 at 1"]);
    });

    it("forgets who gave up, and holds no timer for nobody", async () => {
      const { clock, granted, ask } = setUp(make, { remaining: 0 });
      const controller = new AbortController();
      ask(0, controller.signal);
      await clock.advance(1_000);
      controller.abort(new Error("enough"));
      await clock.advance(0);
      expect(granted).toEqual(["0 gave up"]);
      expect(clock.pendingTimers).toBe(0);
      ask(1, controller.signal);
      await clock.advance(0);
      expect(granted).toEqual(["0 gave up", "1 gave up"]);
    });
  });
}
