import { expect, it } from "vitest";
import { InMemoryIdentifyGate } from "../src/index.ts";
import { describeIdentifyGate } from "./identify-gate.conformance.ts";

describeIdentifyGate("InMemoryIdentifyGate", (clock) => new InMemoryIdentifyGate({ clock }));

it("an answer of Discord without a usable max_concurrency is an error, not a division by zero", () => {
  const gate = new InMemoryIdentifyGate();
  expect(() => gate.update({ total: 1, remaining: 1, resetAfterMs: 1, maxConcurrency: 0 })).toThrow(
    "max_concurrency must be a whole number of at least 1 (Discord sent 0)",
  );
});
