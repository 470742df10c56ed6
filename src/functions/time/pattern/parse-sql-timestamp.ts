import type { LocalTime } from '../../../types/datetime.ts';
import { MS_PER_DAY } from '../../../types/civil.ts';
import { calendarFromDays, daysOnCalendar } from './calendar.ts';
import { daysFromCivil } from '../../../types/civil.ts';

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^([+-]?\d+):([+-]?\d+):([+-]?\d+)(?:\.(\d{1,9}))?$/;

/**
 * '2020-2-9' and '2020-2-9 1:2:3.4', which TO_TIMESTAMP takes by any pattern. Days and hours that are too many go on into
 * the next month or day. undefined for what is neither.
 */
export function parseSqlTimestamp(text: string): LocalTime | undefined {
  const trimmed = text.trim();
  const space = trimmed.indexOf(' ');
  const date = DATE.exec(space < 0 ? trimmed : trimmed.slice(0, space));
  if (date === null) return undefined;
  const [year, month, day] = date.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const found = daysOnCalendar(year, month, (first) => first + day - 1);
  if (space < 0) return { ms: sameDate(found) * MS_PER_DAY, nanos: 0 };
  const time = TIME.exec(trimmed.slice(space + 1));
  if (time === null) return undefined;
  const [, hour, minute, second, fraction = ''] = time;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const nanos = fraction.padEnd(9, '0');
  const days = Math.floor(seconds / 86_400);
  const ofDay = (seconds - days * 86_400) * 1000 + Number(nanos.slice(0, 3));
  return { ms: sameDate(found + days) * MS_PER_DAY + ofDay, nanos: Number(nanos.slice(3)) };
}

/** The day of the Gregorian calendar that is called as this one is on the older; years before Christ count as after. */
function sameDate(days: number): number {
  const { year, month, day } = calendarFromDays(days);
  return daysFromCivil(year > 0 ? year : 1 - year, month, day);
}
