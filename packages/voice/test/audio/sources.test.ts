import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { test as propertyTest, fc } from "@fast-check/vitest";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AudioSourceError } from "../../src/audio/audio-error.ts";
import type { AudioInput } from "../../src/audio/audio-input.ts";
import { resolveInput } from "../../src/audio/audio-input.ts";
import { FrameReader } from "../../src/audio/frame-reader.ts";
import { loadOpusCodec } from "../../src/audio/load-codec.ts";
import type { OpenedSource, SourceOptions } from "../../src/audio/open-source.ts";
import { openSource } from "../../src/audio/open-source.ts";
import { sniffContainer } from "../../src/audio/sniff.ts";
import { cluster, simpleBlock, block, webmHead } from "./webm-file.ts";
import { encodeAll, joinPcm, numbered, numberOf, oggOf, signalToNoiseDb, sweep, wavOf } from "./signals.ts";

const codec = loadOpusCodec("opusscript");
let controller = new AbortController();

afterEach(() => {
  controller.abort();
  controller = new AbortController();
});

function open(input: AudioInput, options: SourceOptions = {}): Promise<OpenedSource> {
  return openSource(resolveInput(input), options, { codec, signal: controller.signal });
}

async function framesOf(opened: OpenedSource): Promise<(Uint8Array | Int16Array)[]> {
  const frames: (Uint8Array | Int16Array)[] = [];
  for await (const frame of opened.frames) frames.push(frame);
  return frames;
}

async function numbers(input: AudioInput, options: SourceOptions = {}): Promise<number[]> {
  const opened = await open(input, options);
  return (await framesOf(opened)).map((frame) => (frame instanceof Uint8Array ? numberOf(frame) : -1));
}

const file = oggOf([1, 2, 3, 4, 5].map(numbered));

