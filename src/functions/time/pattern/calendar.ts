import { civilFromDays, daysFromCivil, type CivilDate } from '../../../types/civil.ts';

// The calendar of Java's older classes: Gregorian from 1582-10-15 on, Julian before. Year 0 is 1 before Christ.

/** Days of 1582-10-15. */
export const CUTOVER = -141_427;

/** Days of a date of the Julian calendar. */
function daysFromJulian(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) + dayOfYear - 719_470;
}

function julianFromDays(days: number): CivilDate {
  const shifted = days + 719_470;
  const cycle = Math.floor(shifted / 1461);
  const dayOfCycle = shifted - cycle * 1461;
  const yearOfCycle = Math.min(3, Math.floor(dayOfCycle / 365));
  const dayOfYear = dayOfCycle - yearOfCycle * 365;
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9);
  return {
    year: cycle * 4 + yearOfCycle + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

export function calendarFromDays(days: number): CivilDate {
  return days >= CUTOVER ? civilFromDays(days) : julianFromDays(days);
}

/**
 * Days that `find` makes of the first day of a month, on the calendar that holds there; `find` may go beyond the month.
 * What neither of the calendars has (1582-10-10) is read on the Julian one, as are weeks and days of 1582 (`isOfYear`).
 */
export function daysOnCalendar(
  year: number,
  month: number,
  find: (first: number) => number,
  isOfYear = false,
): number {
  if (year < 1582 || (year === 1582 && isOfYear)) return find(daysFromJulian(year, month, 1));
  const gregorian = find(daysFromCivil(year, month, 1));
  return gregorian >= CUTOVER ? gregorian : find(daysFromJulian(year, month, 1));
}

/** January 1, or the day that stands for it. */
export function yearStart(year: number): number {
  return year <= 1582 ? daysFromJulian(year, 1, 1) : daysFromCivil(year, 1, 1);
}

/** The first day of a month. */
export function monthStart(year: number, month: number): number {
  return daysOnCalendar(year, month, (first) => first);
}
