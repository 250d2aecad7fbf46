import { describe, expect, it } from "vitest";
import { EventStream, type EventStreamOptions } from "../src/event-stream.ts";

function createStream(options: EventStreamOptions = {}) {
  let ends = 0;
  const stream = new EventStream<number>(options, () => (ends += 1));
  return { stream, ends: () => ends };
}

describe("EventStream", () => {
  it("hands out what was pushed before and after it is asked, in order", async () => {
    const { stream } = createStream();
    stream.push(1);
    const first = stream.next();
    const second = stream.next();
    stream.push(2);
    expect(await first).toEqual({ done: false, value: 1 });
    expect(await second).toEqual({ done: false, value: 2 });
  });

  it("ends when its signal aborts, and lets go of the emitter once", async () => {
    const controller = new AbortController();
    const { stream, ends } = createStream({ signal: controller.signal });
    const waiting = stream.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await stream.return();
    expect(ends()).toBe(1);
  });

  it("ends at once with a signal that has aborted already", async () => {
    const { stream } = createStream({ signal: AbortSignal.abort() });
    stream.push(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("lets go of the emitter when the loop is left", async () => {
    const { stream, ends } = createStream();
    stream.push(1);
    for await (const value of stream) {
      expect(value).toBe(1);
      break;
    }
    expect(ends()).toBe(1);
  });

  it("drops the oldest event of a full buffer by default, and counts it", async () => {
    const { stream } = createStream({ bufferSize: 2 });
    for (const value of [1, 2, 3]) stream.push(value);
    expect(stream.dropped).toBe(1);
    expect((await stream.next()).value).toBe(2);
  });

  it("drops the newest where that is asked for", async () => {
    const { stream } = createStream({ bufferSize: 2, overflow: "dropNewest" });
    for (const value of [1, 2, 3]) stream.push(value);
    expect((await stream.next()).value).toBe(1);
    expect((await stream.next()).value).toBe(2);
  });

  it("ends in an error where losing an event is not allowed, after the events that are there", async () => {
    const { stream } = createStream({ bufferSize: 1, overflow: "throw" });
    stream.push(1);
    stream.push(2);
    expect((await stream.next()).value).toBe(1);
    await expect(stream.next()).rejects.toThrow("The event stream's buffer of 1 is full");
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("answers every next() that waits, however many wait at once", async () => {
    const { stream } = createStream();
    const both = Promise.all([stream.next(), stream.next()]);
    stream.push(1);
    stream.push(2);
    expect((await both).map(({ value }) => value)).toEqual([1, 2]);
  });

  it("hands out undefined too, where that is the value", async () => {
    const stream = new EventStream<undefined>({}, () => {});
    stream.push(undefined);
    expect(await stream.next()).toEqual({ done: false, value: undefined });
  });

  it("refuses a policy that is none, and sizes that are none", () => {
    expect(() => createStream({ overflow: "block" as never })).toThrow(/overflow must be one of "dropOldest".*"block"/);
    for (const bufferSize of [0, -1, 1.5, Number.NaN, "9" as never]) {
      expect(() => createStream({ bufferSize })).toThrow(/bufferSize must be a whole number above 0/);
    }
  });

  it("that was left says it is done, also when it had overflown", async () => {
    const { stream } = createStream({ bufferSize: 1, overflow: "throw" });
    stream.push(1);
    stream.push(2);
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("refuses a signal that is none", () => {
    expect(() => createStream({ signal: {} as AbortSignal })).toThrow(/signal must be an AbortSignal/);
  });
});
