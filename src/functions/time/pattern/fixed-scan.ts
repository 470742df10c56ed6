import { daysFromCivil, daysInMonth, MS_PER_DAY } from '../../../types/civil.ts';
import type { LocalTime } from '../../../types/datetime.ts';

export type FixedField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

/** A literal text, or a field of so many digits. */
export type FixedPart = string | { readonly field: FixedField; readonly width: number };

const FIELDS: readonly FixedField[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'];
/** From here on both calendars are one, and nothing about a year is open. */
const FIRST_YEAR = 1583;
const MOST = [9999, 12, 31, 23, 59, 59, 999_999_999];

/**
 * A short cut for the usual: a date, with or without a time, all digits there and every value one that exists. Many times as
 * fast as reading field by field. undefined for all else, which the caller reads in its own way; no scan at all for
 * a pattern of another kind.
 */
export function compileFixedScan(
  parts: readonly (FixedPart | undefined)[],
): ((text: string) => LocalTime | undefined) | undefined {
  const steps: { readonly code: number; readonly field: number; readonly width: number }[] = [];
  const found = new Set<number>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    if (typeof part === 'string') {
      for (let i = 0; i < part.length; i++) steps.push({ code: part.charCodeAt(i), field: -1, width: 1 });
      continue;
    }
    const field = FIELDS.indexOf(part.field);
    if (found.has(field)) return undefined;
    found.add(field);
    steps.push({ code: 0, field, width: part.width });
  }
  // year, month and day, then what follows without a gap
  if (found.size < 3 || [...found].some((field) => field >= found.size)) return undefined;
  const length = steps.reduce((sum, { width }) => sum + width, 0);
  const fractionWidth = steps.find(({ field }) => field === 6)?.width ?? 9;
  const scale = 10 ** (9 - fractionWidth);
  const values = [0, 0, 0, 0, 0, 0, 0];
  return (text) => {
    if (text.length !== length) return undefined;
    let at = 0;
    for (const { code, field, width } of steps) {
      if (field < 0) {
        if (text.charCodeAt(at) !== code) return undefined;
        at++;
        continue;
      }
      let value = 0;
      for (const end = at + width; at < end; at++) {
        const digit = text.charCodeAt(at) - 48;
        if (digit < 0 || digit > 9) return undefined;
        value = value * 10 + digit;
      }
      if (value > (MOST[field] ?? 0)) return undefined;
      values[field] = value;
    }
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = values;
    if (year < FIRST_YEAR || month < 1 || day < 1 || day > daysInMonth(year, month)) return undefined;
    const nano = fraction * scale;
    const millis = Math.floor(nano / 1_000_000);
    const ofDay = ((hour * 60 + minute) * 60 + second) * 1000 + millis;
    return { ms: daysFromCivil(year, month, day) * MS_PER_DAY + ofDay, nanos: nano - millis * 1_000_000 };
  };
}