describe("a source", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "zignal-voice-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("may be a path, a file URL, bytes, a stream of node's or of the web's, or anything that gives bytes", async () => {
    const path = join(folder, "a b.ogg");
    await writeFile(path, file);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (const byte of file) yield Uint8Array.of(byte);
    }
    const arrayBuffer = new Uint8Array(file).buffer;
    for (const input of [path, pathToFileURL(path), String(pathToFileURL(path)), file, arrayBuffer, pieces()]) {
      expect(await numbers(input)).toEqual([1, 2, 3, 4, 5]);
    }
    expect(await numbers(Readable.from([file]))).toEqual([1, 2, 3, 4, 5]);
    expect(await numbers(new Blob([new Uint8Array(file)]).stream())).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ["", /source must be a URL or a file's path \(was empty\)/],
    [new URL("ftp://example.org/a"), /source must be an http, https or file URL \(was ftp:\)/],
    ["gopher://example.org/a", /was gopher:/],
    [undefined, /source must be .* \(was undefined\)/],
    [null, /was null/],
    [42, /was number/],
    [{}, /was object/],
  ])("that is %o is refused by name", (input, message) => {
    expect(() => resolveInput(input as AudioInput)).toThrow(message);
  });

  it("is told by its bytes and not by its name", async () => {
    const webm = Buffer.concat([webmHead(), cluster(0, [simpleBlock(block(1, 0, [numbered(9)]))])]);
    const path = join(folder, "really-webm.mp3");
    await writeFile(path, webm);
    expect((await open(path)).container).toBe("webm-opus");
    expect((await open(wavOf(sweep(0.1)))).container).toBe("wav");
  });

  it("of WAV at 44.1 kHz mono comes out as 48 kHz stereo", async () => {
    const mono = Int16Array.from(
      { length: 44_100 },
      (_, index) => 8000 * Math.sin((2 * Math.PI * 600 * index) / 44_100),
    );
    const frames = await framesOf(await open(wavOf(mono, 44_100, 1)));
    const heard = joinPcm(frames.filter((frame) => frame instanceof Int16Array));
    const reference = Int16Array.from({ length: 96_000 }, (_, index) => {
      return 8000 * Math.sin((2 * Math.PI * 600 * Math.floor(index / 2)) / 48_000);
    });
    expect(frames.length).toBeGreaterThanOrEqual(50);
    expect(frames.length).toBeLessThanOrEqual(51);
    expect(signalToNoiseDb(reference, heard).db).toBeGreaterThan(50);
  });

  it("of raw PCM is what the options say, 48 kHz stereo s16le if they say nothing", async () => {
    const pcm = sweep(0.1);
    const bytes = new Uint8Array(pcm.buffer);
    const opened = await open(bytes, { pcm: {} });
    expect(opened.container).toBe("pcm");
    expect(joinPcm((await framesOf(opened)).filter((frame) => frame instanceof Int16Array))).toEqual(pcm);
    expect((await framesOf(await open(bytes, { pcm: { sampleRate: 24_000, channels: 1 } }))).length).toBe(20);
  });

  it("begins at a given place", async () => {
    expect(await numbers(file, { startMs: 60 })).toEqual([4, 5]);
    const pcm = sweep(1);
    const frames = await framesOf(await open(wavOf(pcm), { startMs: 900 }));
    expect(joinPcm(frames.filter((frame) => frame instanceof Int16Array))).toEqual(pcm.slice(45 * 1920));
  });

  it("asks for the output gain of its Opus header to be applied", async () => {
    const loud = Buffer.from(file);
    const head = loud.indexOf("OpusHead");
    loud.writeInt16LE(-6 * 256, head + 16);
    const fixed = rewriteChecksum(loud);
    expect((await open(fixed)).gain).toBeCloseTo(10 ** (-6 / 20), 3);
  });

  it("with 60 ms speech frames is encoded again as 20 ms frames", async () => {
    // SILK wideband, 60 ms, nothing inside: the decoder conceals.
    const frames = await framesOf(await open(oggOf([Uint8Array.of(0x58, 0, 0, 0), Uint8Array.of(0x58, 0, 0, 0)])));
    expect(frames.length).toBe(6);
  });

  it("that is cut off gives what it has", async () => {
    const paged = oggOf([1, 2, 3, 4, 5, 6].map(numbered), { packetsPerPage: 2 });
    const cut = paged.subarray(0, paged.lastIndexOf("OggS") - 5);
    expect(await numbers(cut)).toEqual([1, 2, 3, 4]);
    const wav = wavOf(sweep(1));
    expect((await framesOf(await open(wav.subarray(0, wav.length / 2)))).length).toBe(25);
  });

  it("whose stream gives text is refused with what to do", async () => {
    const text = new Readable({ read: () => undefined, encoding: "utf8" });
    text.push("hello");
    text.push(null);
    await expect(open(text)).rejects.toThrow(/must give bytes \(gave string\)/);
  });

  it("is read no faster than it is used", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield wavOf(new Int16Array(0)).fill(0xff, 40, 44);
      for (;;) {
        given += 3840;
        yield new Uint8Array(3840);
      }
    }
    const opened = await open(endless());
    if (opened.kind !== "pcm") throw new Error("expected PCM");
    const reader = new FrameReader(opened.frames, 50);
    await reader.ready;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(reader.buffered).toBe(50);
    expect(given / 3840).toBeLessThan(60);
    reader.close();
  });

  propertyTest.prop([
    fc.uint8Array({ maxLength: 400 }),
    fc.constantFrom("", "OggS", "\x1a\x45\xdf\xa3", "RIFF____WAVE"),
  ])("of any bytes is told or left to ffmpeg, and never makes the sniffer fail", (bytes, magic) => {
    const head = Buffer.concat([Buffer.from(magic, "latin1"), bytes]);
    expect(["ogg-opus", "webm-opus", "wav", "other"]).toContain(sniffContainer(head, true));
  });
});

/** Puts the right checksum on the first page again. */
function rewriteChecksum(ogg: Buffer): Buffer {
  let checksum = 0;
  const page = ogg.subarray(0, 47);
  page.writeUInt32LE(0, 22);
  for (const byte of page) {
    checksum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) checksum = (checksum << 1) ^ (checksum < 0 ? 0x04c11db7 : 0);
  }
  page.writeUInt32LE(checksum >>> 0, 22);
  return ogg;
}

