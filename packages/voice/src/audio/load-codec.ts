import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ValidationError } from "@zignal/errors";
import { codecFrom } from "./library-codec.ts";
import type { LibraryInstance } from "./library-codec.ts";
import type { OpusCodec } from "./opus-codec.ts";
import { OpusScriptCodec } from "./opusscript-codec.ts";

/** Packages that can Opus; the native ones are used where they are installed, in this order. */
export type OpusCodecName = "@evan/opus" | "mediaplex" | "@discordjs/opus" | "opusscript";

/** How a native package is opened: its module in, a function that makes instances out. */
type Opener = (library: unknown) => (() => LibraryInstance) | undefined;

interface EvanOpus {
  Encoder: new (options: object) => { encode(pcm: Buffer): Uint8Array; ctl(request: number, value: number): number };
  Decoder: new (options: object) => { decode(packet: Buffer): Uint8Array };
}

interface OpusEncoderModule {
  OpusEncoder: new (
    sampleRate: number,
    channels: number,
  ) => {
    encode(pcm: Buffer): Uint8Array;
    decode(packet: Buffer): Uint8Array;
    applyEncoderCTL?(request: number, value: number): void;
    applyEncoderCtl?(request: number, value: number): void;
  };
}

const evanOpus: Opener = (library) => {
  if (!has(library, "Encoder")) return undefined;
  const { Encoder, Decoder } = library as unknown as EvanOpus;
  return () => {
    const encoder = new Encoder({ channels: 2, sample_rate: 48_000, application: "audio" });
    const decoder = new Decoder({ channels: 2, sample_rate: 48_000 });
    return {
      encode: (pcm) => encoder.encode(pcm),
      decode: (packet) => decoder.decode(packet),
      request: (request, value) => void encoder.ctl(request, value),
      close: () => undefined,
    };
  };
};

/** mediaplex has the class and methods of @discordjs/opus. */
const opusEncoder: Opener = (library) => {
  if (!has(library, "OpusEncoder")) return undefined;
  const { OpusEncoder } = library as unknown as OpusEncoderModule;
  return () => {
    const instance = new OpusEncoder(48_000, 2);
    return {
      encode: (pcm) => instance.encode(pcm),
      decode: (packet) => instance.decode(packet),
      request: (request, value) => {
        if (instance.applyEncoderCTL === undefined) instance.applyEncoderCtl?.(request, value);
        else instance.applyEncoderCTL(request, value);
      },
      close: () => undefined,
    };
  };
};

const nativePackages: ReadonlyMap<OpusCodecName, Opener> = new Map([
  ["@evan/opus", evanOpus],
  ["mediaplex", opusEncoder],
  ["@discordjs/opus", opusEncoder],
]);

/** What this process has loaded: all players and receivers share it, and with opusscript its memory. */
const loaded = new Map<OpusCodecName | undefined, OpusCodec>();

/**
 * The codec of this machine: the first native package that is installed and loads, else opusscript. It is loaded once.
 *
 * @param name - Take this one and no other.
 * @throws {ValidationError} when the package that was asked for is not there.
 */
export function loadOpusCodec(name?: OpusCodecName): OpusCodec {
  const codec = loaded.get(name) ?? chooseOpusCodec(name, requirePackage);
  loaded.set(name, codec);
  // The same one, whether it was named or chosen.
  loaded.set(codec.name as OpusCodecName, codec);
  return codec;
}

/**
 * @param load - Gives a package by its name, or `undefined`.
 * @throws {ValidationError} when the package that was asked for is not there.
 */
export function chooseOpusCodec(name: OpusCodecName | undefined, load: (name: string) => unknown): OpusCodec {
  for (const [candidate, opener] of nativePackages) {
    if (name !== undefined && name !== candidate) continue;
    const open = opener(load(candidate));
    if (open !== undefined && works(open)) return { name: candidate, native: true, ...codecFrom(open) };
  }
  if (name === undefined || name === "opusscript") return loaded.get("opusscript") ?? new OpusScriptCodec();
  throw ValidationError.of(
    "codec",
    `is ${name}, which is not installed: \`npm install ${name}\`, or leave the option out`,
  );
}

/** Looks beside this package first, then where the process was started: pnpm shows a package only its own dependencies. */
function requirePackage(name: string): unknown {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), "package.json"))]) {
    try {
      return createRequire(from)(name);
    } catch {
      // Not installed, or not for this machine: both are what the next one is for.
    }
  }
  return undefined;
}

/** A binary for another system may load and then fail. */
function works(open: () => LibraryInstance): boolean {
  try {
    const codec = codecFrom(open);
    const encoder = codec.createEncoder();
    const decoder = codec.createDecoder();
    const samples = decoder.decode(encoder.encode(new Int16Array(1920))).length;
    encoder.close();
    decoder.close();
    return samples === 1920;
  } catch {
    return false;
  }
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === "object" && value !== null && key in value;
}
