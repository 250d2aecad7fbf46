import { GatewayError, InvalidTokenError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { Bench, settled } from "./fake-socket.ts";

const info = {
  url: "wss://gateway.test",
  shards: 1,
  session_start_limit: { total: 1000, remaining: 1000, reset_after: 1, max_concurrency: 1 },
};

/** A bench whose `GET /gateway/bot` fails so many times. */
function failing(times: number, error: unknown, options = {}): { bench: Bench; asked: number[] } {
  const asked: number[] = [];
  const bench: Bench = new Bench({
    rest: {
      gateway: {
        getBotGateway: async () => {
          asked.push(bench.clock.now());
          if (asked.length <= times) throw error;
          return info;
        },
      },
    },
    ...options,
  });
  return { bench, asked };
}

describe("an outage of GET /gateway/bot", () => {
  it("is sat out by connect(), which asks ever more slowly and reports each failure", async () => {
    const { bench, asked } = failing(4, new TypeError("fetch failed"));
    await using _ = bench;
    const connected = bench.gateway.connect();
    await bench.clock.advance(30_000);
    expect(asked).toEqual([0, 750, 2_250, 5_250, 11_250]);
    bench.socket.hello();
    bench.socket.ready();
    await connected;
    expect(bench.log.filter((line) => line === "error TypeError")).toHaveLength(4);
  });

  it("ends connect() with its error after infoPatienceMs", async () => {
    const { bench, asked } = failing(Infinity, new Error("away"), { infoPatienceMs: 10_000 });
    await using _ = bench;
    const failure = bench.gateway.connect().catch((error: unknown) => error);
    await bench.clock.advance(600_000);
    expect(await failure).toMatchObject({ message: "away" });
    expect(asked).toEqual([0, 750, 2_250, 5_250]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("is left at once by disconnect()", async () => {
    const { bench, asked } = failing(Infinity, new Error("away"));
    await using _ = bench;
    const failure = bench.gateway.connect().catch((error: unknown) => error);
    await bench.clock.advance(1_000);
    const ended = settled(bench.gateway.disconnect());
    await bench.settle();
    expect(ended.yet).toBe(true);
    expect(String(await failure)).toContain("disconnect() was called");
    expect(bench.clock.pendingTimers).toBe(0);
    await bench.clock.advance(600_000);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["an error that time does not mend", new InvalidTokenError("wrong token")],
    ["a refusal by status", Object.assign(new Error("forbidden"), { status: 403 })],
  ])("is not taken for one: %s rejects at once", async (_name, error) => {
    const { bench, asked } = failing(Infinity, error);
    await using _ = bench;
    await expect(bench.gateway.connect()).rejects.toBe(error);
    expect(asked).toHaveLength(1);
  });

  it("an answer that is something else is named, not waited out", async () => {
    const answer = { message: "401: Unauthorized", code: 0 } as unknown as typeof info;
    await using bench = new Bench({ rest: { gateway: { getBotGateway: async () => answer } } });
    const failure = await bench.gateway.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GatewayError);
    expect(String(failure)).toContain("401: Unauthorized");
  });
});

it("a recommendation of no shards at all is no gateway information", async () => {
  await using bench = new Bench({ rest: { gateway: { getBotGateway: async () => ({ ...info, shards: 0 }) } } });
  await expect(bench.gateway.connect()).rejects.toThrow("something else than gateway information");
});
