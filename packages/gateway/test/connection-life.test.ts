import { describe, expect, it, vi } from "vitest";
import { Bench, settled } from "./fake-socket.ts";

describe("the start of a session", () => {
  it("identifies after HELLO with token, intents, shard and properties, and connect() resolves at READY", async () => {
    await using bench = new Bench({ presence: { status: "idle" }, largeThreshold: 100 });
    const connected = bench.gateway.connect();
    const socket = await bench.opened(1);
    expect(socket.url).toBe("wss://gateway.test/?v=10&encoding=json");
    socket.open();
    expect(socket.sent).toEqual([]);
    socket.hello();
    expect(socket.sent).toEqual([
      {
        op: 2,
        d: {
          token: "token",
          intents: 3,
          shard: [0, 1],
          presence: { status: "idle", activities: [], afk: false, since: null },
          large_threshold: 100,
          properties: { os: process.platform, browser: "zignal", device: "zignal" },
        },
      },
    ]);
    socket.ready();
    await connected;
    expect(bench.log).toEqual(["READY 1", "ready 0"]);
    expect(bench.gateway.shards.get(0)?.status).toBe("ready");
  });

  it("asks for compression in the URL, and keeps the query when it resumes elsewhere", async () => {
    await using bench = new Bench({ compression: "zlib-stream", url: "ws://127.0.0.1:1234/gateway?x=1" });
    void bench.gateway.connect().catch(() => undefined);
    const socket = await bench.opened(1);
    expect(socket.url).toBe("ws://127.0.0.1:1234/gateway?x=1&v=10&encoding=json&compress=zlib-stream");
  });

  it("falls back to the first URL when READY names one that can not be used", async () => {
    await using bench = new Bench();
    const connected = bench.gateway.connect();
    const first = await bench.opened(1);
    first.hello();
    first.ready(1, "abc", "not a url");
    await connected;
    await bench.clock.advance(10_000);
    first.end(1006);
    await bench.clock.advance(0);
    expect(bench.socket.url).toBe("wss://gateway.test/?v=10&encoding=json");
  });
});

describe("heartbeats", () => {
  it("come first after a random part of the interval, then after each whole one, with the last sequence number", async () => {
    await using bench = new Bench({ random: () => 0.25 });
    const connected = bench.gateway.connect();
    const socket = await bench.opened(1);
    socket.hello(40_000);
    socket.ready(7);
    await connected;
    await bench.clock.advance(9_999);
    expect(socket.ops()).toEqual([2]);
    await bench.clock.advance(1);
    expect(socket.sent.at(-1)).toEqual({ op: 1, d: 7 });
    socket.ack();
    socket.dispatch(8);
    await bench.clock.advance(39_999);
    expect(socket.ops()).toEqual([2, 1]);
    await bench.clock.advance(1);
    expect(socket.sent.at(-1)).toEqual({ op: 1, d: 8 });
  });

  it("carry null before the first event", async () => {
    await using bench = new Bench();
    void bench.gateway.connect().catch(() => undefined);
    const socket = await bench.opened(1);
    socket.hello(40_000);
    await bench.clock.advance(20_000);
    expect(socket.sent.at(-1)).toEqual({ op: 1, d: null });
  });

  it("go on while Discord lets the shard wait for READY", async () => {
    await using bench = new Bench({ timeouts: { readyMs: 600_000 } });
    void bench.gateway.connect().catch(() => undefined);
    const socket = await bench.opened(1);
    socket.hello(40_000);
    for (let beat = 0; beat < 5; beat += 1) {
      await bench.clock.advance(40_000);
      socket.ack();
    }
    expect(socket.ops()).toEqual([2, 1, 1, 1, 1, 1]);
    expect(bench.sockets).toHaveLength(1);
  });

  it("measure a latency that grows while the answer is missing", async () => {
    await using bench = new Bench({ random: () => 0, timeouts: { silentMs: 60_000 } });
    const socket = await bench.connect();
    await bench.clock.advance(0);
    await bench.clock.advance(120);
    socket.ack();
    const shard = bench.gateway.shards.get(0);
    expect(shard?.latencyMs).toBe(120);
    await bench.clock.advance(39_880);
    expect(shard?.latencyMs).toBe(120);
    await bench.clock.advance(30_000);
    expect(shard?.latencyMs).toBe(30_000);
    expect(bench.gateway.getStats().latencyMs).toBe(30_000);
    // Of the next connection nothing is known yet: the last one's figure would look as if all were well.
    await bench.clock.advance(10_000);
    expect(bench.sockets).toHaveLength(2);
    expect(shard?.latencyMs).toBeUndefined();
  });
});

