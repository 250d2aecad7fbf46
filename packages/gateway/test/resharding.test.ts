import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "@zignal/errors";
import type { Sandbox } from "@zignal/sandbox";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import type { Gateway, GatewayOptions } from "../src/index.ts";
import { InMemoryIdentifyGate } from "../src/index.ts";
import { Bench, settled } from "./fake-socket.ts";
import type { FakeSocket } from "./fake-socket.ts";
import { gatewayOn, MessageLog } from "./sandbox-client.ts";

const guild = String(5n << 22n);

/** A bench with one shard that is ready, and a limit that lets new ones in at once. */
async function running(options = {}): Promise<{ bench: Bench; old: FakeSocket }> {
  const bench = new Bench({ identifyGate: new InMemoryIdentifyGate({ intervalMs: 0 }), shards: 1, ...options });
  bench.limit.max_concurrency = 16;
  const old = await bench.connect();
  bench.log.length = 0;
  return { bench, old };
}

/** Brings the shards of a `reshard()` that was called to READY. */
async function ready(bench: Bench, count: number, guilds: { id: string }[] = []): Promise<FakeSocket[]> {
  await bench.settle();
  const sockets = bench.sockets.slice(-count);
  for (const [id, socket] of sockets.entries()) {
    socket.hello();
    expect(socket.sent).toMatchObject([{ op: 2, d: { shard: [id, count] } }]);
    socket.dispatch(1, "READY", { session_id: `new ${id}`, resume_gateway_url: "ws://resume.test", guilds });
  }
  return sockets;
}

const message = (id: string): { id: string; guild_id: string } => ({ id, guild_id: guild });

