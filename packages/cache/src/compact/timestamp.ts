/** Discord's timestamps: whole seconds, or microseconds, and always this zone. */
const secondsLength = "2020-05-04T12:30:00+00:00".length;
const microsLength = "2020-05-04T12:30:00.123000+00:00".length;
const zone = "+00:00";

const secondsPerDay = 86_400;
/** From the first of March of the year 0. */
const daysBefore1970 = 719_468;
const daysPerCycle = 146_097;

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
  // "+00:00"
  if (text.charCodeAt(length - 6) !== 43 || text.charCodeAt(length - 3) !== 58) return false;
  if (pair(text, length - 5) !== 0 || pair(text, length - 2) !== 0) return false;
  // "-", "-", "T", ":", ":"
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return false;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  let micros = -1;
  if (length === microsLength) {
    micros = pair(text, 20) * 10_000 + pair(text, 22) * 100 + pair(text, 24);
    if (text.charCodeAt(19) !== 46 || micros < 0) return false;
  }
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  const seconds = daysSince1970(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second;
  if (seconds > 0xffff_ffff) return false;
  into.seconds = seconds;
  into.micros = micros;
  return true;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** As {@link writeTimestamp} counts, backwards: Date.UTC takes several times as long. */
function daysSince1970(year: number, month: number, day: number): number {
  // In years that begin in March, the day that may be missing comes last.
  const shifted = month > 2 ? year : year - 1;
  const cycle = Math.floor(shifted / 400);
  const yearOfCycle = shifted - cycle * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * daysPerCycle + dayOfCycle - daysBefore1970;
}

/** The timestamp as Discord writes it. */
export function writeTimestamp(seconds: number, micros: number): string {
  // Date.toISOString takes several times as long. Days to a date in the Gregorian calendar, by 400-year cycles that begin
  // in March: https://howardhinnant.github.io/date_algorithms.html#civil_from_days (for days from 1970 on).
  const days = Math.floor(seconds / secondsPerDay) + daysBefore1970;
  const cycle = Math.floor(days / daysPerCycle);
  const dayOfCycle = days - cycle * daysPerCycle;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
  const ofDay = seconds % secondsPerDay;
  const date = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  const time = `${twoDigits(Math.floor(ofDay / 3600))}:${twoDigits(Math.floor(ofDay / 60) % 60)}:${twoDigits(ofDay % 60)}`;
  return micros < 0 ? `${date}T${time}${zone}` : `${date}T${time}.${String(micros).padStart(6, "0")}${zone}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Far below any number that two digits and their multiples could make up for. */
const noPair = -1_000_000_000;

/** The number of the two digits here; far below 0 for anything else. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return (tens | ones | (9 - tens) | (9 - ones)) < 0 ? noPair : tens * 10 + ones;
}
