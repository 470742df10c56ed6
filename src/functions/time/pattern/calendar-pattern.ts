import { patternError } from './pattern-error.ts';

/** A piece of a pattern of Java's SimpleDateFormat. */
export type CalendarElement =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: CalendarLetter; readonly count: number };

const LETTERS = 'GyMdkHmsSEDFwWahKzZYuXL';
export type CalendarLetter =
  | 'G'
  | 'y'
  | 'M'
  | 'd'
  | 'k'
  | 'H'
  | 'm'
  | 's'
  | 'S'
  | 'E'
  | 'D'
  | 'F'
  | 'w'
  | 'W'
  | 'a'
  | 'h'
  | 'K'
  | 'z'
  | 'Z'
  | 'Y'
  | 'u'
  | 'X'
  | 'L';

function isLetter(c: string): c is CalendarLetter {
  return LETTERS.includes(c);
}

/** The elements of a pattern of SimpleDateFormat. Throws E_VALUE for what is none. */
export function readCalendarPattern(pattern: string): readonly CalendarElement[] {
  const elements: CalendarElement[] = [];
  const matcher = /''|'((?:[^']|'')*)'|([A-Za-z])\2*|[^]/gy;
  for (const [text, quoted, letter] of pattern.matchAll(matcher)) {
    if (letter !== undefined) {
      if (!isLetter(letter)) throw patternError(pattern, `has the unknown letter '${letter}'`);
      if (letter === 'X' && text.length > 3) throw patternError(pattern, "has too many letters 'X'");
      elements.push({ kind: 'field', letter, count: text.length });
    } else if (text === "''") elements.push({ kind: 'literal', text: "'" });
    else if (quoted !== undefined) elements.push({ kind: 'literal', text: quoted.replaceAll("''", "'") });
    else if (text === "'") throw patternError(pattern, 'ends within quotes');
    else elements.push({ kind: 'literal', text });
  }
  return elements;
}
