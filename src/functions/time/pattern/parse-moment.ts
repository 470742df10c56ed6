import type { LocalTime } from '../../../types/datetime.ts';
import { compilePattern } from './compile-pattern.ts';
import type { Element, NumberElement } from './element.ts';
import { DAY_PERIODS } from './english.ts';
import type { Field } from './field.ts';
import { compileFixedScan, type FixedField, type FixedPart } from './fixed-scan.ts';
import { Parsed } from './parsed.ts';
import { readGmtOffset, readOffset } from './read-offset.ts';
import { readZone } from './read-zone.ts';
import { resolveParsed } from './resolve-parsed.ts';

/** Reads from `at` on; the place behind what was read, -1 where the text does not fit. */
export type Read = (text: string, at: number, parsed: Parsed) => number;

/**
 * Reads moments by a pattern of Java's DateTimeFormatter, English, 'smart': February 30 is its last day. What the text
 * does not say is that of 1970-01-01 00:00; a zone in it is read and has no meaning. undefined for a text that does not fit.
 * Throws E_VALUE for a pattern that cannot be read.
 */
export function compileMomentParse(pattern: string): (text: string) => LocalTime | undefined {
  const elements = compilePattern(pattern);
  const scan = compileFixedScan(elements.map(fixedPart));
  const read = sequence(elements.map(reader));
  return (text) => {
    const moment = scan?.(text);
    if (moment !== undefined) return moment;
    const parsed = new Parsed();
    if (read(text, 0, parsed) !== text.length) return undefined;
    return resolveParsed(parsed);
  };
}

const FIXED: Readonly<Partial<Record<Field, FixedField>>> = {
  month: 'month',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
};

function fixedPart(element: Element): FixedPart | undefined {
  if (element.kind === 'literal') return element.text;
  if (element.kind === 'fraction') return { field: 'fraction', width: element.min };
  if (element.kind !== 'number') return undefined;
  const { field, min, max } = element;
  const isYear = field === 'year' || field === 'year-of-era';
  if (isYear) return min === 4 ? { field: 'year', width: 4 } : undefined;
  const known = FIXED[field];
  return known !== undefined && min === 2 && max === 2 ? { field: known, width: 2 } : undefined;
}

function sequence(readers: readonly Read[]): Read {
  return (text, at, parsed) => {
    let place = at;
    for (const read of readers) {
      place = read(text, place, parsed);
      if (place < 0) return -1;
    }
    return place;
  };
}

function reader(element: Element): Read {
  switch (element.kind) {
    case 'literal': {
      const { text: literal } = element;
      return (text, at) => (text.startsWith(literal, at) ? at + literal.length : -1);
    }
    case 'number':
    case 'reduced':
      return numberReader(element);
    case 'fraction':
      return fractionReader(element);
    case 'text': {
      const { field, texts } = element;
      // of equal texts (the J of January, June and July) the last one counts
      const names = new Map([...texts].map(([value, name]) => [name, value] as const));
      const longestFirst = [...names].toSorted(([a], [b]) => b.length - a.length);
      return (text, at, parsed) => {
        for (const [name, value] of longestFirst) {
          if (text.startsWith(name, at)) return parsed.set(field, value) ? at + name.length : -1;
        }
        return -1;
      };
    }
    case 'day-period': {
      const { isNarrow } = element;
      return (text, at, parsed) => {
        const nameOf = (period: (typeof DAY_PERIODS)[number]) => (isNarrow ? period.narrow : period.text);
        const period = DAY_PERIODS.find((candidate) => text.startsWith(nameOf(candidate), at));
        if (period === undefined || (parsed.period !== undefined && parsed.period !== period)) return -1;
        parsed.period = period;
        return at + nameOf(period).length;
      };
    }
    case 'zone': {
      const { names } = element;
      return (text, at) => readZone(text, at, names);
    }
    case 'offset': {
      const { form, zero } = element;
      return (text, at, parsed) => readOffset(text, at, form, zero, parsed);
    }
    case 'gmt-offset': {
      const { isFull } = element;
      return (text, at) => readGmtOffset(text, at, isFull);
    }
    case 'pad':
      return padReader(element.width, reader(element.element));
    case 'optional': {
      const read = sequence(element.elements.map(reader));
      return (text, at, parsed) => {
        const values = new Map(parsed.values);
        const { period } = parsed;
        const end = read(text, at, parsed);
        if (end >= 0) return end;
        parsed.values = values;
        parsed.period = period;
        return at;
      };
    }
  }
}

function padReader(width: number, inner: Read): Read {
  return (text, at, parsed) => {
    const end = at + width;
    if (at === text.length || end > text.length) return -1;
    let start = at;
    while (start < end && text[start] === ' ') start++;
    return inner(text.slice(0, end), start, parsed) === end ? end : -1;
  };
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function numberReader(element: NumberElement): Read {
  const { kind, field, min, max, sign, following } = element;
  return (text, at, parsed) => {
    let start = at;
    const first = text[at];
    const isSigned = first === '-' || first === '+';
    if (isSigned) {
      if (sign === 'not-negative' || (sign === 'normal' && first === '+')) return -1;
      start++;
    }
    if (start + min > text.length) return -1;
    let end = digitsEnd(text, start, max + Math.max(0, following));
    if (end < start + min) return -1;
    if (following > 0) end = start + Math.min(end - start, Math.max(min, end - start - following));
    let value = Number(text.slice(start, end));
    if (first === '-') {
      if (value === 0) return -1;
      value = -value;
    } else if (sign === 'exceeds-pad' && end - start > min !== (first === '+')) return -1;
    // the two digits of a year from 2000 to 2099
    if (kind === 'reduced' && end - start === 2) value += 2000;
    return parsed.set(field, value) ? end : -1;
  };
}

function digitsEnd(text: string, start: number, most: number): number {
  let end = start;
  while (end < start + most && isDigit(text, end)) end++;
  return end;
}

function fractionReader({ field, min, max }: NumberElement): Read {
  return (text, at, parsed) => {
    const end = digitsEnd(text, at, max);
    if (end < at + min) return -1;
    return parsed.set(field, Number(text.slice(at, end).padEnd(9, '0'))) ? end : -1;
  };
}
