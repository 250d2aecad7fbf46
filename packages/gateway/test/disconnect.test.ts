import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { MemorySessionStore } from "../src/index.ts";
import { Bench, settled } from "./fake-socket.ts";
import { FakeGateway } from "./fake-gateway.ts";

describe("disconnect()", () => {
  const moments: [name: string, reach: (bench: Bench) => Promise<void>][] = [
    ["before connect()", async () => undefined],
    [
      "while REST is asked",
      async (bench) => {
        void bench.gateway.connect().catch(() => undefined);
      },
    ],
    [
      "while the shard waits for the budget",
      async (bench) => {
        bench.limit.remaining = 0;
        void bench.gateway.connect().catch(() => undefined);
        await bench.settle();
      },
    ],
    [
      "while the connection is being opened",
      async (bench) => {
        void bench.gateway.connect().catch(() => undefined);
        await bench.opened(1);
      },
    ],
    [
      "while the server says nothing",
      async (bench) => {
        void bench.gateway.connect().catch(() => undefined);
        (await bench.opened(1)).open();
      },
    ],
    [
      "while READY is awaited",
      async (bench) => {
        void bench.gateway.connect().catch(() => undefined);
        (await bench.opened(1)).hello();
      },
    ],
    ["when ready", async (bench) => void (await bench.connect())],
    [
      "in the pause of an outage",
      async (bench) => {
        (await bench.connect()).end(1006);
        await bench.settle();
      },
    ],
    [
      "in a resume",
      async (bench) => {
        (await bench.connect()).receive({ op: 7 });
        (await bench.opened(2)).hello();
      },
    ],
    [
      "after a fatal close",
      async (bench) => {
        (await bench.connect()).end(4004);
      },
    ],
  ];

  it("refuses what is to be sent while the connection is being closed, instead of keeping it for ever", async () => {
    await using bench = new Bench();
    (await bench.connect()).answersClose = false;
    const disconnected = bench.gateway.disconnect();
    await expect(bench.gateway.send(0, { op: 1, d: 0 })).rejects.toThrow("stopping");
    await expect(bench.gateway.setPresence({ status: "idle" })).rejects.toThrow("stopping");
    await bench.clock.advance(1_000);
    await disconnected;
  });

  it("is followed by the connect() or reconnect() that is called meanwhile", async () => {
    await using bench = new Bench();
    (await bench.connect()).answersClose = false;
    const disconnected = bench.gateway.disconnect();
    const back = bench.gateway.reconnect();
    await bench.clock.advance(1_000);
    await disconnected;
    const socket = await bench.nextSocket();
    socket.hello();
    socket.ready();
    await back;
    expect(bench.gateway.getStats().ready).toBe(1);
  });

  it("does not wait for a session store that never answers, which is told", async () => {
    const store = new MemorySessionStore();
    await using bench = new Bench({ sessionStore: store });
    store.save = async () => await new Promise<never>(() => undefined);
    await bench.connect();
    const disconnected = settled(bench.gateway.disconnect({ keepSessions: true }));
    await bench.clock.advance(3_000);
    expect(disconnected.yet).toBe(true);
    expect(bench.log).toContain("error TimeoutError");
  });

  it("and connect() identifies when the store does not say what it has", async () => {
    const store = new MemorySessionStore();
    store.load = async () => await new Promise<never>(() => undefined);
    await using bench = new Bench({ sessionStore: store });
    const connected = bench.gateway.connect();
    await bench.settle();
    await bench.clock.advance(3_000);
    const socket = await bench.opened(1);
    socket.hello();
    socket.ready();
    await connected;
    expect(bench.log).toEqual(["error TimeoutError", "READY 1", "ready 0"]);
  });

  it.each(moments)(
    "ends within two seconds %s, even when the server is silent, and nothing follows",
    async (_name, reach) => {
      await using bench = new Bench();
      await reach(bench);
      for (const socket of bench.sockets) socket.answersClose = false;
      const done = bench.gateway.disconnect();
      const ended = settled(done);
      await bench.clock.advance(2_000);
      expect(ended.yet).toBe(true);
      expect(bench.sockets.filter(({ isOver, terminated }) => !isOver && !terminated).length).toBeLessThanOrEqual(1);
      expect(bench.clock.pendingTimers).toBe(0);
      const opened = bench.sockets.length;
      await bench.clock.advance(24 * 3_600_000);
      expect(bench.sockets).toHaveLength(opened);
      expect(bench.gateway.shards.size).toBe(0);
    },
  );

  it("right after connect() ends it before REST has answered", async () => {
    await using bench = new Bench();
    const failure = bench.gateway.connect().catch((error: unknown) => error);
    await bench.gateway.disconnect();
    expect(String(await failure)).toContain("disconnect() was called");
    await bench.clock.advance(60_000);
    expect(bench.sockets).toHaveLength(0);
  });

  it("rejects a connect() that is under way", async () => {
    await using bench = new Bench();
    const connected = bench.gateway.connect();
    await bench.opened(1);
    await bench.gateway.disconnect();
    await expect(connected).rejects.toThrow("disconnect() was called");
  });

  it("rejects what waits to be sent and to be answered", async () => {
    await using bench = new Bench();
    const socket = await bench.connect();
    const members = bench.gateway.requestGuildMembers({ guildId: "1" });
    socket.end(1006);
    const sending = bench.gateway.send(0, { op: 1, d: 1 });
    await Promise.all([
      expect(members).rejects.toThrow("disconnect() was called"),
      expect(sending).rejects.toThrow("Shard 0 was disconnected before this was sent"),
      bench.gateway.disconnect(),
    ]);
  });

  it("can be followed by connect(), which starts a new session", async () => {
    await using bench = new Bench();
    await bench.connect();
    await bench.gateway.disconnect();
    const connected = bench.gateway.connect();
    await bench.clock.advance(6_000);
    const second = await bench.opened(2);
    second.hello();
    expect(second.ops()).toEqual([2]);
    second.ready();
    await connected;
  });

  it("with keepSessions leaves the session alive, and connect() resumes it with the last sequence number", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore });
    const first = await bench.connect();
    first.dispatch(2);
    first.dispatch(3);
    await bench.gateway.disconnect({ keepSessions: true });
    expect(first.closedWith).toBe(4900);
    expect(await sessionStore.load(0, 1)).toEqual({
      shardId: 0,
      shardCount: 1,
      fingerprint: expect.stringMatching(/^[\w-]{22}$/) as string,
      sessionId: "abc",
      sequence: 3,
      resumeUrl: "ws://resume.test",
      savedAt: 1_700_000_000_000,
    });
    const connected = bench.gateway.connect();
    const second = await bench.opened(2);
    second.hello();
    expect(second.sent).toEqual([{ op: 6, d: { token: "token", session_id: "abc", seq: 3 } }]);
    second.resumed(4);
    await connected;
  });

  it("without keepSessions forgets the session", async () => {
    const sessionStore = new MemorySessionStore();
    await using bench = new Bench({ sessionStore });
    await bench.connect();
    await bench.gateway.disconnect();
    expect(await sessionStore.load(0, 1)).toBeUndefined();
  });

  it("called by a listener in the middle of READY ends the shard", async () => {
    await using bench = new Bench();
    const connected = bench.gateway.connect().catch((error: unknown) => error);
    bench.gateway.once("dispatch", () => void bench.gateway.disconnect());
    const socket = await bench.opened(1);
    socket.hello();
    socket.ready();
    await connected;
    await bench.settle();
    expect(socket.closedWith).toBe(1000);
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe("the process", () => {
  it.each(["ready", "mute"])("ends by itself after disconnect() (%s server)", async (kind) => {
    await using server = await FakeGateway.start();
    const script = `
      import { Gateway } from "@zignal/gateway";
      const rest = { gateway: { getBotGateway: async () => ({ url: ${JSON.stringify(server.url)}, shards: 1,
        session_start_limit: { total: 9, remaining: 9, reset_after: 1e6, max_concurrency: 1 } }) } };
      const gateway = new Gateway({ token: "t", intents: 0, rest });
      await gateway.connect();
      process.stdout.write("connected ");
      process.stdin.once("data", async () => {
        process.stdin.destroy();
        await gateway.disconnect();
        process.stdout.write("disconnected");
      });`;
    const running = promisify(execFile)(
      process.execPath,
      ["--conditions=@zignal/source", "--no-warnings", "--input-type=module", "--eval", script],
      { cwd: path.join(import.meta.dirname, ".."), timeout: 15_000 },
    );
    await server.until(() => server.received(2).length === 1);
    if (kind === "mute") server.last.goMute();
    running.child.stdin?.write("go");
    const { stdout } = await running;
    expect(stdout).toBe("connected disconnected");
  });
});