describe("reshard()", () => {
  it("lets the new shards take over when all are ready, and hands out each event once", async () => {
    const { bench, old } = await running();
    await using _ = bench;
    const contents: unknown[] = [];
    bench.gateway.on("dispatch", ({ d }, shardId) => contents.push(`${(d as { id?: string }).id ?? ""} on ${shardId}`));
    const told: unknown[] = [];
    bench.gateway.on("resharded", (...args) => told.push(args));
    const done = bench.gateway.reshard(2);
    const [, second] = await ready(bench, 2);
    // Shard 5 % 2 = 1 has the guild.
    old.dispatch(2, "MESSAGE_CREATE", message("1"));
    second?.dispatch(2, "MESSAGE_CREATE", message("1"));
    second?.dispatch(3, "MESSAGE_CREATE", message("2"));
    old.dispatch(3, "MESSAGE_CREATE", message("2"));
    old.dispatch(4, "MESSAGE_CREATE", message("3"));
    second?.dispatch(4, "MESSAGE_CREATE", message("3"));
    second?.dispatch(5, "MESSAGE_CREATE", message("4"));
    await bench.clock.advance(200);
    // The old shard has to answer a heartbeat first: nothing from before the new sessions is on its way any more.
    expect(told).toEqual([]);
    old.ack();
    await bench.clock.advance(200);
    await done;
    expect(told).toEqual([[2, 1]]);
    expect(contents).toEqual(["1 on 0", "2 on 0", "3 on 0", "4 on 1"]);
    expect(old.closedWith).toBe(1000);
    old.dispatch(9, "MESSAGE_CREATE", message("9"));
    second?.dispatch(6, "MESSAGE_CREATE", message("5"));
    expect(contents.at(-1)).toBe("5 on 1");
    expect(contents).toHaveLength(5);
    expect(bench.gateway.shardCount).toBe(2);
    expect(bench.gateway.getStats()).toMatchObject({ ready: 2, identifies: 2 });
  });

  it("does not hand out again what the old shards were ahead by", async () => {
    const { bench, old } = await running();
    await using _ = bench;
    const done = bench.gateway.reshard(2);
    const [, second] = await ready(bench, 2);
    old.dispatch(2, "TYPING_START", { guild_id: guild, user_id: "1" });
    await bench.clock.advance(200);
    old.ack();
    await done;
    second?.dispatch(2, "TYPING_START", { guild_id: guild, user_id: "1" });
    second?.dispatch(3, "TYPING_START", { guild_id: guild, user_id: "1" });
    expect(bench.log.filter((line) => line.startsWith("TYPING"))).toEqual(["TYPING_START 2", "TYPING_START 3"]);
  });

  it("keeps to itself how guilds are introduced to new sessions, but not a guild that is joined meanwhile", async () => {
    const { bench, old } = await running();
    await using _ = bench;
    const done = bench.gateway.reshard(2);
    const [, second] = await ready(bench, 2, [{ id: guild }]);
    await bench.clock.advance(1_000);
    old.ack();
    const stillWaits = settled(done);
    await bench.clock.advance(1_000);
    expect(stillWaits.yet).toBe(false);
    second?.dispatch(2, "GUILD_CREATE", { id: guild });
    bench.sockets.at(-2)?.dispatch(2, "GUILD_CREATE", { id: guild });
    old.dispatch(3, "GUILD_CREATE", { id: "77" });
    second?.dispatch(3, "GUILD_CREATE", { id: "77" });
    await bench.clock.advance(200);
    old.ack();
    await done;
    expect(bench.log.filter((line) => line.startsWith("GUILD"))).toEqual(["GUILD_CREATE 3"]);
  });

  it("sends what was waiting on the old shards before it ends them", async () => {
    const { bench, old } = await running();
    await using _ = bench;
    for (let n = 0; n < 110; n += 1) void bench.gateway.send(0, { op: 1, d: n }).catch(() => undefined);
    const done = bench.gateway.reshard(2);
    await ready(bench, 2);
    await bench.clock.advance(200);
    old.ack();
    await bench.clock.advance(1_000);
    expect(bench.gateway.shardCount).toBe(2);
    expect(old.closedWith).toBeUndefined();
    await bench.clock.advance(10_000);
    await done;
    expect(old.closedWith).toBe(1000);
  });

  it.each([["a new shard that Discord does not let in", (socket: FakeSocket): void => socket.end(4013), /4013/]])(
    "is given up for %s; the shards that run go on",
    async (_name, fail, reason) => {
      const { bench, old } = await running();
      await using _ = bench;
      const failure = bench.gateway.reshard(2).catch((error: unknown) => error);
      await bench.settle();
      const [first, second] = bench.sockets.slice(-2);
      first?.hello();
      second?.hello();
      if (second !== undefined) fail(second);
      await bench.clock.advance(2_000);
      expect(String(await failure)).toMatch(reason);
      expect(first?.isOver).toBe(true);
      old.dispatch(2);
      expect(bench.log).toEqual(["MESSAGE_CREATE 2"]);
      expect(bench.gateway.shardCount).toBe(1);
      // And it can be tried again.
      const again = bench.gateway.reshard(2);
      await bench.settle();
      await ready(bench, 2);
      await bench.clock.advance(200);
      old.ack();
      await again;
      expect(bench.gateway.shardCount).toBe(2);
    },
  );

  it("refuses at once when too few session starts are left", async () => {
    const { bench } = await running();
    await using _ = bench;
    bench.limit.remaining = 3;
    const failure = await bench.gateway.reshard(4).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GatewayError);
    expect(String(failure)).toContain("4 new shards need more session starts than are left today (3)");
    expect(bench.sockets).toHaveLength(1);
  });

  it("waits for old shards that do not answer, until they are replaced and have received what they missed", async () => {
    const { bench } = await running();
    await using _ = bench;
    const done = bench.gateway.reshard(2);
    const [first, second] = await ready(bench, 2);
    await bench.clock.advance(15_000);
    expect(bench.gateway.shardCount).toBe(1);
    // The watchdog finds the old connection mute.
    while (bench.sockets.length === 3) {
      await bench.clock.advance(1_000);
      first?.ack();
      second?.ack();
    }
    const again = bench.socket;
    again.hello();
    again.dispatch(2, "MESSAGE_CREATE", message("from before"));
    again.resumed(3);
    for (let n = 0; n < 30 && bench.gateway.shardCount === 1; n += 1) {
      await bench.clock.advance(500);
      for (const socket of [first, second, again]) socket?.ack();
    }
    await done;
    expect(bench.log.filter((line) => line.startsWith("MESSAGE"))).toEqual(["MESSAGE_CREATE 2"]);
    expect(bench.gateway.shardCount).toBe(2);
  });

  it("is refused while another is under way, from the first moment on", async () => {
    const { bench, old } = await running();
    await using _ = bench;
    const done = bench.gateway.reshard(2);
    await expect(bench.gateway.reshard(3)).rejects.toThrow("under way already");
    await ready(bench, 2);
    await bench.clock.advance(200);
    old.ack();
    await done;
    expect(bench.gateway.shardCount).toBe(2);
  });

  it("ends with disconnect() before Discord has answered, and opens nothing after it", async () => {
    const { bench } = await running();
    await using _ = bench;
    const failure = bench.gateway.reshard(2).catch((error: unknown) => error);
    await bench.gateway.disconnect();
    expect(String(await failure)).toContain("disconnect() was called");
    await bench.clock.advance(100_000);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("ends with disconnect(), which leaves nothing", async () => {
    const { bench } = await running();
    await using _ = bench;
    const failure = bench.gateway.reshard(2).catch((error: unknown) => error);
    await ready(bench, 2);
    await bench.gateway.disconnect();
    expect(String(await failure)).toContain("disconnect() was called");
    expect(bench.sockets.every(({ isOver }) => isOver)).toBe(true);
    await bench.clock.advance(100_000);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.sockets).toHaveLength(3);
  });

  it("is done on the shards that are lost meanwhile as well: they resume before it goes on", async () => {
    const { bench, old } = await running();
    await using _ = bench;
    const done = bench.gateway.reshard(2);
    const [first, second] = await ready(bench, 2);
    await bench.clock.advance(10_000);
    old.end(1006);
    await bench.settle();
    const oldAgain = bench.socket;
    second?.dispatch(2, "MESSAGE_CREATE", message("1"));
    await bench.clock.advance(500);
    first?.ack();
    expect(bench.gateway.shardCount).toBe(1);
    oldAgain.hello();
    oldAgain.dispatch(2, "MESSAGE_CREATE", message("1"));
    oldAgain.resumed(3);
    await bench.clock.advance(200);
    oldAgain.ack();
    await bench.clock.advance(200);
    await done;
    expect(bench.log.filter((line) => line.startsWith("MESSAGE"))).toEqual(["MESSAGE_CREATE 2"]);
  });

  it.each([
    ["before connect()", async (gateway: Gateway) => await gateway.disconnect(), 2],
    ["for a number that is none", async () => undefined, 0],
    ["for the number there is", async () => undefined, 1],
  ])("says what is wrong %s", async (_name, prepare, count) => {
    const { bench } = await running();
    await using _ = bench;
    await prepare(bench.gateway);
    await expect(bench.gateway.reshard(count)).rejects.toThrow(/wait for connect|at least 1|another number/);
  });

  it("refuses a process that runs a part of the shards", async () => {
    await using bench = new Bench({ shards: { total: 2, ids: [0] } });
    await bench.connect();
    await expect(bench.gateway.reshard(4)).rejects.toThrow("Only a gateway that runs all shards");
  });
});

