const digitZero = 48;
const anyDigit = 100;

/** Discord's timestamps: whole seconds, or microseconds, and always this zone. A `d` is any digit. */
const secondsMarks: Uint8Array = Uint8Array.from("dddd-dd-ddTdd:dd:dd+00:00", (mark) => mark.charCodeAt(0));
const microsMarks: Uint8Array = Uint8Array.from("dddd-dd-ddTdd:dd:dd.dddddd+00:00", (mark) => mark.charCodeAt(0));

/** Those of the timestamp that is being read. */
const digits: Uint8Array = new Uint8Array(microsMarks.length);

const zone = "+00:00";

/** Seconds since 1970 fit 32 bits in these years, but for the end of the last one. */
const firstYear = 1970;
const lastYear = 2106;

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
  const marks = length === microsMarks.length ? microsMarks : secondsMarks;
  if (length !== marks.length) return false;
  // One loop, as what looks into a string is long once it is compiled.
  let signs = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    const mark = marks[index] ?? 0;
    const digit = code - digitZero;
    digits[index] = digit;
    signs |= mark === anyDigit ? digit | (9 - digit) : -(code ^ mark);
  }
  // Below 0 if any of them was not what it has to be.
  if (signs < 0) return false;
  const micros = length === microsMarks.length ? pair(20) * 10_000 + pair(22) * 100 + pair(24) : -1;
  const year = pair(0) * 100 + pair(2);
  const month = pair(5);
  const day = pair(8);
  const hour = pair(11);
  const minute = pair(14);
  const second = pair(17);
  if (year < firstYear || year > lastYear || month < 1 || month > 12) return false;
  const place = (year - firstYear) * 12 + month - 1;
  const days = (monthStarts[place] ?? 0) + day - 1;
  if (day < 1 || days >= (monthStarts[place + 1] ?? 0)) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  const seconds = days * secondsPerDay + hour * 3600 + minute * 60 + second;
  if (seconds > 0xffff_ffff) return false;
  into.seconds = seconds;
  into.micros = micros;
  return true;
}

/** The days from 1970 to the first of each month, and to the end of the last: to look them up takes less than to count them. */
const monthStarts: Int32Array = countMonths();

function countMonths(): Int32Array {
  const starts = new Int32Array((lastYear - firstYear + 1) * 12 + 1);
  for (let month = 1; month < starts.length; month += 1) {
    const year = firstYear + Math.floor((month - 1) / 12);
    starts[month] = (starts[month - 1] ?? 0) + daysOf(year, ((month - 1) % 12) + 1);
  }
  return starts;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
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

/** The number of two of {@link digits}. */
function pair(at: number): number {
  return (digits[at] ?? 0) * 10 + (digits[at + 1] ?? 0);
}
