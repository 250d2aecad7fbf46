import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { VoicePacket } from "../../src/connection/voice-packet.ts";
import type { HeardItem } from "../../src/receive/jitter-buffer.ts";
import { JitterBuffer } from "../../src/receive/jitter-buffer.ts";
import { packet } from "./packets.ts";

/** Feeds packets by their time of arrival, with the timer that the receiver would set. */
function play(buffer: JitterBuffer, packets: readonly VoicePacket[]): HeardItem[] {
  const items: HeardItem[] = [];
  const ordered = packets.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs);
  for (const each of ordered) {
    items.push(...buffer.advance(each.receivedAtMs), ...buffer.push(each));
  }
  for (let due = buffer.dueAtMs; due !== undefined; due = buffer.dueAtMs) items.push(...buffer.advance(due));
  return items;
}

function short(items: readonly HeardItem[]): (number | string)[] {
  return items.map((item) => {
    if (item.kind === "packet") return item.packet.sequence;
    return item.kind === "lost" ? `lost ${item.frames}` : `pause ${item.samples / 48}`;
  });
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

describe("the jitter buffer", () => {
  it("lets what is in order pass at once", () => {
    const buffer = new JitterBuffer();
    play(
      buffer,
      range(0, 10).map((index) => packet(index)),
    );
    expect(short(buffer.push(packet(10)))).toEqual([10]);
    expect(buffer.dueAtMs).toBeUndefined();
  });

  it("brings packets into order that overtook each other, the very first ones too", () => {
    const order = [1, 0, 2, 4, 3, 7, 6, 5, 8];
    const packets = order.map((index, place) => packet(index, { receivedAtMs: place * 20 }));
    expect(short(play(new JitterBuffer(), packets))).toEqual(range(0, 9));
  });

  it("goes on across the wrap of sequence numbers and timestamps", () => {
    const start = 65_530;
    const packets = range(0, 12).map((index) =>
      packet(index, { sequence: (start + index) & 0xffff, timestamp: (0xffff_f000 + index * 960) >>> 0 }),
    );
    const swapped = [...packets.slice(0, 5), packets[6], packets[5], ...packets.slice(7)].filter(
      (each) => each !== undefined,
    );
    const heard = play(
      new JitterBuffer(),
      swapped.map((each, place) => ({ ...each, receivedAtMs: place * 20 })),
    );
    expect(short(heard)).toEqual(range(0, 12).map((index) => (start + index) & 0xffff));
  });

  it("gives a lost packet up after the delay, and says how many there were and where", () => {
    const buffer = new JitterBuffer({ delayMs: 60 });
    const packets = range(0, 10)
      .filter((index) => index !== 4 && index !== 5)
      .map((index) => packet(index));
    const heard = play(buffer, packets);
    expect(short(heard)).toEqual([0, 1, 2, 3, "lost 2", 6, 7, 8, 9]);
    expect(heard[4]).toMatchObject({ kind: "lost", timestamp: 4 * 960 });
    expect(buffer.stats).toMatchObject({ lost: 2, late: 0 });
  });

  it("gives up by the clock when nothing more comes", () => {
    const buffer = new JitterBuffer({ delayMs: 60 });
    buffer.push(packet(0));
    expect(buffer.dueAtMs).toBe(60);
    buffer.advance(60);
    expect(short(buffer.push(packet(2, { receivedAtMs: 70 })))).toEqual([]);
    expect(buffer.dueAtMs).toBe(130);
    expect(short(buffer.advance(129))).toEqual([]);
    expect(short(buffer.advance(130))).toEqual(["lost 1", 2]);
  });

  it("drops what comes after its place was given up, and waits longer from then on", () => {
    const buffer = new JitterBuffer({ delayMs: { min: 20, max: 200 } });
    const before = buffer.delayMs;
    const late = packet(4, { receivedAtMs: 190 });
    const packets = [
      ...range(0, 9)
        .filter((index) => index !== 4)
        .map((index) => packet(index)),
      late,
    ];
    expect(short(play(buffer, packets))).toEqual([0, 1, 2, 3, "lost 1", 5, 6, 7, 8]);
    expect(buffer.stats.late).toBe(1);
    expect(buffer.delayMs).toBeGreaterThan(before);
    expect(buffer.delayMs).toBeLessThanOrEqual(200);
  });

  it("shortens the delay again while the network is calm, and keeps a fixed one", () => {
    const adaptive = new JitterBuffer({ delayMs: { min: 20, max: 200 } });
    play(
      adaptive,
      range(0, 4000).map((index) => packet(index)),
    );
    expect(adaptive.delayMs).toBe(20);
    const fixed = new JitterBuffer({ delayMs: 80 });
    play(
      fixed,
      range(0, 4000).map((index) => packet(index)),
    );
    expect(fixed.delayMs).toBe(80);
  });

  it("tells a pause by timestamps that go on while the numbers follow each other", () => {
    const packets = range(0, 6).map((index) => packet(index, { timestamp: (index + (index >= 3 ? 50 : 0)) * 960 }));
    expect(short(play(new JitterBuffer(), packets))).toEqual([0, 1, 2, "pause 1000", 3, 4, 5]);
  });

  it("is not stalled by a timestamp that jumps back or wildly ahead (songbird#261)", () => {
    const packets = range(0, 6).map((index) =>
      packet(index, index >= 3 ? { timestamp: index === 3 ? 5 : (4_000_000_000 + index * 960) >>> 0 } : {}),
    );
    expect(short(play(new JitterBuffer(), packets)).filter((what) => typeof what === "number")).toEqual(range(0, 6));
  });

  it("follows a jump of the sequence numbers once a second packet confirms it (discordjs#11449)", () => {
    const jumped = range(0, 4).map((index) =>
      packet(index, { sequence: 30_000 + index, receivedAtMs: 200 + index * 20 }),
    );
    const buffer = new JitterBuffer();
    expect(short(play(buffer, [...range(0, 5).map((index) => packet(index)), ...jumped]))).toEqual([
      ...range(0, 5),
      ...range(30_000, 4),
    ]);
    expect(buffer.stats).toMatchObject({ restarts: 1, lost: 0 });
  });

  it("is not thrown off by one stray packet from elsewhere", () => {
    const stray = packet(40_000, { receivedAtMs: 65 });
    expect(short(play(new JitterBuffer(), [...range(0, 8).map((index) => packet(index)), stray]))).toEqual(range(0, 8));
  });

  it("begins anew with another SSRC, after all that waited", () => {
    const rejoined = range(100, 3).map((index) => packet(index, { ssrc: 8, receivedAtMs: 100 + (index - 100) * 20 }));
    const waiting = packet(3, { receivedAtMs: 90 });
    const heard = play(new JitterBuffer(), [packet(0), packet(1), waiting, ...rejoined]);
    expect(short(heard)).toEqual([0, 1, "lost 1", 3, 100, 101, 102]);
  });

  it("counts a packet that comes twice while it waits", () => {
    const buffer = new JitterBuffer();
    play(buffer, [packet(0), packet(1)]);
    buffer.push(packet(3));
    expect(buffer.push(packet(3))).toEqual([]);
    expect(buffer.stats.duplicates).toBe(1);
  });

  propertyTest.prop([
    fc.array(fc.record({ lost: fc.boolean(), delayMs: fc.nat({ max: 90 }) }), { minLength: 1, maxLength: 200 }),
    fc.nat({ max: 65_535 }),
  ])("hands every packet out once and in order, whatever the network does", (network, start) => {
    const sent = network.flatMap(({ lost, delayMs }, index) =>
      lost && delayMs % 7 === 0 ? [] : [packet(start + index, { receivedAtMs: index * 20 + delayMs })],
    );
    const buffer = new JitterBuffer({ delayMs: 100 });
    const heard = play(buffer, sent)
      .filter((item) => item.kind === "packet")
      .map(({ packet: each }) => each.timestamp);
    const expected = sent.map(({ timestamp }) => timestamp);
    // No packet may come later than the delay allows: none is lost to the buffer.
    expect(heard).toEqual(expected);
    expect(buffer.held).toBe(0);
  });

  propertyTest.prop([
    fc.array(
      fc.record({
        sequence: fc.nat({ max: 65_535 }),
        timestamp: fc.nat({ max: 0xffff_ffff }),
        ssrc: fc.constantFrom(7, 8),
        gapMs: fc.nat({ max: 500 }),
        opus: fc.uint8Array({ maxLength: 5 }),
      }),
      { maxLength: 300 },
    ),
  ])("holds little and never fails on senseless packets", (stream) => {
    const buffer = new JitterBuffer();
    let nowMs = 0;
    let given = 0;
    for (const { gapMs, ...fields } of stream) {
      nowMs += gapMs;
      given += [...buffer.advance(nowMs), ...buffer.push(packet(0, { ...fields, receivedAtMs: nowMs }))].filter(
        ({ kind }) => kind === "packet",
      ).length;
      expect(buffer.held).toBeLessThanOrEqual(64);
    }
    given += buffer.flush().filter(({ kind }) => kind === "packet").length;
    expect(given).toBeLessThanOrEqual(stream.length);
  });
});
