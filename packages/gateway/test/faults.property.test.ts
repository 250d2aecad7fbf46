import { test as propertyTest, fc } from "@fast-check/vitest";
import { expect } from "vitest";
import { closeCodes } from "../src/index.ts";
import { Bench } from "./fake-socket.ts";
import type { FakeSocket } from "./fake-socket.ts";

type Fault =
  | { kind: "close"; code: number }
  | { kind: "op"; op: 1 | 7 | 11 }
  | { kind: "invalid"; resumable: boolean }
  | { kind: "garbage" }
  | { kind: "silence"; ms: number }
  | { kind: "hello" }
  | { kind: "ready" }
  | { kind: "resumed" }
  | { kind: "event" };

const codes = Object.keys(closeCodes).map(Number);
const survivable = codes.filter((code) => closeCodes[code]?.action !== "fatal");
const fatal = codes.filter((code) => closeCodes[code]?.action === "fatal");

const faultOf = (among: number[]): fc.Arbitrary<Fault> =>
  fc.oneof(
    fc.record({ kind: fc.constant("close"), code: fc.constantFrom(...among) }),
    fc.record({ kind: fc.constant("op"), op: fc.constantFrom(1, 7, 11) }),
    fc.record({ kind: fc.constant("invalid"), resumable: fc.boolean() }),
    fc.record({ kind: fc.constant("silence"), ms: fc.integer({ min: 1, max: 200_000 }) }),
    ...(["garbage", "hello", "ready", "resumed", "event"] as const).map((kind) =>
      fc.record({ kind: fc.constant(kind) }),
    ),
  );

/** The other end: one session, which it knows or has forgotten. */
class Server {
  sequence = 1;
  sessions = 1;
  #events: number[] = [];

  apply(socket: FakeSocket, fault: Fault): void {
    switch (fault.kind) {
      case "close":
        return socket.end(fault.code);
      case "op":
        return socket.receive({ op: fault.op, d: null, s: null, t: null });
      case "invalid":
        return socket.receive({ op: 9, d: fault.resumable });
      case "garbage":
        return socket.listener.onMessage(Buffer.from('{"op":0,"t":"X","s":'));
      case "hello":
        return socket.hello();
      case "ready":
        return this.ready(socket);
      case "resumed":
        return this.resumed(socket);
      case "event":
        return this.event(socket);
      case "silence":
      // Time passes outside.
    }
  }

  ready(socket: FakeSocket): void {
    if (!socket.ops().includes(2)) return;
    this.sessions += 1;
    this.sequence = 1;
    this.#events = [];
    socket.ready(1, `session ${this.sessions}`);
  }

  resumed(socket: FakeSocket): void {
    const resume = socket.sent.find(({ op }) => op === 6)?.d as { seq: number } | undefined;
    if (resume === undefined) return;
    for (const s of this.#events) if (s > resume.seq) socket.dispatch(s);
    this.sequence += 1;
    this.#events.push(this.sequence);
    socket.resumed(this.sequence);
  }

  event(socket: FakeSocket): void {
    this.sequence += 1;
    this.#events.push(this.sequence);
    socket.dispatch(this.sequence);
  }

  /** Does what is polite until the shard is ready. */
  async heal(bench: Bench): Promise<void> {
    for (let turn = 0; turn < 2_000; turn += 1) {
      const { socket } = bench;
      const status = bench.gateway.shards.get(0)?.status;
      if (status === "ready" || status === "failed") return;
      if (!socket.isOver) {
        if (status === "connecting") socket.hello();
        else if (status === "identifying") this.ready(socket);
        else if (status === "resuming") this.resumed(socket);
      }
      await bench.clock.advance(500);
    }
  }
}

async function suffer(faults: readonly Fault[]): Promise<{ bench: Bench; over: boolean }> {
  const bench = new Bench({ random: () => 0.5 });
  const server = new Server();
  bench.gateway.connect().catch(() => undefined);
  await bench.opened(1);
  bench.socket.hello();
  bench.socket.ready();
  for (const fault of faults) {
    const { socket } = bench;
    if (!socket.isOver) server.apply(socket, fault);
    await bench.clock.advance(fault.kind === "silence" ? fault.ms : 50);
  }
  const over = bench.gateway.shards.get(0)?.status === "failed";
  if (!over) await server.heal(bench);
  return { bench, over };
}

propertyTest.prop([fc.array(faultOf(survivable), { maxLength: 25 })], { numRuns: 150 })(
  "any sequence of faults that can be survived ends in a ready shard, with no more identifies than the gate allows",
  async (faults) => {
    const { bench } = await suffer(faults);
    await using _ = bench;
    expect(bench.gateway.shards.get(0)?.status).toBe("ready");
    const open = bench.sockets.filter(({ terminated, closedWith }) => !terminated && closedWith === undefined);
    expect(open.length).toBeGreaterThanOrEqual(1);
    const { identifies } = bench.gateway.getStats();
    expect(identifies).toBeLessThanOrEqual(1 + bench.clock.now() / 5_000);
    // Within a session every event once, in order.
    let last = 0;
    for (const line of bench.log) {
      const [event, number] = line.split(" ");
      if (event === "READY") last = 0;
      if (event !== "READY" && event !== "RESUMED" && event !== "MESSAGE_CREATE") continue;
      // RESUMED is none of the session's events, and may repeat the last one's number.
      expect(Number(number)).toBeGreaterThan(event === "RESUMED" ? last - 1 : last);
      last = Number(number);
    }
  },
);

propertyTest.prop([fc.array(faultOf(codes), { minLength: 1, maxLength: 25 }), fc.constantFrom(...fatal)], {
  numRuns: 100,
})("with a fatal code among them it ends in exactly one error, and nothing after it", async (faults, code) => {
  const { bench } = await suffer([...faults, { kind: "silence", ms: 120_000 }]);
  await using _ = bench;
  const status = bench.gateway.shards.get(0)?.status;
  if (status === "ready") bench.socket.end(code);
  const errors = bench.log.filter((line) => line === "error InvalidTokenError").length;
  const failed = bench.log.filter((line) => line.endsWith("for good")).length;
  expect(failed).toBe(1);
  expect(errors).toBeLessThanOrEqual(1);
  const opened = bench.sockets.length;
  await bench.clock.advance(3_600_000);
  expect(bench.sockets).toHaveLength(opened);
  expect(bench.gateway.shards.get(0)?.status).toBe("failed");
});
