import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Readable, Writable } from "node:stream";
import { AudioSourceError } from "./audio-error.ts";
import { reasonOf } from "./audio-input.ts";
import type { PcmFormat } from "./wav.ts";

export interface FfmpegOptions {
  /** The program. @defaultValue the environment's `FFMPEG_PATH`, a package that brings one, or `ffmpeg` on the PATH */
  readonly path?: string;
  /** Put before the output, such as `["-af", "loudnorm"]`. @defaultValue none */
  readonly args?: readonly string[];
}

/** What ffmpeg reads: a file by its path, so that it may jump in it, or bytes through a pipe. */
export type FfmpegInput = { readonly path: string } | { readonly bytes: AsyncIterable<Uint8Array> };

/** What ffmpeg is asked for. */
export const ffmpegFormat: PcmFormat = { sampleRate: 48_000, channels: 2, sampleFormat: "s16le" };

/** As much as is kept of what ffmpeg complains about. */
const mostComplaintBytes = 4096;

const howToInstall =
  "Install ffmpeg (Debian and Ubuntu: `apt install ffmpeg`; macOS: `brew install ffmpeg`; Windows: `winget install ffmpeg`), " +
  "or name one by the option `ffmpeg.path` or the environment's FFMPEG_PATH. Ogg/Opus, WebM/Opus, WAV and raw PCM play without it.";

type FfmpegProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Raw audio (48 kHz, stereo, 16 bits) of anything that ffmpeg reads. It runs no further ahead than its pipes hold, and
 * ends with the iteration.
 *
 * ffmpeg may read what it is given and nothing else: a playlist can not make it open other files or addresses.
 *
 * @throws {AudioSourceError} when there is no ffmpeg (the error tells how to get it), or with its own words.
 */
export async function* readWithFfmpeg(
  input: FfmpegInput,
  startMs: number,
  options: FfmpegOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const child = start(input, startMs, options);
  const ended = endOf(child);
  const complaints = complaintsOf(child);
  const feeding = "bytes" in input ? feed(child.stdin, input.bytes) : undefined;
  // Told by the exit status as well, and looked at only once the output has ended.
  feeding?.catch(() => undefined);
  if (feeding === undefined) child.stdin.end();
  const stop = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const code = await ended;
    // What was heard so far is all there is: a source that failed says more than ffmpeg does about it.
    await feeding;
    if (code !== 0)
      throw new AudioSourceError(`ffmpeg failed (${String(code)}): ${complaints() || "it did not say why"}`);
  } finally {
    signal?.removeEventListener("abort", stop);
    child.kill("SIGKILL");
    child.stdout.destroy();
    child.stdin.destroy();
  }
}

/** Where ffmpeg is looked for. */
export function ffmpegPath(options: FfmpegOptions): string {
  return options.path ?? process.env["FFMPEG_PATH"] ?? pathFromPackage() ?? "ffmpeg";
}

function start(input: FfmpegInput, startMs: number, options: FfmpegOptions): FfmpegProcess {
  const isFile = "path" in input;
  const seek = startMs > 0 ? ["-ss", (startMs / 1000).toFixed(3)] : [];
  const before = ["-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", isFile ? "file" : "pipe"];
  const source = ["-i", isFile ? `file:${input.path}` : "pipe:0"];
  const after = ["-map", "0:a:0", ...(options.args ?? []), "-f", "s16le", "-ar", "48000", "-ac", "2", "pipe:1"];
  // A pipe can not be jumped in: what comes before the place is decoded and dropped.
  const order = isFile ? [...before, ...seek, ...source, ...after] : [...before, ...source, ...seek, ...after];
  return spawn(ffmpegPath(options), order, {
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}

/** Resolves with the exit status (or the signal). */
function endOf(child: FfmpegProcess): Promise<number | string> {
  const { promise, resolve, reject } = Promise.withResolvers<number | string>();
  child.once("error", (error) => {
    const missing = "code" in error && (error.code === "ENOENT" || error.code === "EACCES");
    reject(
      new AudioSourceError(
        missing
          ? "This audio is neither Ogg/Opus, WebM/Opus nor WAV, so that ffmpeg is needed, and it was not found"
          : `ffmpeg could not be started: ${reasonOf(error)}`,
        { cause: error, recovery: howToInstall },
      ),
    );
  });
  child.once("close", (code, signal) => resolve(code ?? signal ?? 0));
  // Awaited once its output has ended; until then nobody listens.
  promise.catch(() => undefined);
  return promise;
}

function complaintsOf(child: FfmpegProcess): () => string {
  let text = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (more: string) => {
    text = (text + more).slice(-mostComplaintBytes);
  });
  child.stderr.on("error", () => undefined);
  return () => text.trim().split("\n").slice(-3).join(" ");
}

/** Gives the bytes to ffmpeg as it takes them. */
async function feed(stdin: Writable, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let isOpen = true;
  let wake: (() => void) | undefined;
  const onClose = (): void => {
    isOpen = false;
    wake?.();
  };
  // EPIPE: ffmpeg has all it wants, or has ended; its exit status tells.
  stdin.on("error", onClose);
  stdin.on("close", onClose);
  stdin.on("drain", () => wake?.());
  try {
    for await (const chunk of bytes) {
      if (!isOpen) return;
      if (stdin.write(chunk)) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stdin.end();
  }
}

/** Packages that bring a binary: @ffmpeg-installer/ffmpeg gives `{ path }`, ffmpeg-static the path itself. */
function pathFromPackage(): string | undefined {
  const require = createRequire(import.meta.url);
  for (const name of ["@ffmpeg-installer/ffmpeg", "ffmpeg-static"]) {
    try {
      const found: unknown = require(name);
      if (typeof found === "string") return found;
      if (typeof found === "object" && found !== null && "path" in found) return String(found.path);
    } catch {
      // Not installed.
    }
  }
  return undefined;
}
