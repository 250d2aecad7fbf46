import { Readable } from "node:stream";

export interface AudioStreamOptions {
  /** Frames that wait for a slow reader; beyond them the oldest are dropped. 500 are 10 seconds. @defaultValue `500` */
  readonly maxBufferedFrames?: number;
}

/**
 * One user's audio, frame by frame, as a stream and as something to iterate over. It ends when the user leaves, and can
 * be ended with `destroy()`.
 *
 * A reader that is too slow loses the oldest frames, and nobody else anything: see `dropped`.
 */
export class AudioStream<Frame> extends Readable {
  readonly userId: string;
  readonly #maxBufferedFrames: number;
  readonly #waiting: Frame[] = [];
  #isWanted = false;
  #hasEnded = false;
  #isEndPassed = false;
  #dropped = 0;

  constructor(userId: string, { maxBufferedFrames = 500 }: AudioStreamOptions = {}) {
    // One frame in node's own buffer: the rest waits here, where the oldest can be dropped.
    super({ objectMode: true, highWaterMark: 1 });
    this.userId = userId;
    this.#maxBufferedFrames = maxBufferedFrames;
  }

  /** Frames that were dropped because the reader was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Frames that wait to be read. */
  get buffered(): number {
    return this.#waiting.length + this.readableLength;
  }

  /** @internal Called by the receiver. */
  offer(frame: Frame): void {
    if (this.#hasEnded || this.destroyed) return;
    this.#waiting.push(frame);
    if (this.#waiting.length > this.#maxBufferedFrames) {
      this.#waiting.shift();
      this.#dropped++;
    }
    this.#pass();
  }

  /** @internal Called by the receiver: nothing more comes. */
  finish(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#pass();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#pass();
  }

  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<Frame, undefined, unknown> {
    return super[Symbol.asyncIterator]() as NodeJS.AsyncIterator<Frame, undefined, unknown>;
  }

  override read(size?: number): Frame | null {
    return super.read(size) as Frame | null;
  }

  #pass(): void {
    while (this.#isWanted) {
      const frame = this.#waiting.shift();
      if (frame === undefined) break;
      this.#isWanted = this.push(frame);
    }
    if (this.#hasEnded && this.#waiting.length === 0 && !this.destroyed) this.#end();
  }

  #end(): void {
    if (this.#isEndPassed) return;
    this.#isEndPassed = true;
    this.push(null);
  }
}
