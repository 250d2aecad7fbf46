const epochMs = 1_420_070_400_000n;

/**
 * Makes ids that grow: 42 bits of time, 5 of worker, 5 of process, 12 of a counter.
 * @see {@link https://docs.discord.com/developers/reference#snowflakes | Discord Docs/Snowflakes}
 */
export class SnowflakeSource {
  readonly #nowMs: () => number;
  readonly #workerAndProcess: bigint;
  #lastMs = 0n;
  #increment = 0n;

  /** @param nowMs - The time of day, in milliseconds. */
  constructor(nowMs: () => number, random: () => number) {
    this.#nowMs = nowMs;
    this.#workerAndProcess = BigInt(Math.floor(random() * 1024)) << 12n;
  }

  next(): string {
    let ms = BigInt(Math.floor(this.#nowMs())) - epochMs;
    if (ms <= this.#lastMs) {
      ms = this.#lastMs;
      this.#increment += 1n;
      // 4096 ids within one millisecond: borrow the next one, so that ids keep growing.
      if (this.#increment === 4096n) [ms, this.#increment] = [ms + 1n, 0n];
    } else {
      this.#increment = 0n;
    }
    this.#lastMs = ms;
    return String((ms << 22n) | this.#workerAndProcess | this.#increment);
  }
}

/** When an id was made, in milliseconds since 1970. */
export function snowflakeTimeMs(id: string): number {
  return Number((BigInt(id) >> 22n) + epochMs);
}

/** The lowest id that can be made at a moment, given in milliseconds since 1970. */
export function snowflakeAt(ms: number): string {
  return String((BigInt(Math.floor(ms)) - epochMs) << 22n);
}

export function isSnowflake(value: unknown): value is string {
  return typeof value === "string" && /^\d{1,20}$/.test(value) && BigInt(value) < 1n << 64n;
}

/** Orders ids by age, oldest first. */
export function compareSnowflakes(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
