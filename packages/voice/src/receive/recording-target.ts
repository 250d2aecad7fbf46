import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZignalError } from "@zignal/errors";

/** Where a recording goes: a file's path, or a stream. */
export type RecordingTarget = string | Writable;

/** Bytes that may wait for a slow disk before the recording gives up: several minutes of speech. */
const mostWaitingBytes = 16 * 1024 * 1024;

/** Writes a recording's bytes. An error ends the recording, and nothing else. */
export class RecordingFile {
  readonly #stream: Writable;
  readonly #finished: Promise<void>;
  #error: unknown;
  #bytes = 0;

  /** @param onError - Called when it can not be written any more. */
  constructor(target: RecordingTarget, onError: (error: ZignalError) => void) {
    this.#stream = typeof target === "string" ? createWriteStream(target) : target;
    this.#finished = finished(this.#stream, { readable: false });
    // Asked for at the end; meanwhile it must not end the process.
    this.#finished.catch((error: unknown) => {
      this.#error ??= error;
      onError(this.#failure());
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#error !== undefined || this.#stream.destroyed) return;
    if (this.#stream.writableLength > mostWaitingBytes) {
      this.#error = new Error("the disk, or whatever it is written to, is too slow");
      this.#stream.destroy();
      return;
    }
    this.#bytes += bytes.length;
    this.#stream.write(bytes);
  }

  /** @throws {ZignalError} when not everything could be written. */
  async end(): Promise<void> {
    try {
      if (!this.#stream.destroyed) this.#stream.end();
      await this.#finished;
    } catch (error) {
      this.#error ??= error;
    }
    if (this.#error !== undefined) throw this.#failure();
  }

  #failure(): ZignalError {
    const reason = this.#error instanceof Error ? this.#error.message : "unknown";
    return new ZignalError("SystemError", `The recording could not be written: ${reason}`, { cause: this.#error });
  }
}
