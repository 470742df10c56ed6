import { civilFromDays, daysFromCivil, isLeapYear, isoWeekday } from '../../../types/civil.ts';

// Weeks of the English locale: they begin on Sunday, the first one is that of January 1.

/** 1 for Sunday to 7 for Saturday. */
export function weekday(days: number): number {
  return (isoWeekday(days) % 7) + 1;
}

/** The week's number and the year it is counted in: that of its Saturday. */
export function weekOfYear(days: number): { readonly year: number; readonly week: number } {
  const saturday = days + 7 - weekday(days);
  const { year } = civilFromDays(saturday);
  return { year, week: Math.floor((saturday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** 1 for the week of the month's first day. */
export function weekOfMonth(days: number): number {
  const { day } = civilFromDays(days);
  return Math.floor((day + weekday(days - day + 1) - 2) / 7) + 1;
}

/** The day of week `week` of `year`; a week that the year does not have is its last. */
export function daysFromWeek(year: number, week: number, day: number): number {
  const first = daysFromCivil(year, 1, 1);
  const offset = weekday(first) - 1;
  const weeks = Math.floor((6 + offset + (isLeapYear(year) ? 366 : 365) + 1) / 7) - 1;
  return first - offset + day - 1 + (Math.min(week, weeks) - 1) * 7;
}
