import { isoWeekday, MS_PER_DAY } from '../../../types/civil.ts';
import { calendarFromDays, monthStart, yearStart } from './calendar.ts';
import { readCalendarPattern, type CalendarElement } from './calendar-pattern.ts';
import { AM_PM, MONTHS, SHORT_ERAS, shorten, WEEKDAYS } from './english.ts';
import type { LegacyZone } from './legacy-zone.ts';
import { weekday } from './week.ts';

/** An instant on the calendar of a zone. One object is used for all instants of a formatter. */
interface Fields {
  instant: number;
  offset: number;
  days: number;
  ofDay: number;
  year: number;
  month: number;
  day: number;
}

type Write = (fields: Fields) => string;

/** Writes instants by a pattern of Java's SimpleDateFormat. Throws E_VALUE for a pattern that cannot be read. */
export function compileCalendarFormat(pattern: string, zone: LegacyZone): (epochMs: number) => string {
  const writers = readCalendarPattern(pattern).map((element) => writer(element, zone));
  const fields: Fields = { instant: 0, offset: 0, days: 0, ofDay: 0, year: 1970, month: 1, day: 1 };
  return (epochMs) => {
    fields.instant = epochMs;
    fields.offset = zone.offsetAt(epochMs);
    const local = epochMs + fields.offset;
    fields.days = Math.floor(local / MS_PER_DAY);
    fields.ofDay = local - fields.days * MS_PER_DAY;
    const { year, month, day } = calendarFromDays(fields.days);
    fields.year = year;
    fields.month = month;
    fields.day = day;
    let text = '';
    for (const write of writers) text += write(fields);
    return text;
  };
}

const SHORT_MONTHS = shorten(MONTHS);
const SHORT_WEEKDAYS = shorten(WEEKDAYS);

const hourOf = ({ ofDay }: Fields) => Math.floor(ofDay / 3_600_000);
const ofEra = (year: number) => (year > 0 ? year : 1 - year);
/** Saturday ends the week, and says which year it is counted in. */
const saturdayOf = ({ days }: Fields) => days + 7 - weekday(days);

function writer(element: CalendarElement, zone: LegacyZone): Write {
  if (element.kind === 'literal') {
    const { text } = element;
    return () => text;
  }
  const { letter, count } = element;
  const number =
    (read: (fields: Fields) => number): Write =>
    (fields) => {
      const value = read(fields);
      return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(count, '0');
    };
  const year = (read: (fields: Fields) => number): Write =>
    count === 2 ? (fields) => String(read(fields) % 100).padStart(2, '0') : number(read);
  switch (letter) {
    case 'G':
      return (fields) => SHORT_ERAS[fields.year > 0 ? 1 : 0] ?? '';
    case 'y':
      return year((fields) => ofEra(fields.year));
    case 'Y':
      return year((fields) => calendarFromDays(saturdayOf(fields)).year);
    case 'M':
    case 'L': {
      if (count < 3) return number(({ month }) => month);
      const names = count === 3 ? SHORT_MONTHS : MONTHS;
      return ({ month }) => names[month - 1] ?? '';
    }
    case 'd':
      return number(({ day }) => day);
    case 'D':
      return number(({ days, year: of }) => days - yearStart(of) + 1);
    case 'E': {
      const names = count < 4 ? SHORT_WEEKDAYS : WEEKDAYS;
      return ({ days }) => names[isoWeekday(days) - 1] ?? '';
    }
    case 'u':
      return number(({ days }) => isoWeekday(days));
    case 'F':
      return number(({ days, year: of, month }) => Math.floor((days - monthStart(of, month)) / 7) + 1);
    case 'w':
      return number((fields) => {
        const saturday = saturdayOf(fields);
        return Math.floor((saturday - yearStart(calendarFromDays(saturday).year)) / 7) + 1;
      });
    case 'W':
      return number(({ days, year: of, month }) => {
        const first = monthStart(of, month);
        return Math.floor((days - first + weekday(first) - 1) / 7) + 1;
      });
    case 'a':
      return (fields) => AM_PM[hourOf(fields) < 12 ? 0 : 1] ?? '';
    case 'H':
      return number(hourOf);
    case 'k':
      return number((fields) => hourOf(fields) || 24);
    case 'K':
      return number((fields) => hourOf(fields) % 12);
    case 'h':
      return number((fields) => hourOf(fields) % 12 || 12);
    case 'm':
      return number(({ ofDay }) => Math.floor(ofDay / 60_000) % 60);
    case 's':
      return number(({ ofDay }) => Math.floor(ofDay / 1000) % 60);
    case 'S':
      return number(({ ofDay }) => ofDay % 1000);
    case 'z': {
      const { names, id } = zone;
      const texts = count < 4 ? names?.short : names?.long;
      return ({ instant }) => texts?.[zone.isSummer(instant) ? 1 : 0] ?? id;
    }
    case 'Z':
      return ({ offset }) => offsetText(offset, 2, '');
    case 'X':
      return ({ offset }) => (offset === 0 ? 'Z' : offsetText(offset, count, count === 3 ? ':' : ''));
  }
}

function offsetText(offset: number, parts: number, colon: string): string {
  const minutes = Math.trunc(Math.abs(offset) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}`;
  return parts === 1 ? hours : `${hours}${colon}${two(minutes % 60)}`;
}
