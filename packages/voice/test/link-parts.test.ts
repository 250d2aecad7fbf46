import { test } from "@fast-check/vitest";
import { FakeClock } from "@zignal/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { voiceScheme } from "../src/connection/endpoint-url.ts";
import { IpDiscovery, discoveryRequest, readDiscoveryReply } from "../src/connection/ip-discovery.ts";
import { NonceCounter, NonceCounters } from "../src/connection/nonce-counter.ts";
import { SpeakingState } from "../src/connection/speaking-state.ts";
import { SsrcUsers } from "../src/connection/ssrc-users.ts";
import { StreamStatistics } from "../src/connection/stream-statistics.ts";
import { readVoiceMessage } from "../src/connection/voice-message.ts";

describe("the scheme of a voice server", () => {
  it.each([
    ["sweetwater-12345.discord.media:2048", {}, "wss"],
    ["127.0.0.1.discord.media:2048", {}, "wss"],
    ["127.0.0.1:4601", {}, "ws"],
    ["[::1]:4601", {}, "ws"],
    ["host.docker.internal:4601", { ZIGNAL_GATEWAY_URL: "ws://host:4600/gateway" }, "ws"],
    ["us.discord.media:443", { ZIGNAL_GATEWAY_URL: "wss://gateway.discord.gg" }, "wss"],
  ] as const)("of %s with %j is %s", (endpoint, environment, scheme) => {
    expect(voiceScheme(endpoint, environment)).toBe(scheme);
  });
});

function reply(ssrc: number, address: string, port: number): Buffer {
  const bytes = discoveryRequest(ssrc);
  bytes.writeUInt16BE(2, 0);
  bytes.write(address, 8, "latin1");
  bytes.writeUInt16BE(port, 72);
  return bytes;
}

describe("IP discovery", () => {
  it("asks again until it is answered (pitfall 29: the first answers are lost)", async () => {
    const clock = new FakeClock();
    const asked: number[] = [];
    const found: unknown[] = [];
    const discovery = new IpDiscovery(
      clock,
      7,
      () => asked.push(clock.now()),
      (own) => found.push(own),
    );
    discovery.start();
    await clock.advance(2_500);
    expect(asked).toEqual([0, 200, 600, 1_400, 2_200]);
    expect(discovery.receive(reply(7, "1.2.3.4", 99))).toBe(true);
    expect(discovery.receive(reply(7, "1.2.3.4", 99))).toBe(true);
    await clock.advance(5_000);
    expect(found).toEqual([{ address: "1.2.3.4", port: 99 }]);
    expect(asked).toHaveLength(5);
    expect(clock.pendingTimers).toBe(0);
  });

  it("asks as Discord documents it", () => {
    expect(discoveryRequest(0x0102_0304).toString("hex")).toBe(`0001004601020304${"00".repeat(66)}`);
  });

  it("takes no answer of another stream, without an address, or of another shape", () => {
    expect(readDiscoveryReply(reply(8, "1.2.3.4", 99), 7)).toBeUndefined();
    expect(readDiscoveryReply(reply(7, "", 99), 7)).toBeUndefined();
    expect(readDiscoveryReply(reply(7, "1.2.3.4", 0), 7)).toBeUndefined();
    expect(readDiscoveryReply(reply(7, "1.2.3.4", 99).subarray(0, 73), 7)).toBeUndefined();
    expect(readDiscoveryReply(discoveryRequest(7), 7)).toBeUndefined();
  });
});

describe("nonces", () => {
  it("go on under the same key, and begin at 0 only under one that was never used", () => {
    const counters = new NonceCounters();
    const of = (key: Uint8Array): NonceCounter => counters.for(key, () => undefined);
    const key = new Uint8Array(32).fill(1);
    expect([of(key).take(), of(key).take(), of(Uint8Array.from(key)).take()]).toEqual([0, 1, 2]);
    expect(of(new Uint8Array(32)).take()).toBe(0);
  });

  it("ask for a new key before they run out, and then end instead of wrapping around", () => {
    let scarce = 0;
    const counter = new NonceCounter(() => scarce++, 2 ** 32 - 2 ** 18 - 1);
    expect(counter.take()).toBe(2 ** 32 - 2 ** 18 - 1);
    counter.take();
    expect(scarce).toBe(1);
    const last = new NonceCounter(() => scarce++, 2 ** 32 - 1);
    expect(last.take()).toBe(2 ** 32 - 1);
    expect(last.hasNext).toBe(false);
    expect(() => last.take()).toThrow(RangeError);
  });
});

