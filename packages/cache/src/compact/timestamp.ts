/** Discord's timestamps: whole seconds, or microseconds, and always this zone. */
const secondsLength = "2020-05-04T12:30:00+00:00".length;
const microsLength = "2020-05-04T12:30:00.123000+00:00".length;
const zone = "+00:00";

/** A moment in the way Discord writes it. */
export interface Moment {
  /** Since 1970; fits 32 bits until 2106. */
  seconds: number;
  /** `-1` when the timestamp has no fraction. */
  micros: number;
}

/**
 * Reads a timestamp that {@link writeTimestamp} writes back to the letter.
 * @returns `false` for any other string: another format, a day that does not exist, before 1970 or after 2106.
 */
export function readTimestamp(text: string, into: Moment): boolean {
  const { length } = text;
  if (length !== secondsLength && length !== microsLength) return false;
  if (!text.endsWith(zone)) return false;
  // "-", "-", "T", ":", ":"
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return false;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  let micros = -1;
  if (length === microsLength) {
    micros = digits(text, 20, 26);
    if (text.charCodeAt(19) !== 46 || micros < 0) return false;
  }
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23) return false;
  if (minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  if (day > 28 && new Date(ms).getUTCDate() !== day) return false;
  const seconds = ms / 1000;
  if (seconds > 0xffff_ffff) return false;
  into.seconds = seconds;
  into.micros = micros;
  return true;
}

/** The timestamp as Discord writes it. */
export function writeTimestamp(seconds: number, micros: number): string {
  const start = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micros < 0 ? start + zone : `${start}.${String(micros).padStart(6, "0")}${zone}`;
}

/** The number in these places; `-1` if there is anything but digits. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
