import { GatewayError, InvalidTokenError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { closeCodes, InMemoryIdentifyGate, MemorySessionStore } from "../src/index.ts";
import { sessionFingerprint } from "../src/session-fingerprint.ts";
import { Bench, settled } from "./fake-socket.ts";

describe("15: zombies", () => {
  it("a dead connection is left without waiting for a close frame that nobody will send", async () => {
    await using bench = new Bench({ random: () => 0, timeouts: { silentMs: Infinity } });
    const first = await bench.connect();
    first.answersClose = false;
    await bench.clock.advance(0);
    await bench.clock.advance(40_000);
    expect(first.terminated).toBe(true);
    expect(first.closedWith).toBeUndefined();
    const second = await bench.opened(2);
    second.hello();
    expect(second.ops()).toContain(6);
  });

  it("an answer that was missing on the old connection does not end the new one", async () => {
    await using bench = new Bench({ random: () => 0, timeouts: { silentMs: Infinity } });
    await bench.connect();
    await bench.clock.advance(40_000);
    const second = await bench.opened(2);
    second.hello();
    second.resumed(2);
    await bench.clock.advance(39_000);
    second.ack();
    await bench.clock.advance(30_000);
    expect(bench.sockets).toHaveLength(2);
    expect(bench.gateway.shards.get(0)?.status).toBe("ready");
  });

  it("a heartbeat that Discord asks for is answered at once, and is not taken for a missed answer", async () => {
    await using bench = new Bench({ random: () => 0.5 });
    const socket = await bench.connect();
    await bench.clock.advance(19_990);
    socket.receive({ op: 1, d: null, s: null, t: null });
    expect(socket.sent.at(-1)).toEqual({ op: 1, d: 1 });
    // The regular one falls due before the answer to the other.
    await bench.clock.advance(20);
    socket.ack();
    socket.ack();
    await bench.clock.advance(39_000);
    expect(bench.sockets).toHaveLength(1);
  });
});

describe("16: resume loops", () => {
  it("three failed resumes are followed by one identify", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    await bench.clock.advance(10_000);
    first.end(1006);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const socket = await bench.nextSocket();
      socket.hello();
      expect(socket.ops()).toEqual([6]);
      socket.end(4000);
    }
    const last = await bench.nextSocket();
    last.hello();
    expect(last.ops()).toEqual([2]);
    last.ready(1, "def");
    await bench.clock.advance(15_000);
    expect(bench.sockets).toHaveLength(5);
    expect(bench.gateway.getStats()).toMatchObject({ identifies: 2, ready: 1 });
  });

  it("what the old socket still brings does not touch the new connection", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.receive({ op: 7, d: null });
    const second = await bench.opened(2);
    second.hello();
    second.resumed(2);
    const before = [...bench.log];
    first.dispatch(3);
    first.receive({ op: 9, d: false });
    first.end(4004, "late");
    await bench.settle();
    expect(bench.log).toEqual(before);
    expect(bench.gateway.shards.get(0)?.status).toBe("ready");
    expect(bench.sockets).toHaveLength(2);
  });

  it("an outage longer than the session ends in one resume that is refused and one identify", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    await bench.clock.advance(10_000);
    first.end(1006);
    while (bench.clock.now() < 1_800_000) {
      const refused = await bench.nextSocket();
      refused.end(1006, "connect ECONNREFUSED");
    }
    const second = await bench.nextSocket();
    second.hello();
    second.receive({ op: 9, d: false });
    const third = await bench.nextSocket();
    third.hello();
    third.ready(1, "def");
    const ops = bench.sockets.flatMap((socket) => socket.ops());
    expect(ops).toEqual([2, 6, 2]);
  });
});

describe("17: waiting for READY where RESUMED comes", () => {
  it("connect() resolves when a kept session is resumed", async () => {
    const sessionStore = new MemorySessionStore();
    await sessionStore.save({
      shardId: 0,
      shardCount: 1,
      fingerprint: sessionFingerprint("token", 3),
      sessionId: "kept",
      sequence: 41,
      resumeUrl: "wss://resume.test",
      savedAt: 0,
    });
    await using bench = new Bench({ sessionStore });
    const connected = bench.gateway.connect();
    const socket = await bench.opened(1);
    socket.hello();
    expect(socket.sent).toEqual([{ op: 6, d: { token: "token", session_id: "kept", seq: 41 } }]);
    socket.dispatch(42);
    socket.resumed(43);
    await connected;
    expect(bench.log).toEqual(["MESSAGE_CREATE 42", "RESUMED 43", "resumed 0 +1"]);
  });

  it("send() during a resume goes out at RESUMED", async () => {
    await using bench = new Bench();
    const first = await bench.connect();
    first.receive({ op: 7, d: null });
    const second = await bench.opened(2);
    second.hello();
    const sending = bench.gateway.send(0, {
      op: 3,
      d: { status: "dnd" as never, activities: [], afk: false, since: null },
    });
    const sent = settled(sending);
    await bench.settle();
    expect(sent.yet).toBe(false);
    second.resumed(2);
    await sending;
    expect(second.ops()).toEqual([6, 3]);
  });
});