const growing = (shards: () => number): Partial<GatewayOptions> => ({
  shards: "auto",
  rest: {
    gateway: {
      getBotGateway: async () => ({
        url: "wss://gateway.test",
        shards: shards(),
        session_start_limit: { total: 1000, remaining: 1000, reset_after: 1, max_concurrency: 16 },
      }),
    },
  },
});

describe("a bot that has outgrown its shards", () => {
  it("is told of the new recommendation, and takes it up by itself when it may", async () => {
    let recommended = 1;
    const { bench, old } = await running({ ...growing(() => recommended), autoReshard: true });
    await using _ = bench;
    const told: unknown[] = [];
    bench.gateway.on("reshardRecommended", (...args) => told.push(args));
    recommended = 2;
    for (let beat = 0; beat < 6 * 60 * 6; beat += 1) {
      await bench.clock.advance(10_000);
      old.ack();
    }
    expect(told).toEqual([[2, 1]]);
    await ready(bench, 2);
    await bench.clock.advance(200);
    // A regular heartbeat may be unanswered too.
    old.ack();
    old.ack();
    await bench.clock.advance(1_000);
    expect(bench.gateway.shardCount).toBe(2);
  });

  it("starts with more shards when Discord says 4011, and replaces them when it says so later", async () => {
    let recommended = 1;
    const bench = new Bench({
      ...growing(() => recommended),
      identifyGate: new InMemoryIdentifyGate({ intervalMs: 0 }),
    });
    await using _ = bench;
    const connected = bench.gateway.connect();
    const first = await bench.opened(1);
    first.hello();
    recommended = 2;
    first.end(4011);
    await ready(bench, 2);
    await connected;
    expect(bench.gateway.shardCount).toBe(2);
    recommended = 4;
    const [, second] = bench.sockets.slice(-2);
    second?.end(4011);
    await bench.settle();
    await ready(bench, 4);
    await bench.clock.advance(200);
    bench.sockets.at(-6)?.ack();
    await bench.clock.advance(1_000);
    expect(bench.gateway.shardCount).toBe(4);
  });

  it("fails when Discord says 4011 and recommends no more", async () => {
    await using bench = new Bench({ ...growing(() => 1) });
    const failure = bench.gateway.connect().catch((error: unknown) => error);
    const first = await bench.opened(1);
    first.hello();
    first.end(4011);
    expect(await failure).toMatchObject({ name: "GatewayError", closeCode: 4011 });
  });
});

