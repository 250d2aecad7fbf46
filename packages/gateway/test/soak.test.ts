import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Bench } from "./fake-socket.ts";
import { FakeGateway } from "./fake-gateway.ts";
import { Gateway } from "../src/index.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Bytes that something still holds: what waits for the collector says nothing about leaks. */
function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe("19: large messages over a real socket", () => {
  const members = Array.from({ length: 80_000 }, (_, id) => ({
    user: { id: String(id), username: `member ${id} ☃` },
    roles: [],
  }));

  it.each(["none", "zlib-stream", "zstd-stream"] as const)("a guild of 5 MB comes whole (%s)", async (compression) => {
    await using server = await FakeGateway.start();
    await using gateway = new Gateway({ token: "t", intents: 1, rest: server.rest(), compression });
    await gateway.connect();
    const received = new Promise<unknown>((resolve) => {
      gateway.once("dispatch", ({ d }) => resolve(d));
    });
    server.last.dispatch("GUILD_CREATE", { id: "1", members });
    expect(JSON.stringify(members).length).toBeGreaterThan(4_000_000);
    expect(await received).toEqual({ id: "1", members });
    expect(gateway.getStats().shards[0]?.connections).toBe(1);
  });

  it.each(["zlib-stream", "zstd-stream"] as const)(
    "a connection that ends in the middle of a frame leaves nothing behind in the next one's decompression (%s)",
    async (compression) => {
      await using server = await FakeGateway.start();
      await using gateway = new Gateway({
        token: "t",
        intents: 1,
        rest: server.rest(),
        compression,
        backoff: { baseDelayMs: 10 },
      });
      const seen: unknown[] = [];
      gateway.on("dispatch", ({ t, s }) => seen.push(`${t} ${s}`));
      await gateway.connect();
      const first = server.last;
      const resumed = new Promise((resolve) => {
        gateway.once("shardResumed", resolve);
      });
      first.dispatch("GUILD_CREATE", { members }, false);
      const bytes = await first.encode({ t: "GUILD_CREATE", s: 2, op: 0, d: { members } });
      // A WebSocket frame of which only half arrives.
      const header = Buffer.alloc(10);
      header.set([0x82, 127]);
      header.writeBigUInt64BE(BigInt(bytes.length), 2);
      first.tcp.write(Buffer.concat([header, bytes.subarray(0, bytes.length / 2)]), () => first.cut());
      await resumed;
      expect(seen).toEqual(["READY 1", "GUILD_CREATE 2", "RESUMED 3"]);
    },
  );

  it.each(["zlib-stream", "zstd-stream"] as const)(
    "corrupted data ends in a resume, and nothing is lost (%s)",
    async (compression) => {
      await using server = await FakeGateway.start();
      await using gateway = new Gateway({
        token: "t",
        intents: 1,
        rest: server.rest(),
        compression,
        backoff: { baseDelayMs: 10 },
      });
      const seen: unknown[] = [];
      const errors: string[] = [];
      gateway.on("dispatch", ({ t, s }) => seen.push(`${t} ${s}`));
      gateway.on("shardError", ({ message }) => errors.push(message));
      await gateway.connect();
      const resumed = new Promise((resolve) => {
        gateway.once("shardResumed", resolve);
      });
      server.last.dispatch("MESSAGE_CREATE", {}, false);
      server.last.sendRaw(Buffer.from("this was never compressed\0\0\xff\xff", "latin1"));
      await resumed;
      expect(seen).toEqual(["READY 1", "MESSAGE_CREATE 2", "RESUMED 3"]);
      expect(errors).toEqual(["Shard 0 received data that can not be read, and reconnects"]);
    },
  );
});

describe("24: a day", () => {
  it("of events, heartbeats and reconnects leaves no timers, listeners or memory behind", async () => {
    await using bench = new Bench({
      random: () => 0.5,
      wanted: (event) => event !== "MESSAGE_CREATE",
      // The answers below come half a minute late.
      timeouts: { silentMs: 60_000 },
    });
    let socket = await bench.connect();
    let s = 1;
    let heap = 0;
    const timers: number[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      for (let minute = 0; minute < 60; minute += 1) {
        for (let n = 0; n < 10; n += 1) socket.dispatch((s += 1), "MESSAGE_CREATE", { content: "x".repeat(500) });
        await bench.clock.advance(30_000);
        socket.ack();
        await bench.clock.advance(30_000);
        socket.ack();
        socket.sent.length = 0;
      }
      timers.push(bench.clock.pendingTimers);
      socket.end(1006);
      bench.sockets.length = 0;
      await bench.settle();
      socket = bench.socket;
      socket.hello();
      socket.resumed((s += 1));
      bench.log.length = 0;
      if (hour === 4) heap = heapInUse();
    }
    expect(new Set(timers).size).toBe(1);
    expect(heapInUse() - heap).toBeLessThan(5_000_000);
    expect(bench.gateway.getStats()).toMatchObject({ identifies: 1, resumes: 24, events: s });
  });
});
