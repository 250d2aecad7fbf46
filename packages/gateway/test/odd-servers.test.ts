import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import { Bench } from "./fake-socket.ts";
import { Gateway } from "../src/index.ts";
import { FakeGateway } from "./fake-gateway.ts";

/** A gateway that is ready on a fake one over loopback, and what it hands out. */
async function gatewayOnFake(wanted: (event: string) => boolean) {
  const fake = await FakeGateway.start();
  const gateway = new Gateway({
    token: "token",
    intents: { guilds: true },
    rest: fake.rest(),
    compression: "zstd-stream",
    wanted,
  });
  const handed: string[] = [];
  const heard = new EventEmitter();
  gateway.on("dispatch", ({ t, s }) => {
    handed.push(`${t} ${s}`);
    heard.emit("event");
  });
  await gateway.connect();
  const seen = async (event: string): Promise<void> => {
    while (!handed.includes(event)) await once(heard, "event");
  };
  return { gateway, fake, seen };
}

describe("servers that differ from Discord a little", () => {
  it.each([
    ["the number of the last event", 1],
    ["zero", 0],
    ["no number", null],
  ])("RESUMED with %s ends the replay", async (_name, s) => {
    await using bench = new Bench();
    (await bench.connect()).end(4000);
    const socket = await bench.nextSocket();
    socket.hello();
    socket.receive({ t: "RESUMED", s, op: 0, d: {} });
    expect(bench.log).toContain("resumed 0 +0");
    socket.dispatch(2);
    expect(bench.log.at(-1)).toBe("MESSAGE_CREATE 2");
    expect(bench.gateway.getStats().shards[0]).toMatchObject({ status: "ready", sequence: 2, duplicateEvents: 0 });
  });

  it("a session may count from zero", async () => {
    await using bench = new Bench();
    const connected = bench.gateway.connect();
    const socket = await bench.opened(1);
    socket.hello();
    socket.ready(0);
    await connected;
    socket.dispatch(1);
    expect(bench.log).toEqual(["READY 0", "ready 0", "MESSAGE_CREATE 1"]);
  });

  it("READY without a URL for resuming starts a session, which resumes on the first URL", async () => {
    await using bench = new Bench();
    const connected = bench.gateway.connect();
    const first = await bench.opened(1);
    first.hello();
    first.dispatch(1, "READY", { session_id: "abc" });
    await connected;
    first.end(4000);
    const second = await bench.nextSocket();
    second.hello();
    expect(second.url).toBe(first.url);
    expect(second.sent).toMatchObject([{ op: 6, d: { session_id: "abc", seq: 1 } }]);
  });

  it.each([
    ["asks for a reconnect", { op: 7, d: null }],
    ["sends what can not be read", "garbage"],
  ])("one that %s whenever the shard is ready is not asked faster and faster", async (_name, last) => {
    await using bench = new Bench();
    (await bench.connect()).receive(last);
    for (let resumes = 1; resumes <= 2; resumes += 1) {
      // The first times may be chance.
      const socket = await bench.opened(resumes + 1);
      socket.hello();
      socket.resumed(resumes + 1);
      socket.receive(last);
    }
    await bench.clock.advance(700);
    expect(bench.sockets).toHaveLength(3);
    await bench.clock.advance(100);
    const socket = await bench.opened(4);
    socket.hello();
    socket.resumed(4);
    await bench.clock.advance(6_000);
    socket.receive(last);
    await bench.settle();
    expect(bench.sockets).toHaveLength(5);
  });

  it("a close frame counts although TCP is not closed after it", async () => {
    const { gateway, fake } = await gatewayOnFake(() => true);
    await using _fake = fake;
    const resumed = once(gateway, "shardResumed");
    const closed = once(gateway, "shardDisconnect");
    fake.last.goMute();
    fake.last.tcp.write(Buffer.from([0x88, 2, 4000 >> 8, 4000 & 255]));
    expect(await closed).toMatchObject([0, { code: 4000 }]);
    await resumed;
    await gateway.disconnect();
  });

  it("zstd messages that come together are taken apart when nobody wants the first", async () => {
    const { gateway, fake, seen } = await gatewayOnFake((event) => event !== "TYPING_START");
    await using _fake = fake;
    const parts: Buffer[] = [];
    for (const s of [2, 3, 4]) {
      parts.push(await fake.last.encode({ t: s === 2 ? "TYPING_START" : "MESSAGE_CREATE", s, op: 0, d: {} }));
    }
    fake.last.sendRaw(Buffer.concat(parts));
    await seen("MESSAGE_CREATE 4");
    expect(gateway.getStats().shards[0]).toMatchObject({ events: 4, skippedEvents: 1, connections: 1 });
    await gateway.disconnect();
  });

  it("zstd messages that are cut anywhere are put together", async () => {
    const { gateway, fake, seen } = await gatewayOnFake(() => true);
    await using _fake = fake;
    const content = Array.from({ length: 30_000 }, (_, index) => `word${(index * 7919) % 65_537} `).join("");
    const bytes = await fake.last.encode({ t: "MESSAGE_CREATE", s: 2, op: 0, d: { content } });
    for (let at = 0; at < bytes.length; at += 1000) fake.last.sendRaw(bytes.subarray(at, at + 1000));
    fake.last.sendRaw(await fake.last.encode({ t: "MESSAGE_CREATE", s: 3, op: 0, d: {} }));
    await seen("MESSAGE_CREATE 3");
    expect(gateway.getStats().shards[0]).toMatchObject({ events: 3, connections: 1 });
    expect(content.length).toBeGreaterThan(200_000);
    await gateway.disconnect();
  });
});
