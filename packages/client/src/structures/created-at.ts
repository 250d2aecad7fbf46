import { isSnowflake, Snowflakes } from "@zignal/types/snowflake";

/** When the thing of an id was made; an invalid date where Discord left the id out, as accessors do not throw. */
export function createdAt(id: string | undefined): Date {
  return isSnowflake(id) ? Snowflakes.date(id) : new Date(Number.NaN);
}