describe("streams", () => {
  it("count what is lost, doubled and out of order over the wrap of 16 bits", () => {
    const stream = new StreamStatistics();
    const arrivals = [65_533, 65_534, 1, 0, 0, 2].map((sequence) => stream.arrived(sequence, 0, 0));
    expect(arrivals).toEqual(["new", "new", "new", "reordered", "duplicate", "new"]);
    expect(stream).toMatchObject({ lost: 1, received: 5, duplicates: 1, reordered: 1 });
  });

  it("begin anew after a jump, and are not lost by it (pitfall 31)", () => {
    const stream = new StreamStatistics();
    for (const sequence of [1, 2, 40_000, 40_001]) expect(stream.arrived(sequence, 0, 0)).toBe("new");
    expect(stream.lost).toBe(0);
  });

  it("measure jitter as RFC 3550 does", () => {
    const stream = new StreamStatistics();
    for (let index = 0; index < 500; index++) stream.arrived(index, index * 960, index * 20 + (index % 2) * 8);
    expect(stream.jitterMs).toBeCloseTo(8, 0);
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 300 })])(
    "never count below nothing",
    (sequences) => {
      const stream = new StreamStatistics();
      for (const sequence of sequences) stream.arrived(sequence, sequence, 0);
      expect(stream.lost).toBeGreaterThanOrEqual(0);
      expect(stream.received + stream.duplicates).toBe(sequences.length);
    },
  );
});

describe("whose stream is whose", () => {
  it("keeps first words until opcode 5 names their user, in order (pitfall 31)", () => {
    const users = new SsrcUsers<{ id: number; receivedAtMs: number }>();
    for (let id = 0; id < 3; id++) users.hold(9, { id, receivedAtMs: id * 20 });
    expect(users.assign(9, "1", 100).map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(users.userOf(9)).toBe("1");
  });

  it("keeps no more than fifty, and none for longer than a second", () => {
    const users = new SsrcUsers<{ id: number; receivedAtMs: number }>();
    for (let id = 0; id < 60; id++) users.hold(9, { id, receivedAtMs: id });
    expect(users.dropped).toBe(10);
    expect(users.assign(9, "1", 1_020).map(({ id }) => id)[0]).toBe(20);
    for (let ssrc = 100; ssrc < 400; ssrc++) users.hold(ssrc, { id: 0, receivedAtMs: 2_000 });
    expect(users.dropped).toBeGreaterThan(170);
  });

  it("gives a user who rejoins the new stream, and takes the old one away", () => {
    const users = new SsrcUsers<{ receivedAtMs: number }>();
    users.assign(9, "1", 0);
    users.assign(10, "1", 0);
    expect([users.userOf(9), users.userOf(10)]).toEqual([undefined, "1"]);
    expect(users.remove("1")).toEqual([10]);
  });
});

describe("speaking", () => {
  it("is told before the first packet of each session, and again after a socket was away", () => {
    const told: number[] = [];
    let connected = true;
    const speaking = new SpeakingState((flags) => connected && told.push(flags) > 0);
    speaking.set(0);
    expect(told).toEqual([]);
    expect(speaking.announce()).toBe(true);
    speaking.set(1);
    speaking.set(1);
    expect(told).toEqual([1]);
    connected = false;
    speaking.set(0);
    connected = true;
    speaking.catchUp();
    expect(told).toEqual([1, 0]);
    speaking.set(5);
    speaking.reset();
    speaking.catchUp();
    expect(told).toEqual([1, 0, 5, 5]);
  });

  it("can not be skipped: without it no packet may go out", () => {
    const speaking = new SpeakingState(() => false);
    expect(speaking.announce()).toBe(false);
  });
});

describe("messages of the voice gateway", () => {
  test.prop([fc.uint8Array({ maxLength: 64 }), fc.boolean()])("any bytes are read or counted", (bytes, isBinary) => {
    expect(readVoiceMessage(Buffer.from(bytes), isBinary).message.type).toMatch(/./);
  });

  test.prop([fc.integer({ min: 0, max: 40 }), fc.jsonValue(), fc.jsonValue()])(
    "any JSON is read or counted",
    (op, d, seq) => {
      const { message, sequence } = readVoiceMessage(Buffer.from(JSON.stringify({ op, d, seq })), false);
      expect(message.type).toMatch(/./);
      expect(sequence === undefined || Number.isInteger(sequence)).toBe(true);
    },
  );

  it("take opcodes that nobody documents as unknown, and their numbers as numbers", () => {
    const read = readVoiceMessage(Buffer.from(`{"op":18,"d":{"flags":3},"seq":0}`), false);
    expect(read).toEqual({ message: { type: "unknown", op: 18 }, sequence: 0 });
  });

  it.each(["1", 1, 1.0])("take epoch %j as 1: libdave's own example has a string", (epoch) => {
    const text = JSON.stringify({ op: 24, d: { protocol_version: 1, epoch } });
    expect(readVoiceMessage(Buffer.from(text), false).message).toEqual({ type: "prepareEpoch", epoch: 1, version: 1 });
  });
});
