import { InvalidTokenError, ValidationError } from "@zignal/errors";
import { describe, expect, it, vi } from "vitest";
import { Gateway } from "../src/index.ts";
import type { GatewayOptions } from "../src/index.ts";
import { Bench } from "./fake-socket.ts";

const rest = {
  gateway: {
    getBotGateway: async () => {
      throw new Error("no network");
    },
  },
};

const make = (options: object): Gateway => new Gateway({ token: "t", intents: 0, rest, ...options });

const shardsOf = async (shards?: GatewayOptions["shards"]): Promise<[number[], number]> => {
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 1000, max_concurrency: 1 };
  await using bench = new Bench({
    rest: { gateway: { getBotGateway: async () => ({ url: "wss://g.test", shards: 3, session_start_limit }) } },
    ...(shards === undefined ? {} : { shards }),
  });
  void bench.gateway.connect().catch(() => undefined);
  await bench.settle();
  return [[...bench.gateway.shards.keys()], bench.gateway.shardCount];
};

describe("options", () => {
  it.each([
    [{ intents: { guildMessage: true } }, /^intents unknown intent "guildMessage"/],
    [{ intents: -1 }, /^intents must be a whole number/],
    [{ rest: {} }, /^rest must have gateway\.getBotGateway\(\)/],
    [{ shards: 0 }, /^shards must be a whole number of at least 1/],
    [{ shards: { total: 2, ids: [2] } }, /^shards\.ids must be from 0 to 1 \(holds 2\)/],
    [{ shards: { total: 2, ids: [] } }, /^shards\.ids must name at least one shard/],
    [{ compression: "gzip" }, /^compression must be one of zstd-stream, zlib-stream, none \(was "gzip"\)/],
    [{ url: "gateway.discord.gg" }, /^url must be a WebSocket URL/],
    [{ url: "https://discord.com" }, /^url must start with wss:\/\/ or ws:\/\//],
    [{ largeThreshold: 10 }, /^largeThreshold must be between 50 and 250 \(was 10\)/],
    [{ maxFailedResumes: 0 }, /^maxFailedResumes must be a whole number of at least 1/],
  ])("that do not fit are named: %j", (options, message) => {
    expect(() => make(options)).toThrow(ValidationError);
    expect(() => make(options)).toThrow(message);
  });

  it.each([
    [undefined, /token is missing$/],
    [" ", /token is malformed: it is empty/],
    ["two words", /token is malformed: it holds spaces/],
    ["abc\n", /token is malformed: it holds .*line breaks/],
  ])("hold a token, which %j can not be", (token, message) => {
    expect(() => make({ token })).toThrow(InvalidTokenError);
    expect(() => make({ token })).toThrow(message);
  });

  it("name the intent that is no flag", () => {
    expect(() => make({ intents: { guilds: 1 } })).toThrow(/^intents\.guilds must be true or false/);
  });

  it.each([
    [{ timeouts: { helloMs: -1 } }, "timeouts.helloMs must be a number, 0 or more (was -1)"],
    [{ backoff: { baseDelayMs: Number.NaN } }, "backoff.baseDelayMs must be a number"],
    [{ sendLimits: { limit: 16 } }, "sendLimits.limit must be above what is kept free (16)"],
  ])("in groups are checked: %j", (options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  it("in groups take their defaults where they are undefined", async () => {
    const bench = new Bench({
      timeouts: { helloMs: undefined as never },
      backoff: { baseDelayMs: undefined as never },
    });
    await using _ = bench;
    bench.gateway.connect().catch(() => undefined);
    await bench.opened(1);
    await bench.clock.advance(14_000);
    expect(bench.socket.terminated).toBe(false);
    await bench.clock.advance(1_000);
    expect(bench.socket.terminated).toBe(true);
  });

  it("never repeat a token in an error", () => {
    expect(() => make({ token: "secret part" })).toThrow(/^(?!.*secret)/);
  });

  it("name the environment's variable when its URL does not fit", () => {
    vi.stubEnv("ZIGNAL_GATEWAY_URL", "nowhere");
    try {
      expect(() => make({})).toThrow(/^ZIGNAL_GATEWAY_URL must be a WebSocket URL/);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("take a token with Bot before it", async () => {
    await using bench = new Bench({ token: "Bot abc" });
    const socket = await bench.connect();
    expect(socket.sent[0]).toMatchObject({ op: 2, d: { token: "abc" } });
  });

  it("run the recommended number of shards unless told otherwise", async () => {
    expect(await shardsOf()).toEqual([[0, 1, 2], 3]);
    expect(await shardsOf("auto")).toEqual([[0, 1, 2], 3]);
    expect(await shardsOf(2)).toEqual([[0, 1], 2]);
    expect(await shardsOf({ total: 8, ids: [5, 5, 6] })).toEqual([[5, 6], 8]);
  });
});

it("connect() rejects when REST can not be asked, and can be called again", async () => {
  const gateway = make({ infoPatienceMs: 0 });
  await expect(gateway.connect()).rejects.toThrow("no network");
  await expect(gateway.connect()).rejects.toThrow("no network");
});

it("connect() rejects when REST names no usable URL", async () => {
  const session_start_limit = { total: 1, remaining: 1, reset_after: 1, max_concurrency: 1 };
  const info = { url: "nowhere", shards: 1, session_start_limit };
  const gateway = make({ rest: { gateway: { getBotGateway: async () => info } } });
  await expect(gateway.connect()).rejects.toThrow("url of GET /gateway/bot must be a WebSocket URL such as");
});

it("connect() after a fatal close starts anew", async () => {
  await using bench = new Bench();
  const first = await bench.connect();
  first.end(4004);
  expect(bench.gateway.shards.get(0)?.status).toBe("failed");
  const connected = bench.gateway.connect();
  await bench.clock.advance(6_000);
  const second = await bench.opened(2);
  second.hello();
  second.ready();
  await connected;
  expect(bench.gateway.shards.get(0)?.status).toBe("ready");
});

it.each([undefined, null, {}, { op: "1" }, { op: 3, d: 1n }])(
  "send() refuses what is no payload: %s",
  async (payload) => {
    await using bench = new Bench();
    const socket = await bench.connect();
    await expect(bench.gateway.send(0, payload as never)).rejects.toThrow(/^payload /);
    expect(socket.ops()).toEqual([2]);
  },
);
