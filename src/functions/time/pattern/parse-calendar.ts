import { readCalendarPattern, type CalendarElement } from './calendar-pattern.ts';
import { CalendarFields, type CalendarField } from './calendar-fields.ts';
import { compileFixedScan, type FixedPart } from './fixed-scan.ts';
import { AM_PM, ERAS, MONTHS, SHORT_ERAS, shorten, WEEKDAYS } from './english.ts';
import type { LegacyZone } from './legacy-zone.ts';
import { readLenientNumber } from './read-number.ts';
import { readIsoOffset, readNamedZone } from './read-calendar-zone.ts';

/** Reads from `at` on; the place behind what was read, -1 where the text does not fit. */
type Read = (text: string, at: number, fields: CalendarFields) => number;

/** Two digits of a year mean one of the hundred from here on. */
export interface Century {
  readonly startMs: number;
  readonly startYear: number;
}

/**
 * Reads instants by a pattern of Java's SimpleDateFormat, leniently: February 30 is March 1, what follows behind the
 * pattern's end is ignored. undefined for a text that does not fit. Throws E_VALUE for a pattern that cannot be read.
 */
export function compileCalendarParse(
  pattern: string,
  zone: LegacyZone,
  century: Century,
): (text: string) => number | undefined {
  const elements = readCalendarPattern(pattern);
  const scan = compileFixedScan(elements.map(fixedPart));
  const readers = elements.map((element, i) => reader(element, isNumber(elements[i + 1]), century));
  return (text) => {
    const moment = scan?.(text);
    if (moment !== undefined) return zone.toInstant(moment.ms);
    const fields = new CalendarFields(zone);
    let at = 0;
    for (const read of readers) {
      at = read(text, at, fields);
      if (at < 0) return undefined;
    }
    if (at === 0) return undefined;
    const instant = fields.instant();
    if (!fields.isAmbiguous || instant >= century.startMs) return instant;
    fields.addYears(100);
    return fields.instant();
  };
}

const FIXED: Readonly<Record<string, FixedPart>> = {
  yyyy: { field: 'year', width: 4 },
  MM: { field: 'month', width: 2 },
  dd: { field: 'day', width: 2 },
  HH: { field: 'hour', width: 2 },
  mm: { field: 'minute', width: 2 },
  ss: { field: 'second', width: 2 },
  SSS: { field: 'fraction', width: 3 },
};

function fixedPart(element: CalendarElement): FixedPart | undefined {
  return element.kind === 'literal' ? element.text : FIXED[element.letter.repeat(element.count)];
}

const NUMBERS: Readonly<Record<string, CalendarField>> = {
  d: 'day',
  H: 'hour',
  m: 'minute',
  s: 'second',
  S: 'milli',
  D: 'day-of-year',
  F: 'weekday-in-month',
  w: 'week',
  W: 'week-of-month',
  K: 'hour-of-half',
};

function isNumber(element: CalendarElement | undefined): boolean {
  if (element?.kind !== 'field') return false;
  if (element.letter === 'M' || element.letter === 'L') return element.count <= 2;
  return !'GEazZX'.includes(element.letter);
}

/** Value of each text in capitals. */
function names(...lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(lists.flatMap((list) => list.map((name, i) => [name.toUpperCase(), i] as const)));
}
const MONTH_NAMES = names(MONTHS, shorten(MONTHS));
const WEEKDAY_NAMES = names(WEEKDAYS, shorten(WEEKDAYS));
const ERA_NAMES = names(ERAS, SHORT_ERAS);
const HALF_NAMES = names(AM_PM);

/** `isTight`: another number follows at once, so this one takes as many characters as it has letters. */
function reader(element: CalendarElement, isTight: boolean, century: Century): Read {
  if (element.kind === 'literal') {
    const { text: literal } = element;
    return (text, at) => (text.startsWith(literal, at) ? at + literal.length : -1);
  }
  const { letter, count } = element;
  const read = fieldReader(letter, count, isTight, century);
  return (text, at, fields) => (skipBlanks(text, at) < text.length ? read(text, at, fields) : -1);
}

function skipBlanks(text: string, at: number): number {
  let start = at;
  while (text[start] === ' ' || text[start] === '\t') start++;
  return start;
}

function fieldReader(letter: string, count: number, isTight: boolean, century: Century): Read {
  const number =
    (use: (value: number, fields: CalendarFields, digits: string) => void): Read =>
    (text, at, fields) => {
      if (isTight && at + count > text.length) return -1;
      const start = skipBlanks(text, at);
      const found = readLenientNumber(isTight ? text.slice(0, at + count) : text, start);
      if (found === undefined) return -1;
      use(found.value, fields, text.slice(start, found.end));
      return found.end;
    };
  const plain = NUMBERS[letter];
  if (plain !== undefined) return number((value, fields) => fields.set(plain, value));
  switch (letter) {
    case 'y':
    case 'Y': {
      const field = letter === 'y' ? 'year' : 'week-year';
      return number((value, fields, digits) => {
        const isShort = count <= 2 && /^\d\d$/.test(digits);
        fields.set(field, isShort ? yearInCentury(value, century) : value);
        fields.isAmbiguous = isShort && value === century.startYear % 100;
      });
    }
    case 'M':
    case 'L':
      if (count <= 2) return number((value, fields) => fields.set('month', value - 1));
      return nameReader(MONTH_NAMES, (value, fields) => fields.set('month', value));
    case 'k':
      return number((value, fields) => fields.set('hour', value === 24 ? 0 : value));
    case 'h':
      return number((value, fields) => fields.set('hour-of-half', value === 12 ? 0 : value));
    case 'u':
      return number((value, fields) =>
        fields.set('weekday', value >= 1 && value <= 7 ? (value % 7) + 1 : value),
      );
    case 'E':
      return nameReader(WEEKDAY_NAMES, (value, fields) => fields.set('weekday', ((value + 1) % 7) + 1));
    case 'a':
      return nameReader(HALF_NAMES, (value, fields) => fields.set('am-pm', value));
    case 'G':
      return nameReader(ERA_NAMES, (value, fields) => fields.set('era', value));
    case 'X':
      return (text, at, fields) => readIsoOffset(text, skipBlanks(text, at), count, fields);
    default:
      return (text, at, fields) => readNamedZone(text, skipBlanks(text, at), fields);
  }
}

function yearInCentury(value: number, { startYear }: Century): number {
  const century = Math.floor(startYear / 100) * 100;
  return century + value + (value < startYear % 100 ? 100 : 0);
}

/** The longest of the names, in any case; a name does not have blanks before it. */
function nameReader(
  known: ReadonlyMap<string, number>,
  use: (value: number, fields: CalendarFields) => void,
): Read {
  const longestFirst = [...known].toSorted(([a], [b]) => b.length - a.length);
  const longest = longestFirst[0]?.[0].length ?? 0;
  return (text, at, fields) => {
    const upper = text.slice(at, at + longest).toUpperCase();
    for (const [name, value] of longestFirst) {
      if (!upper.startsWith(name)) continue;
      use(value, fields);
      return at + name.length;
    }
    return -1;
  };
}
