// Texts of the English locale, as Java has them.

export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
/** Monday first. */
export const WEEKDAYS: readonly string[] = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(
  ' ',
);
export const ERAS: readonly string[] = ['Before Christ', 'Anno Domini'];
export const SHORT_ERAS: readonly string[] = ['BC', 'AD'];
export const AM_PM: readonly string[] = ['AM', 'PM'];
export const QUARTERS: readonly string[] = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'];

export const shorten = (names: readonly string[]) => names.map((name) => name.slice(0, 3));

/** A part of the day: minutes of the day from `from` on, `to` not included. The night goes round midnight. */
export interface DayPeriod {
  readonly text: string;
  readonly narrow: string;
  readonly from: number;
  readonly to: number;
}

/** The narrowest first: noon lies in the afternoon too. */
export const DAY_PERIODS: readonly DayPeriod[] = [
  { text: 'midnight', narrow: 'mi', from: 0, to: 1 },
  { text: 'noon', narrow: 'n', from: 720, to: 721 },
  { text: 'in the evening', narrow: 'in the evening', from: 1080, to: 1260 },
  { text: 'in the morning', narrow: 'in the morning', from: 360, to: 720 },
  { text: 'in the afternoon', narrow: 'in the afternoon', from: 720, to: 1080 },
  { text: 'at night', narrow: 'at night', from: 1260, to: 1800 },
];

export function isInPeriod(period: DayPeriod, minute: number): boolean {
  return (
    (minute >= period.from && minute < period.to) ||
    (minute + 1440 >= period.from && minute + 1440 < period.to)
  );
}
