/** The first millisecond of 2015, which snowflakes count from. */
export const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** Is `value` a snowflake: a decimal string that fits 64 bits? */
export function isSnowflake(value: unknown): value is string {
  return typeof value === "string" && /^\d{1,20}$/.test(value) && BigInt(value) <= 0xffff_ffff_ffff_ffffn;
}

function parse(snowflake: string): bigint {
  const fits: boolean = isSnowflake(snowflake);
  if (!fits) throw new TypeError(`"${snowflake}" is no snowflake: expected a decimal string of 64 bits`);
  return BigInt(snowflake);
}

/** What {@link Snowflakes} offers. */
export interface SnowflakeTools {
  /**
   * When the id was made, in milliseconds since 1970.
   * @throws {TypeError} if `snowflake` is none.
   */
  timestampMs(snowflake: string): number;

  /** When the id was made. */
  date(snowflake: string): Date;

  /**
   * The smallest id of a moment: for `before` and `after` of paged requests.
   * @param timestampMs - Milliseconds since 1970; not before 2015.
   */
  from(timestampMs: number): string;

  /** Orders ids by age, oldest first: for `sort`. */
  compare(a: string, b: string): number;

  /**
   * Index of the shard that receives a guild's events.
   * @returns Integer in `[0, shardCount)`.
   * @see {@link https://docs.discord.com/developers/events/gateway#sharding-sharding-formula | Discord Docs/Sharding}
   */
  shardId(guildId: string, shardCount: number): number;
}

/**
 * Snowflakes: 64-bit ids that hold their time of making.
 * @see {@link https://docs.discord.com/developers/reference#snowflakes | Discord Docs/Snowflakes}
 */
export const Snowflakes: SnowflakeTools = {
  timestampMs(snowflake) {
    return Number(parse(snowflake) >> 22n) + DISCORD_EPOCH_MS;
  },

  date(snowflake) {
    return new Date(Snowflakes.timestampMs(snowflake));
  },

  from(timestampMs) {
    if (!(timestampMs >= DISCORD_EPOCH_MS)) {
      throw new RangeError(
        `timestampMs must be at least ${DISCORD_EPOCH_MS} (the first of January 2015; was ${timestampMs})`,
      );
    }
    return String(BigInt(Math.floor(timestampMs - DISCORD_EPOCH_MS)) << 22n);
  },

  compare(a, b) {
    if (a.length !== b.length) return a.length - b.length;
    if (a === b) return 0;
    return a < b ? -1 : 1;
  },

  shardId(guildId, shardCount) {
    if (!(Number.isInteger(shardCount) && shardCount > 0)) {
      throw new RangeError(`shardCount must be a whole number above 0 (was ${shardCount})`);
    }
    return Number((parse(guildId) >> 22n) % BigInt(shardCount));
  },
};
