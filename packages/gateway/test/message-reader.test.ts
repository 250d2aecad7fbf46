import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { Compression } from "../src/decompression.ts";
import { createDecoder } from "../src/decompression.ts";
import { splitJoined } from "../src/joined-messages.ts";
import { eventNeed, MessageReader } from "../src/message-reader.ts";
import { compressMessages } from "./fake-gateway.ts";

/** What a reader made of messages, in a line each. */
function listen(wanted: (event: string) => boolean = () => true, joinable = false) {
  const seen: string[] = [];
  const reader = new MessageReader(0, joinable, {
    needsAll: () => false,
    need: (event) => (wanted(event) ? eventNeed.listeners : eventNeed.nobody),
    onDispatch: (payload) => seen.push(`${payload.s} ${payload.t} ${JSON.stringify(payload.d)}`),
    onSessionStart: (payload) => seen.push(`${payload.s} ${payload.t}`),
    onControl: ({ type }) => seen.push(type),
  });
  const read = (text: string): void => {
    const bytes = Buffer.from(text);
    reader.read(bytes, bytes.length);
  };
  return { reader, seen, read };
}

const event = (s: number, t: string, d: unknown): string => JSON.stringify({ t, s, op: 0, d });

describe("messages", () => {
  it("that nobody wants are counted and not parsed", () => {
    const { reader, seen, read } = listen(() => false);
    read('{"t":"A","s":1,"op":0,"d":{not json}}');
    expect(seen).toEqual([]);
    expect(reader).toMatchObject({ sequence: 1, events: 1, skipped: 1 });
  });

  it("that were seen before are dropped, until a new session counts anew", () => {
    const { reader, seen, read } = listen();
    read(event(1, "READY", { session_id: "a", resume_gateway_url: "b" }));
    read(event(2, "A", 0));
    read(event(2, "A", 0));
    read(event(1, "READY", { session_id: "c", resume_gateway_url: "b" }));
    reader.sequence = 0;
    read(event(1, "READY", { session_id: "c", resume_gateway_url: "b" }));
    expect(seen).toEqual(["1 READY", "2 A 0", "1 READY"]);
    expect(reader).toMatchObject({ sequence: 1, events: 3, duplicates: 2 });
  });

  it.each([
    ["half of one", '{"t":"A","s":5,"op":0,"d":{"a":'],
    ["one and a half", '{"t":"A","s":5,"op":0,"d":1}{"t":"A"'],
    ["no JSON", "hello"],
    ["no object", "[]"],
    ["an event without a sequence number", '{"t":"A","op":0,"d":1}'],
    ["HELLO without an interval", '{"op":10,"d":{}}'],
    ["READY without a session", '{"t":"READY","s":1,"op":0,"d":{}}'],
  ])("that can not be read throw: %s", (_name, text) => {
    const { read, reader } = listen();
    expect(() => read(text)).toThrow(/JSON|without|no object/);
    expect(reader.sequence).toBe(0);
  });

  it("of an opcode that is not known are ignored", () => {
    const { read, seen } = listen();
    read('{"op":77,"d":{}}');
    expect(seen).toEqual([]);
  });

  it("that arrive together are all read, wanted or not", () => {
    const { read, seen, reader } = listen((name) => name === "B", true);
    read(event(1, "A", { text: "}{" }) + event(2, "B", 1) + '{"op":11}' + event(3, "A", 1));
    expect(seen).toEqual(["2 B 1", "heartbeatAcknowledged"]);
    expect(reader).toMatchObject({ sequence: 3, events: 3, skipped: 2 });
  });
});

const json = fc.jsonValue({ maxDepth: 3 });

propertyTest.prop([fc.array(fc.dictionary(fc.string(), json), { minLength: 2, maxLength: 5 })])(
  "objects that stand one behind the other are taken apart",
  (objects) => {
    const texts = objects.map((object) => JSON.stringify(object));
    expect(splitJoined(texts.join(""))).toEqual(texts);
  },
);

propertyTest.prop([fc.dictionary(fc.string(), json), fc.nat()])(
  "one object, or a part of one, is not taken apart",
  (object, cut) => {
    const text = JSON.stringify(object);
    expect(splitJoined(text)).toBeUndefined();
    expect(splitJoined(text.slice(0, cut % text.length))).toBeUndefined();
  },
);

const events = fc.array(
  fc.record({
    t: fc.constantFrom("MESSAGE_CREATE", "TYPING_START", "GUILD_CREATE"),
    d: fc.oneof(json, fc.dictionary(fc.string({ unit: "grapheme" }), json), fc.constant({ content: '}{"t":"X"}' })),
  }),
  { minLength: 1, maxLength: 10 },
);

propertyTest.prop([
  events,
  fc.constantFrom<Compression>("none", "zlib-stream", "zstd-stream"),
  fc.array(fc.nat(), { maxLength: 30 }),
])("any split of the stream that the format allows gives the same events", async (list, compression, cuts) => {
  const texts = list.map(({ t, d }, index) => event(index + 1, t, d));
  const expected = listen((name) => name !== "TYPING_START");
  for (const text of texts) expected.read(text);

  const actual = listen((name) => name !== "TYPING_START", compression === "zlib-stream");
  const decoder = createDecoder(
    compression,
    (bytes, length) => actual.reader.read(bytes, length),
    (error) => {
      throw error;
    },
  );
  const chunks =
    compression === "none" ? texts.map((text) => Buffer.from(text)) : await compressMessages(compression, texts);
  if (compression === "zlib-stream") {
    // Messages end where the bytes say so; the chunks may be any.
    const stream = Buffer.concat(chunks);
    const at = [...new Set(cuts.map((cut) => cut % stream.length))].toSorted((a, b) => a - b);
    for (const [index, from] of [0, ...at].entries()) decoder.push(stream.subarray(from, at[index] ?? stream.length));
  } else {
    // Each socket message is one message; where TCP splits it is the socket's affair.
    for (const chunk of chunks) decoder.push(chunk);
  }
  expect(actual.seen).toEqual(expected.seen);
  expect(actual.reader.sequence).toBe(list.length);
  expect(actual.reader.skipped).toBe(expected.reader.skipped);
  decoder.close();
});