describe("coming back", () => {
  it("resumes at once, on the resume URL, after a connection that held", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.dispatch(2);
    await bench.clock.advance(6_000);
    first.end(1006);
    const second = await bench.opened(2);
    expect(second.url).toBe("ws://resume.test/?v=10&encoding=json");
    second.hello();
    expect(second.sent).toEqual([{ op: 6, d: { token: "token", session_id: "abc", seq: 2 } }]);
    second.dispatch(3);
    second.dispatch(4);
    second.resumed(5);
    second.dispatch(6);
    expect(bench.log).toEqual([
      "READY 1",
      "ready 0",
      "MESSAGE_CREATE 2",
      "disconnect 0 1006",
      "MESSAGE_CREATE 3",
      "MESSAGE_CREATE 4",
      "RESUMED 5",
      "resumed 0 +2",
      "MESSAGE_CREATE 6",
    ]);
    expect(bench.gateway.getStats()).toMatchObject({ identifies: 1, resumes: 1, events: 6 });
  });

  it("hands out an event that is replayed although it had arrived only once", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.dispatch(2);
    await bench.clock.advance(6_000);
    first.end(1006);
    const second = await bench.opened(2);
    second.hello();
    second.dispatch(2);
    second.dispatch(3);
    second.resumed(4);
    expect(bench.log.filter((line) => line.startsWith("MESSAGE"))).toEqual(["MESSAGE_CREATE 2", "MESSAGE_CREATE 3"]);
    expect(bench.gateway.getStats().shards[0]?.duplicateEvents).toBe(1);
  });

  it("reconnects at once and resumes on opcode 7, leaving without a close code that would end the session", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.receive({ op: 7, d: null, s: null, t: null });
    expect(first.terminated).toBe(true);
    expect(first.closedWith).toBeUndefined();
    const second = await bench.opened(2);
    second.hello();
    expect(second.ops()).toEqual([6]);
  });

  it("waits one to five seconds after opcode 9, then resumes if it may", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.receive({ op: 9, d: true, s: null, t: null });
    await bench.clock.advance(2_999);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(1);
    const second = await bench.opened(2);
    second.hello();
    expect(second.ops()).toEqual([6]);
  });

  it("identifies anew on the first URL when opcode 9 ends the session", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.receive({ op: 9, d: false, s: null, t: null });
    await bench.clock.advance(6_000);
    const second = await bench.opened(2);
    expect(second.url).toBe("wss://gateway.test/?v=10&encoding=json");
    second.hello();
    expect(second.ops()).toEqual([2]);
    second.ready(1, "def");
    second.dispatch(2);
    expect(bench.log.slice(-3)).toEqual(["READY 1", "ready 0", "MESSAGE_CREATE 2"]);
  });

  it("reconnects when what arrives can not be read, and asks for it again", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.listener.onMessage(Buffer.from('{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"content":"tru'));
    expect(first.terminated).toBe(true);
    expect(bench.log).toContain("error GatewayError");
    const second = await bench.opened(2);
    second.hello();
    expect(second.sent).toEqual([{ op: 6, d: { token: "token", session_id: "abc", seq: 1 } }]);
  });

  it("reconnect() resumes every shard and resolves when all are back", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    const done = bench.gateway.reconnect();
    const back = settled(done);
    expect(first.terminated).toBe(true);
    const second = await bench.opened(2);
    second.hello();
    expect(back.yet).toBe(false);
    second.resumed(2);
    await done;
    expect(second.ops()).toEqual([6]);
  });
});

describe("listeners", () => {
  it("that throw or reject are reported and disturb neither the others nor the shard", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const errors: string[] = [];
    bench.gateway.on("shardError", ({ message }) => errors.push(message));
    bench.gateway.prependListener("dispatch", () => {
      throw new Error("first");
    });
    bench.gateway.prependListener("dispatch", vi.fn().mockRejectedValue(new Error("second")));
    socket.dispatch(2);
    socket.dispatch(3);
    await bench.settle();
    expect(bench.log.filter((line) => line.startsWith("MESSAGE"))).toEqual(["MESSAGE_CREATE 2", "MESSAGE_CREATE 3"]);
    expect(errors.toSorted()).toEqual(["first", "first", "second", "second"]);
    expect(bench.sockets).toHaveLength(1);
  });

  it("are called on the gateway, in their order, as they were when the event came", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const calls: unknown[] = [];
    const last = (): void => void calls.push("last");
    bench.gateway.on("dispatch", function first(this: unknown) {
      calls.push(this === bench.gateway);
      bench.gateway.off("dispatch", last);
    });
    bench.gateway.once("dispatch", () => calls.push("once"));
    bench.gateway.on("dispatch", last);
    socket.dispatch(2);
    socket.dispatch(3);
    expect(calls).toEqual([true, "once", "last", true]);
  });

  it("of shardError that throw end nothing", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    bench.gateway.on("shardError", () => {
      throw new Error("again");
    });
    bench.gateway.on("dispatch", () => {
      throw new Error("first");
    });
    socket.dispatch(2);
    expect(bench.gateway.shards.get(0)?.status).toBe("ready");
  });

  it("are called for wanted events only, and READY always", async () => {
    const asked: string[] = [];
    await using bench = new Bench({
      wanted: (event) => {
        asked.push(event);
        return event === "MESSAGE_CREATE";
      },
    });
    const socket = await bench.connect();
    // The body is broken: it is not looked at.
    socket.listener.onMessage(Buffer.from('{"t":"TYPING_START","s":2,"op":0,"d":{broken}}'));
    socket.dispatch(3);
    expect(bench.log).toEqual(["READY 1", "ready 0", "MESSAGE_CREATE 3"]);
    expect(asked).toEqual(["TYPING_START", "MESSAGE_CREATE"]);
    expect(bench.gateway.getStats().shards[0]).toMatchObject({ events: 3, skippedEvents: 1, sequence: 3 });
  });
});