describe("18: silence at the start", () => {
  it("a server that accepts the connection and says nothing is left after the deadline, again and again, ever more slowly", async () => {
    await using bench = new Bench({ random: () => 0 });
    void bench.gateway.connect().catch(() => undefined);
    await bench.settle();
    const openedAt: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await bench.opened(attempt);
      bench.socket.open();
      openedAt.push(bench.clock.now());
      while (bench.sockets.length === attempt) await bench.clock.advance(500);
    }
    const pauses = openedAt.slice(1).map((at, index) => at - (openedAt[index] ?? 0) - 15_000);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(bench.sockets.slice(0, 6).every(({ terminated }) => terminated)).toBe(true);
  });

  it("HELLO without READY ends at the deadline, and opening a connection does not reset the pause", async () => {
    await using bench = new Bench({ random: () => 0 });
    void bench.gateway.connect().catch(() => undefined);
    const heldMs: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await bench.opened(attempt);
      const from = bench.clock.now();
      bench.socket.hello(1_000_000);
      while (bench.sockets.length === attempt) await bench.clock.advance(250);
      heldMs.push(bench.clock.now() - from - 60_000);
    }
    expect(bench.sockets.slice(0, 4).map((socket) => socket.ops())).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    // The identify gate is long open again by then: what grows is the back-off.
    expect(heldMs).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it("a resume that is not answered ends at the deadline, while a long replay does not", async () => {
    await using bench = new Bench({ random: () => 0.99 });
    const first = await bench.connect();
    first.receive({ op: 7, d: null });
    const second = await bench.opened(2);
    second.hello(1_000_000);
    for (let s = 2; s < 10; s += 1) {
      await bench.clock.advance(15_000);
      second.dispatch(s);
    }
    expect(bench.sockets).toHaveLength(2);
    await bench.clock.advance(41_000);
    expect(second.terminated).toBe(true);
    await bench.clock.advance(5_000);
    bench.socket.hello();
    expect(bench.socket.sent).toEqual([{ op: 6, d: { token: "token", session_id: "abc", seq: 9 } }]);
  });
});

describe("20: close codes", () => {
  const codes = [...Object.keys(closeCodes).map(Number), 1002, 1013, 4006, 4999];
  const newSession = new Set([4003, 4007, 4009]);
  const fatal = new Set([4004, 4010, 4011, 4012, 4013, 4014]);

  it.each(codes)("%i from Discord resumes, identifies or fails as its table says", async (code) => {
    await using bench = new Bench();
    const first = await bench.connect();
    await bench.clock.advance(10_000);
    first.end(code);
    await bench.clock.advance(60_000);
    if (fatal.has(code)) {
      expect(bench.sockets).toHaveLength(1);
      expect(bench.gateway.shards.get(0)?.status).toBe("failed");
      return;
    }
    expect(bench.sockets.length).toBeGreaterThan(1);
    bench.socket.hello();
    expect(bench.socket.ops()).toEqual([newSession.has(code) ? 2 : 6]);
  });

  it("1000 of our own is the end: nothing reconnects", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    await bench.gateway.disconnect();
    expect(socket.closedWith).toBe(1000);
    await bench.clock.advance(600_000);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.log.at(-1)).toBe("disconnect 0 1000 for good");
  });
});

