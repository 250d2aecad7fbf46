import { constants, createInflate, createZstdDecompress } from "node:zlib";
import { describe, expect, it } from "vitest";
import { RateLimitBucket } from "../src/servers/rate-limit-bucket.ts";
import { buildSession } from "../src/servers/session-stream.ts";
import { synchronousDecompress } from "../src/subjects/synchronous-decompress.ts";

describe("the rate-limited server's bucket", () => {
  it("allows its limit in a window that the first request opens, and is full again after it", () => {
    const bucket = new RateLimitBucket(2, 1000);
    expect(bucket.take(500)).toEqual({ allowed: true, remaining: 1, resetAfterMs: 1000 });
    expect(bucket.take(700)).toEqual({ allowed: true, remaining: 0, resetAfterMs: 800 });
    expect(bucket.take(1499)).toEqual({ allowed: false, remaining: 0, resetAfterMs: 1 });
    expect(bucket.take(1500)).toEqual({ allowed: true, remaining: 1, resetAfterMs: 1000 });
  });
});

/** The payloads of a run of frames without a mask. */
function payloadsOf(frames: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < frames.length;) {
    const short = frames.readUInt8(at + 1);
    const header = short === 126 ? 4 : 2;
    const length = short === 126 ? frames.readUInt16BE(at + 2) : short;
    payloads.push(frames.subarray(at + header, at + header + length));
    at += header + length;
  }
  return payloads;
}

const content = { warmUp: 20, events: 30, resumeUrl: "ws://127.0.0.1:1/" };

function readDispatches(texts: readonly string[]): { t: string; s: number }[] {
  return texts.map((text) => JSON.parse(text) as { t: string; s: number });
}

describe("the gateway server's session", () => {
  it("has every event once and in order between two marks", async () => {
    const { pieces } = await buildSession("none", content);
    const dispatches = readDispatches(payloadsOf(Buffer.concat(pieces)).map(String));
    expect(dispatches.map(({ s }) => s)).toEqual(Array.from({ length: 53 }, (_, index) => index + 1));
    expect(dispatches[0]?.t).toBe("READY");
    const marks = dispatches.flatMap(({ t }, index) => (t === "USER_UPDATE" ? [index] : []));
    expect(marks).toEqual([21, 52]);
  });

  it.each(["zlib-stream", "zstd-stream"] as const)("is the same over %s, one message a frame", async (compression) => {
    const plain = await buildSession("none", content);
    const { hello, pieces } = await buildSession(compression, content);
    const decompress = synchronousDecompress(compression);
    const texts = payloadsOf(Buffer.concat([hello, ...pieces])).map((payload) => decompress(payload));
    expect(texts).toEqual(payloadsOf(Buffer.concat([plain.hello, ...plain.pieces])).map(String));
  });

  it("can be read by node's own streams, and is compressed in one context", async () => {
    const { hello, pieces } = await buildSession("zlib-stream", content);
    const inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
    inflate.end(Buffer.concat(payloadsOf(Buffer.concat([hello, ...pieces]))));
    const text = (await inflate.toArray()).map(String).join("");
    expect(text.startsWith('{"t":null,"s":null,"op":10')).toBe(true);
    const zstd = await buildSession("zstd-stream", content);
    const unzstd = createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
    unzstd.end(Buffer.concat(payloadsOf(Buffer.concat([zstd.hello, ...zstd.pieces]))));
    expect((await unzstd.toArray()).map(String).join("")).toBe(text);
  });
});