describe("a source behind a URL", () => {
  let server: Server;
  let base = "";
  const requests: { url: string; range: string | undefined }[] = [];
  const long = oggOf(Array.from({ length: 3000 }, (_, index) => numbered(index)));

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { url = "" } = request;
      requests.push({ url, range: request.headers.range });
      if (url === "/moved") response.writeHead(302, { location: "/file" }).end();
      else if (url === "/loop") response.writeHead(302, { location: "/loop" }).end();
      else if (url === "/file") response.writeHead(200, { "content-type": "text/plain" }).end(file);
      else if (url === "/private") {
        const isKnown = request.headers.authorization === `Basic ${Buffer.from("me:pa ss").toString("base64")}`;
        response.writeHead(isKnown ? 200 : 401).end(isKnown ? file : "");
      } else if (url === "/silent") request.socket.on("close", () => undefined);
      else if (url === "/stalls") response.writeHead(200).write(file.subarray(0, 60));
      else if (url === "/breaks") serveBroken(request.headers.range, response);
      else if (url === "/breaks-for-good") {
        response.writeHead(200, { "content-length": long.length });
        response.write(long.subarray(0, 2000), () => request.socket.destroy());
      } else response.writeHead(404, "Not Found").end("no");
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function serveBroken(range: string | undefined, response: ServerResponse): void {
    const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const headers = { etag: '"a"', "accept-ranges": "bytes", "content-length": long.length - from };
    response.writeHead(range === undefined ? 200 : 206, headers);
    if (range === undefined) response.write(long.subarray(0, 2000), () => setImmediate(() => response.destroy()));
    else response.end(long.subarray(from));
  }

  it("is read through redirects, whatever type it says it is", async () => {
    expect(await numbers(`${base}/moved`)).toEqual([1, 2, 3, 4, 5]);
  });

  it("that is not there fails with the status, and without the query in the message", async () => {
    const failure = await open(`${base}/nothing?signature=secret`).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AudioSourceError);
    expect(failure).toMatchObject({ code: "HttpRequestFailed", retryable: false });
    expect((failure as Error).message).toMatch(/\/nothing answered 404 Not Found$/);
  });

  it("with a name and a password in it sends them as a header, and never says them", async () => {
    const [known, unknown] = ["pa%20ss", "wrong"].map((password) => base.replace("://", `://me:${password}@`));
    expect(await numbers(`${known}/private`)).toEqual([1, 2, 3, 4, 5]);
    const failure = await open(`${unknown}/private`).catch((error: unknown) => error);
    expect((failure as Error).message).toMatch(/answered 401/);
    expect((failure as Error).message).not.toContain("wrong");
  });

  it("that redirects for ever fails", async () => {
    await expect(open(`${base}/loop`)).rejects.toThrow(/redirect/);
  });

  it.each(["/silent", "/stalls"])("that sends nothing (%s) fails after the time allowed", async (path) => {
    await expect(open(`${base}${path}`, { timeoutMs: 80 }).then(framesOf)).rejects.toMatchObject({
      code: "HttpTimeout",
      message: expect.stringContaining("sent nothing for 80 ms"),
    });
  });

  it("whose server is not there fails with the reason", async () => {
    await expect(open("http://127.0.0.1:1/a.ogg")).rejects.toThrow(/can not be read: .*(ECONNREFUSED|bad port)/);
  });

  it("that breaks off is asked for again from where it broke off", async () => {
    const heard = await numbers(`${base}/breaks`);
    expect(heard).toEqual(Array.from({ length: 3000 }, (_, index) => index));
    expect(requests.findLast(({ url }) => url === "/breaks")?.range).toBe("bytes=2000-");
  });

  it("that breaks off, on a server that can not go on, fails with the reason", async () => {
    await expect(open(`${base}/breaks-for-good`).then(framesOf)).rejects.toMatchObject({ code: "HttpRequestFailed" });
  });

  it("is given up when it is not wanted any more", async () => {
    const opening = open(`${base}/silent`);
    controller.abort();
    await expect(opening).rejects.toThrow(/can not be read|aborted/);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100_000, 1);
  throw new Error("unplugged");
}

describe("a source that needs ffmpeg", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "zignal-ffmpeg-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A program that stands in for ffmpeg: the tests of how it is run need none. */
  async function fakeFfmpeg(name: string, script: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!${process.execPath}\n${script}`);
    await chmod(path, 0o755);
    return path;
  }

  const mp3 = Buffer.from("ID3\x04 this is as good as an mp3");

  it("says what to install when there is no ffmpeg", async () => {
    const failure = await open(mp3, { ffmpeg: { path: "/no/such/ffmpeg" } })
      .then(framesOf)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AudioSourceError);
    expect((failure as AudioSourceError).message).toMatch(/neither Ogg\/Opus, WebM\/Opus nor WAV.*ffmpeg is needed/);
    expect((failure as AudioSourceError).recovery).toMatch(/apt install ffmpeg.*brew.*winget.*FFMPEG_PATH/);
  });

  it("is given to it as it is, and comes back as PCM", async () => {
    const path = await fakeFfmpeg(
      "echo-size",
      `const chunks = []; process.stdin.on("data", (c) => chunks.push(c)).on("end", () => {
         const pcm = Buffer.alloc(3840 * 3); pcm.writeInt16LE(Buffer.concat(chunks).length, 0); process.stdout.write(pcm); });`,
    );
    const frames = await framesOf(await open(mp3, { ffmpeg: { path } }));
    expect(frames.length).toBe(3);
    expect(frames[0]?.[0]).toBe(mp3.length);
  });

  it("may read nothing but what it is given", async () => {
    const path = await fakeFfmpeg(
      "arguments",
      `const text = Buffer.from(JSON.stringify(process.argv.slice(2))); const pcm = Buffer.alloc(3840);
       for (const [i, b] of text.entries()) pcm.writeInt16LE(b, i * 2); process.stdout.write(pcm); process.stdin.resume();`,
    );
    const argumentsOf = async (input: AudioInput, options: SourceOptions = {}): Promise<string[]> => {
      const [frame] = await framesOf(await open(input, { ...options, ffmpeg: { path, args: ["-af", "volume=2"] } }));
      return JSON.parse(String.fromCharCode(...[...(frame ?? [])].filter((value) => value !== 0))) as string[];
    };
    expect((await argumentsOf(mp3)).join(" ")).toMatch(/-protocol_whitelist pipe -i pipe:0 .*-af volume=2 -f s16le/);
    const onDisk = join(folder, "-i a;b.mp3");
    await writeFile(onDisk, mp3);
    const forFile = await argumentsOf(onDisk, { startMs: 1500 });
    expect(forFile.join(" ")).toMatch(/-protocol_whitelist file -ss 1\.500 -i file:/);
    expect(forFile).toContain(`file:${onDisk}`);
  });

  it("fails with what it says when it refuses the file", async () => {
    const path = await fakeFfmpeg("refuses", `process.stderr.write("pipe:0: Invalid data found"); process.exit(1);`);
    await expect(open(Buffer.alloc(300_000, 1), { ffmpeg: { path } }).then(framesOf)).rejects.toThrow(
      /ffmpeg failed \(1\): pipe:0: Invalid data found/,
    );
  });

  it("ends the process when nobody wants its output any more", async () => {
    const pidFile = join(folder, "pid");
    const path = await fakeFfmpeg(
      "endless",
      `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); process.stdin.resume();
       const more = () => process.stdout.write(Buffer.alloc(65536), more); more();`,
    );
    const opened = await open(mp3, { ffmpeg: { path } });
    if (opened.kind !== "pcm") throw new Error("expected PCM");
    const reader = new FrameReader(opened.frames);
    await reader.ready;
    const pid = Number(await readFile(pidFile, "utf8"));
    reader.close();
    controller.abort();
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it("fails by the source's own error when that breaks off underneath", async () => {
    const path = await fakeFfmpeg("cat", `process.stdin.pipe(process.stdout);`);
    await expect(open(broken(), { ffmpeg: { path } }).then(framesOf)).rejects.toThrow(/unplugged/);
  });
});

describe("encoded files of ours", () => {
  it("give back every packet of a real encoder", async () => {
    const packets = encodeAll(codec, sweep(1));
    const frames = await framesOf(await open(oggOf(packets, { preSkip: 312 })));
    expect(
      frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString("hex")),
    ).toEqual(packets.map((packet) => Buffer.from(packet).toString("hex")));
  });
});
