import { AM_PM, ERAS, MONTHS, QUARTERS, SHORT_ERAS, shorten, WEEKDAYS } from './english.ts';
import type { Element, OffsetForm } from './element.ts';
import type { Field } from './field.ts';
import { PatternBuilder } from './pattern-builder.ts';
import { patternError } from './pattern-error.ts';

const FIELDS: Readonly<Record<string, Field>> = {
  G: 'era',
  y: 'year-of-era',
  u: 'year',
  Q: 'quarter',
  q: 'quarter',
  M: 'month',
  L: 'month',
  D: 'day-of-year',
  d: 'day',
  F: 'day-of-aligned-week',
  E: 'weekday',
  c: 'weekday',
  e: 'weekday',
  a: 'am-pm',
  H: 'hour',
  k: 'clock-hour',
  K: 'hour-of-half',
  h: 'clock-hour-of-half',
  m: 'minute',
  s: 'second',
  S: 'nano',
  A: 'milli-of-day',
  n: 'nano',
  N: 'nano-of-day',
  g: 'modified-julian-day',
};

/** The elements of a pattern of Java's DateTimeFormatter. Throws E_VALUE for what is none. */
export function compilePattern(pattern: string): readonly Element[] {
  const builder = new PatternBuilder(pattern);
  let i = 0;
  while (i < pattern.length) {
    const c = pattern.charAt(i);
    if (/[A-Za-z]/.test(c)) {
      const end = runEnd(pattern, i);
      if (c !== 'p') addLetters(builder, pattern, c, end - i);
      else if (/[A-Za-z]/.test(pattern.charAt(end))) builder.padNext(end - i);
      else throw patternError(pattern, "has a padding letter 'p' with nothing to pad");
      i = end;
    } else if (c === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(i));
      if (quoted === null) throw patternError(pattern, 'ends within quotes');
      const [whole, text = ''] = quoted;
      builder.add({ kind: 'literal', text: text === '' ? "'" : text.replaceAll("''", "'") });
      i += whole.length;
    } else {
      if (c === '[') builder.open();
      else if (c === ']') builder.close();
      else if (/[{}#]/.test(c)) throw patternError(pattern, `has the reserved character '${c}'`);
      else builder.add({ kind: 'literal', text: c });
      i++;
    }
  }
  return builder.finish();
}

function runEnd(pattern: string, start: number): number {
  let end = start + 1;
  while (pattern[end] === pattern[start]) end++;
  return end;
}

function addLetters(builder: PatternBuilder, pattern: string, letter: string, count: number): void {
  const atMost = (most: number) => {
    if (count > most) throw patternError(pattern, `has too many letters '${letter}'`);
  };
  const exactly = (...counts: number[]) => {
    if (!counts.includes(count)) throw patternError(pattern, `has a wrong number of letters '${letter}'`);
  };
  const field = FIELDS[letter];
  if (field !== undefined) return addField(builder, letter, count, field, atMost, pattern);
  switch (letter) {
    case 'z':
      atMost(4);
      return builder.add({ kind: 'zone', names: count === 4 ? 'full' : 'short' });
    case 'V':
      exactly(2);
      return builder.add({ kind: 'zone', names: 'none' });
    case 'v':
      exactly(1, 4);
      return builder.add({ kind: 'zone', names: count === 4 ? 'full' : 'short' });
    case 'O':
      exactly(1, 4);
      return builder.add({ kind: 'gmt-offset', isFull: count === 4 });
    case 'Z':
      atMost(5);
      if (count === 4) return builder.add({ kind: 'gmt-offset', isFull: true });
      return builder.add({
        kind: 'offset',
        form: offsetForm(count === 5 ? 5 : 2),
        zero: count === 5 ? 'Z' : '+0000',
      });
    case 'X':
      atMost(5);
      return builder.add({ kind: 'offset', form: offsetForm(count), zero: 'Z' });
    case 'x': {
      atMost(5);
      const zero = count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00';
      return builder.add({ kind: 'offset', form: offsetForm(count), zero });
    }
    case 'W':
      atMost(1);
      return builder.addNumber('week-of-month', 1, 1, 'not-negative');
    case 'w':
      atMost(2);
      return builder.addNumber('week', count, 2, 'not-negative');
    case 'Y':
      return addYear(builder, 'week-year', count);
    case 'B':
      exactly(1, 4, 5);
      return builder.add({ kind: 'day-period', isNarrow: count === 5 });
    default:
      throw patternError(pattern, `has the unknown letter '${letter}'`);
  }
}

function offsetForm(letters: number): OffsetForm {
  return {
    colon: letters === 3 || letters === 5,
    minutes: letters === 1 ? 'needed' : 'given',
    seconds: letters > 3 ? 'needed' : 'none',
  };
}

function addYear(builder: PatternBuilder, field: Field, count: number): void {
  if (count === 2) builder.addNumber(field, 2, 2, 'not-negative', 'reduced');
  else builder.addNumber(field, count, 19, count < 4 ? 'normal' : 'exceeds-pad');
}

function addField(
  builder: PatternBuilder,
  letter: string,
  count: number,
  field: Field,
  atMost: (most: number) => void,
  pattern: string,
): void {
  const plain = () =>
    count === 1
      ? builder.addNumber(field, 1, 19, 'normal')
      : builder.addNumber(field, count, count, 'not-negative');
  switch (letter) {
    case 'u':
    case 'y':
      return addYear(builder, field, count);
    case 'G':
      atMost(5);
      return addText(builder, field, count < 4 ? 3 : count);
    case 'M':
    case 'L':
    case 'Q':
    case 'q':
    case 'E':
    case 'e':
    case 'c':
      atMost(5);
      if (letter === 'c' && count === 2) throw patternError(pattern, "has an invalid 'cc'");
      if (count > 2) return addText(builder, field, count);
      if (letter === 'E') return addText(builder, field, 3);
      if (letter === 'e' || letter === 'c')
        return builder.addNumber('local-weekday', count, count, 'not-negative');
      return plain();
    case 'a':
      atMost(1);
      return addText(builder, field, 3);
    case 'S':
      atMost(9);
      return builder.addNumber(field, count, count, 'not-negative', 'fraction');
    case 'F':
      atMost(1);
      return plain();
    case 'D':
      atMost(3);
      if (count === 1) return plain();
      return builder.addNumber(field, count, 3, 'not-negative');
    case 'g':
      return builder.addNumber(field, count, 19, 'normal');
    case 'A':
    case 'n':
    case 'N':
      return builder.addNumber(field, count, 19, 'not-negative');
    default:
      atMost(2);
      return plain();
  }
}

function addText(builder: PatternBuilder, field: Field, count: number): void {
  builder.add({ kind: 'text', field, texts: textsOf(field, count) });
}

/** Texts by value: 3 letters short, 4 full, 5 narrow. */
function textsOf(field: Field, count: number): ReadonlyMap<number, string> {
  const full = { era: ERAS, month: MONTHS, weekday: WEEKDAYS, 'am-pm': AM_PM, quarter: QUARTERS };
  const names = full[field as keyof typeof full];
  const first = field === 'era' || field === 'am-pm' ? 0 : 1;
  let texts = names;
  if (field === 'era' && count < 4) texts = SHORT_ERAS;
  else if (field === 'quarter' && count !== 4)
    texts = names.map((_, i) => (count === 5 ? `${i + 1}` : `Q${i + 1}`));
  else if (count === 5) texts = names.map((name) => name.slice(0, 1));
  else if (count < 4 && field !== 'am-pm') texts = shorten(names);
  return new Map(texts.map((text, i) => [first + i, text]));
}
