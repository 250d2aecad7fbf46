import { test as propertyTest, fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { decodeAsynchronously } from "../src/asynchronous-decompressor.ts";
import type { CompressedFormat, MessageDecoder } from "../src/decompression.ts";
import { createDecoder } from "../src/decompression.ts";
import { hasSynchronousDriver } from "../src/synchronous-decompressor.ts";
import { compressMessages } from "./fake-gateway.ts";

const formats: CompressedFormat[] = ["zlib-stream", "zstd-stream"];

function collect(
  make: (sink: (bytes: Buffer, length: number) => void, onError: (error: unknown) => void) => MessageDecoder,
) {
  const texts: string[] = [];
  const errors: unknown[] = [];
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const decoder = make(
    (bytes, length) => {
      texts.push(bytes.toString("utf8", 0, length));
      wake();
    },
    (error) => {
      errors.push(error);
      wake();
    },
  );
  const until = async (test: () => boolean): Promise<void> => {
    while (!test()) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
  };
  return { decoder, texts, errors, until };
}

const large = JSON.stringify({
  op: 0,
  t: "GUILD_CREATE",
  s: 1,
  d: Array.from({ length: 200_000 }, (_, id) => `member ${id} ☃`),
});

describe.each(formats)("%s", (format) => {
  it("can be driven synchronously by this version of node", () => {
    expect(hasSynchronousDriver(format)).toBe(true);
  });

  it("19: results longer than any buffer come whole, and small ones after them too", async () => {
    const messages = ['{"op":10}', large, '{"op":11}', large, '{"op":11,"d":null}'];
    const { decoder, texts } = collect((sink, onError) => createDecoder(format, sink, onError));
    for (const chunk of await compressMessages(format, messages)) decoder.push(chunk);
    expect(large.length).toBeGreaterThan(3_000_000);
    expect(texts).toEqual(messages);
    expect(decoder.bytesOut).toBe(Buffer.byteLength(messages.join("")));
    decoder.close();
  });

  it("corrupted data is an error, in the same turn", async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = await compressMessages(format, ['{"op":10}', large]);
    const { decoder, texts } = collect((sink, onError) => createDecoder(format, sink, onError));
    decoder.push(first);
    const broken = Buffer.from(second);
    broken.fill(0xa5, 10, Math.floor(broken.length / 2));
    expect(() => decoder.push(broken)).toThrow(format);
    expect(texts[0]).toBe('{"op":10}');
    decoder.close();
  });

  it("a decoder that its own message closes is not touched any more", async () => {
    const chunks = await compressMessages(format, ['{"op":7}', '{"op":11}']);
    const { decoder, texts } = collect((sink, onError) =>
      createDecoder(
        format,
        (bytes, length) => {
          sink(bytes, length);
          decoder.close();
        },
        onError,
      ),
    );
    for (const chunk of chunks) decoder.push(chunk);
    expect(texts).toEqual(['{"op":7}']);
  });

  it("two connections do not share a window", async () => {
    const [, second = Buffer.alloc(0)] = await compressMessages(format, ['{"op":10,"d":"abc"}', '{"op":10,"d":"abc"}']);
    const { decoder } = collect((sink, onError) => createDecoder(format, sink, onError));
    let text = "";
    try {
      decoder.push(second);
    } catch (error) {
      text = String(error);
    }
    expect(text).toContain(format);
  });

  it("by node's streams, where the handle can not be driven, gives the same in the same order", async () => {
    const messages = ['{"op":10}', large, '{"op":11}', '{"t":"A"}'];
    const { decoder, texts, until } = collect((sink, onError) => decodeAsynchronously(format, sink, onError));
    for (const chunk of await compressMessages(format, messages)) decoder.push(chunk);
    await until(() => texts.length === messages.length);
    expect(texts).toEqual(messages);
    decoder.close();
  });

  it("by node's streams, corrupted data is reported", async () => {
    const { decoder, errors, until } = collect((sink, onError) => decodeAsynchronously(format, sink, onError));
    decoder.push(Buffer.from("this is no compressed data"));
    await until(() => errors.length > 0);
    expect(errors).toHaveLength(1);
    decoder.close();
  });
});

const texts = fc.array(
  fc.string({ unit: "grapheme", maxLength: 200 }).map((d) => JSON.stringify({ op: 0, d })),
  { minLength: 1, maxLength: 12 },
);

propertyTest.prop([texts, fc.array(fc.nat(), { maxLength: 20 })])(
  "any split of a zlib stream gives the same text",
  async (messages, cuts) => {
    const stream = Buffer.concat(await compressMessages("zlib-stream", messages));
    const { decoder, texts: seen } = collect((sink, onError) => createDecoder("zlib-stream", sink, onError));
    const at = [...new Set(cuts.map((cut) => cut % stream.length))].toSorted((a, b) => a - b);
    for (const [index, from] of [0, ...at].entries()) decoder.push(stream.subarray(from, at[index] ?? stream.length));
    expect(seen.join("")).toBe(messages.join(""));
    decoder.close();
  },
);
