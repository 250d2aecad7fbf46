/** What is read ahead: enough for a second in which the source, or the process, stands still. */
const framesAhead = 50;

/** How many of them are read at once, where there is room for more. */
const framesAtOnce = 10;

/**
 * Reads frames ahead from something that gives them in its own time, for a clock that can not wait. Holds no more than
 * `ahead` of them: a source that is faster waits.
 */
export class FrameReader<Frame> {
  readonly #frames: AsyncGenerator<Frame, void, undefined>;
  readonly #ahead: number;
  readonly #buffer: Frame[] = [];
  readonly #ready = Promise.withResolvers<void>();
  #wake: (() => void) | undefined;
  #sourceEnded = false;
  #closed = false;
  #error: unknown;

  constructor(frames: AsyncGenerator<Frame, void, undefined>, ahead: number = framesAhead) {
    this.#frames = frames;
    this.#ahead = ahead;
    void this.#pump();
  }

  /** Resolves once there is a frame, or nothing more will come. Never rejects: look at `error`. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Nothing is left, and nothing will come. */
  get ended(): boolean {
    return this.#buffer.length === 0 && this.#sourceEnded;
  }

  /** The source has given its last frame; some may still wait to be read. */
  get sourceEnded(): boolean {
    return this.#sourceEnded;
  }

  /** What ended the source, if it did not end by itself. */
  get error(): unknown {
    return this.#error;
  }

  get buffered(): number {
    return this.#buffer.length;
  }

  /** The next frame; `undefined` when none is there (yet). */
  read(): Frame | undefined {
    const frame = this.#buffer.shift();
    // Several at a time: waking the source for each frame would cost more than the frame.
    if (this.#buffer.length <= this.#ahead - framesAtOnce) this.#wake?.();
    return frame;
  }

  /** Drops what was read and ends the source. Nothing is told any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#sourceEnded = true;
    this.#buffer.length = 0;
    this.#wake?.();
    this.#ready.resolve();
    // Answers once the step it is at has ended; who opened the source aborts that.
    this.#frames.return().catch(() => undefined);
  }

  async #pump(): Promise<void> {
    try {
      for await (const frame of this.#frames) {
        if (this.#closed) return;
        this.#buffer.push(frame);
        this.#ready.resolve();
        while (this.#buffer.length >= this.#ahead && !this.#closed) await this.#room();
      }
    } catch (error) {
      if (!this.#closed) this.#error = error;
    }
    this.#sourceEnded = true;
    this.#ready.resolve();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