describe("21: fatal close codes", () => {
  it.each([4010, 4011, 4012, 4013])(
    "%i rejects connect() with a GatewayError and attempts nothing more",
    async (code) => {
      await using bench = new Bench();
      const connected = bench.gateway.connect();
      const socket = await bench.opened(1);
      socket.hello();
      socket.end(code, "said so");
      await expect(connected).rejects.toMatchObject({ name: "GatewayError", closeCode: code, shardId: 0 });
      await bench.clock.advance(600_000);
      expect(bench.sockets).toHaveLength(1);
    },
  );

  it("4004 rejects connect() with an InvalidTokenError that does not repeat the token", async () => {
    await using bench = new Bench({ token: "very-secret" });
    const connected = bench.gateway.connect();
    const socket = await bench.opened(1);
    socket.hello();
    socket.end(4004);
    const error: unknown = await connected.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidTokenError);
    expect(String(error)).not.toContain("very-secret");
    expect((error as InvalidTokenError).recovery).toMatch(/Developer Portal/);
  });

  it("4014 names the privileged intents that were asked for, and where to enable them", async () => {
    await using bench = new Bench({ intents: { guilds: true, guildMembers: true, messageContent: true } });
    const connected = bench.gateway.connect();
    const socket = await bench.opened(1);
    socket.hello();
    socket.end(4014);
    await expect(connected).rejects.toThrow(
      /guildMembers \("Server Members Intent"\), messageContent \("Message Content Intent"\).*Bot page/,
    );
  });

  it("after connect() they are told as shardError, and without a listener nothing is thrown", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const errors: Error[] = [];
    bench.gateway.removeAllListeners("shardError");
    bench.gateway.once("shardError", (error) => errors.push(error));
    const waiting = bench.gateway.requestGuildMembers({ guildId: "1" });
    socket.end(4013);
    expect(errors).toEqual([expect.any(GatewayError)]);
    await expect(waiting).rejects.toBe(errors[0]);
    await expect(bench.gateway.send(0, { op: 1, d: 1 })).rejects.toThrow("Shard 0 is failed");
  });
});

describe("22: identify storms", () => {
  it("a budget of 0 is waited for, not spent", async () => {
    await using bench = new Bench();
    bench.limit.remaining = 0;
    void bench.gateway.connect().catch(() => undefined);
    await bench.clock.advance(3_599_000);
    expect(bench.sockets).toHaveLength(0);
    await bench.clock.advance(1_000);
    expect(bench.sockets).toHaveLength(1);
  });

  it("every shard is itself, and those of one bucket identify five seconds apart", async () => {
    await using bench = new Bench({ shards: 4 });
    bench.limit.max_concurrency = 2;
    void bench.gateway.connect().catch(() => undefined);
    const identified: unknown[] = [];
    for (let second = 0; second < 12; second += 1) {
      await bench.settle();
      for (const socket of bench.sockets) {
        if (socket.sent.length > 0) continue;
        socket.hello();
        identified.push([
          Math.floor(bench.clock.now() / 1000),
          (socket.sent[0]?.d as { shard: number[] } | undefined)?.shard,
        ]);
      }
      await bench.clock.advance(1_000);
    }
    expect(identified).toEqual([
      [0, [0, 4]],
      [0, [1, 4]],
      [6, [2, 4]],
      [6, [3, 4]],
    ]);
  });

  it("a server that ends every session at once is not asked faster and faster", async () => {
    await using bench = new Bench({ random: () => 0 });
    void bench.gateway.connect().catch(() => undefined);
    await bench.settle();
    for (let minute = 0; minute < 120; minute += 1) {
      for (const socket of bench.sockets.filter(({ sent }) => sent.length === 0)) {
        socket.hello();
        socket.end(4009);
      }
      await bench.clock.advance(500);
    }
    // One minute. The gate alone would let twelve through.
    expect(bench.gateway.getStats().identifies).toBe(7);
  });

  it("a gate that fails is reported, and asked again", async () => {
    const gate = new InMemoryIdentifyGate();
    let failures = 2;
    await using bench = new Bench({
      identifyGate: {
        update: (limit) => gate.update(limit),
        acquire: (shardId, signal) => {
          failures -= 1;
          if (failures >= 0) throw new Error("the gate's server is away");
          return gate.acquire(shardId, signal);
        },
      },
    });
    void bench.gateway.connect().catch(() => undefined);
    await bench.clock.advance(10_000);
    expect(bench.log).toEqual(["error Error", "error Error"]);
    expect(bench.sockets).toHaveLength(1);
  });

  it("a connection that fails before identify gives its permit to the next", async () => {
    const gate = new InMemoryIdentifyGate();
    await using bench = new Bench({ identifyGate: gate, shards: 1 });
    void bench.gateway.connect().catch(() => undefined);
    await bench.settle();
    expect(gate.remaining).toBe(999);
    bench.socket.end(1006);
    expect(gate.remaining).toBe(1000);
  });
});
