import type { Clock } from "@zignal/errors";
import type { Audience, WorldEvent, WorldListener } from "./events.ts";
import { SnowflakeSource } from "./snowflakes.ts";

export interface WorldContextOptions {
  clock: Clock;
  /** Time of day at which the world begins, in milliseconds since 1970. */
  startMs: number;
  /** Numbers in `[0, 1)`. */
  random: () => number;
}

/** What every store needs: time, ids, chance, and a place to say what happened. */
export class WorldContext {
  readonly clock: Clock;
  readonly #startMs: number;
  readonly #clockStart: number;
  readonly random: () => number;
  readonly #snowflakes: SnowflakeSource;
  readonly #listeners = new Set<WorldListener>();

  constructor(options: WorldContextOptions) {
    this.clock = options.clock;
    this.#startMs = options.startMs;
    this.#clockStart = options.clock.now();
    this.random = options.random;
    this.#snowflakes = new SnowflakeSource(() => this.nowMs(), options.random);
  }

  /** Time of day, in milliseconds since 1970. It follows the clock that was given. */
  nowMs(): number {
    return this.#startMs + this.clock.now() - this.#clockStart;
  }

  /** Time of day as Discord writes it. */
  timestamp(atMs: number = this.nowMs()): string {
    return new Date(atMs).toISOString().replace("Z", "000+00:00");
  }

  newId(): string {
    return this.#snowflakes.next();
  }

  /** Letters and digits by chance, for tokens, codes and hashes. */
  randomText(length: number, alphabet: string = wordCharacters): string {
    let text = "";
    for (let index = 0; index < length; index++) {
      text += alphabet.charAt(Math.floor(this.random() * alphabet.length));
    }
    return text;
  }

  /** A hash as Discord's CDN names assets by. */
  randomHash(): string {
    return this.randomText(32, "0123456789abcdef");
  }

  publish(t: string, d: object, audience: Audience): void {
    const event: WorldEvent = { t, d, audience };
    for (const listener of this.#listeners) listener(event);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: WorldListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

const wordCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** A seeded source of numbers in `[0, 1)`: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