/** Messages without a pause until it is stopped. @returns What was sent. */
function stream(sandbox: Sandbox): { stop: () => Promise<string[]> } {
  const alice = sandbox.user("alice");
  const sent: string[] = [];
  const over = new AbortController();
  const work = (async () => {
    while (!over.signal.aborted) {
      const content = `message ${sent.length}`;
      sent.push(content);
      await alice.sendMessage("general", content);
      // Real time, so that connections get their turn.
      await sleep(2);
    }
    return sent;
  })();
  return {
    stop: async () => {
      over.abort();
      return await work;
    },
  };
}

const optionsOf = ({ gatewayUrl: url }: Sandbox): Partial<GatewayOptions> => ({
  identifyGate: new InMemoryIdentifyGate({ intervalMs: 0 }),
  shards: 2,
  // The sandbox limits how often it may be asked, as Discord does.
  rest: {
    gateway: {
      getBotGateway: async () => ({
        url,
        shards: 2,
        session_start_limit: { total: 1000, remaining: 1000, reset_after: 1, max_concurrency: 16 },
      }),
    },
  },
});

describe("reshard() on the sandbox", () => {
  const limits = { gateway: { identifyIntervalMs: 0 } };

  it("under a stream of messages loses none and doubles none, up and down", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    await using gateway = gatewayOn(sandbox, optionsOf(sandbox));
    const log = new MessageLog(gateway);
    await gateway.connect();
    const messages = stream(sandbox);
    for (const count of [5, 3, 1, 4]) {
      await gateway.reshard(count);
      expect(gateway.getStats()).toMatchObject({ shardCount: count, ready: count });
    }
    const sent = await messages.stop();
    await log.until(sent.at(-1) ?? "");
    expect(log.contents).toEqual(sent);
    expect(sandbox.stats().gateway.connections).toBe(4);
  });

  it("while the old connections are cut and late, loses none and doubles none", async () => {
    await using sandbox = await createSandbox({ maxConcurrency: 16, limits });
    await using gateway = gatewayOn(sandbox, optionsOf(sandbox));
    const log = new MessageLog(gateway);
    await gateway.connect();
    const messages = stream(sandbox);
    const faults = (async () => {
      for (let n = 0; n < 12; n += 1) {
        await sleep(40);
        if (n % 3 === 0) sandbox.faults.cutGateway({ shardId: n % 2 });
        else sandbox.faults.delayGateway((n % 3) * 15);
      }
      sandbox.faults.clear();
    })();
    await gateway.reshard(4);
    await faults;
    const sent = await messages.stop();
    await log.until(sent.at(-1) ?? "");
    expect(log.contents).toEqual(sent);
  });
});
