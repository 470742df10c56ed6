import { complement, type CharSet } from './char-set.ts';
import type { Flags } from './flags.ts';
import { letterClass } from './named-class.ts';
import { END, plainCode, type PatternReader } from './pattern-reader.ts';
import { property } from './property.ts';

/** What stands behind a backslash, wherever it may stand: a character, a set, or a letter that only some places know. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'other'; readonly letter: string };

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** Reads what follows a backslash that is taken already. Throws E_VALUE, E_UNSUPPORTED for \N. */
export function parseEscape(reader: PatternReader, flags: Flags): Escape {
  const code = reader.takeRaw();
  if (code === END) throw reader.invalid('a backslash stands');
  const letter = String.fromCodePoint(plainCode(code));
  if (letter === 'p' || letter === 'P') {
    const set = parseProperty(reader, flags);
    return { kind: 'set', set: letter === 'P' ? complement(set) : set };
  }
  const set = letterClass(letter, flags);
  if (set !== undefined) return { kind: 'set', set };
  if (!/^[A-Za-z0-9]$/.test(letter)) return { kind: 'character', code: plainCode(code) };
  const control = CONTROLS[letter];
  if (control !== undefined) return { kind: 'character', code: control };
  switch (letter) {
    case '0':
      return { kind: 'character', code: octal(reader) };
    case 'x':
      return { kind: 'character', code: hexadecimal(reader) };
    case 'u':
      return { kind: 'character', code: unicode(reader) };
    case 'c': {
      const next = reader.takeRaw();
      if (next === END) throw reader.invalid('a character is wanted behind \\c');
      return { kind: 'character', code: plainCode(next) ^ 64 };
    }
    case 'N':
      if (reader.peekRaw() !== 0x7b) throw reader.invalid('{ and the name of a character are wanted');
      throw reader.unsupported('names of characters (\\N)');
    default:
      return { kind: 'other', letter };
  }
}

/** \p{name}, \pL; the p is taken. */
function parseProperty(reader: PatternReader, flags: Flags): CharSet {
  const code = reader.takeRaw();
  if (code === END) throw reader.invalid('a property is wanted');
  const character = String.fromCodePoint(plainCode(code));
  const name = character === '{' ? reader.takeUntil('}') : character;
  if (name === undefined) throw reader.missing('}');
  const set = property(name, flags);
  if (set === undefined) throw reader.invalid(`no property has the name {${name}}`);
  return set;
}

/** One to three digits, \377 at most. */
function octal(reader: PatternReader): number {
  const first = digit(reader, 8);
  if (first === undefined) throw reader.invalid('octal digits are wanted');
  const second = digit(reader, 8);
  if (second === undefined) return first;
  const third = first <= 3 ? digit(reader, 8) : undefined;
  return third === undefined ? first * 8 + second : first * 64 + second * 8 + third;
}

/** \xhh, \x{h...h} */
function hexadecimal(reader: PatternReader): number {
  if (reader.peekRaw() !== 0x7b) return digits(reader, 2);
  reader.takeRaw();
  let code = 0;
  let count = 0;
  for (let next = digit(reader, 16); next !== undefined; next = digit(reader, 16)) {
    code = code * 16 + next;
    if (code > 0x10ffff) throw reader.invalid('no character has this number');
    count++;
  }
  if (count === 0 || reader.takeRaw() !== 0x7d) throw reader.invalid('hexadecimal digits and } are wanted');
  return code;
}

/** \uhhhh; two that are the halves of one character are that character. */
function unicode(reader: PatternReader): number {
  const high = digits(reader, 4);
  if (high < 0xd800 || high > 0xdbff || reader.peekRaw() !== 0x5c || reader.peekRaw(1) !== 0x75) return high;
  const low = parseInt(
    [2, 3, 4, 5].map((i) => String.fromCodePoint(Math.max(0, reader.peekRaw(i)))).join(''),
    16,
  );
  if (!(low >= 0xdc00 && low <= 0xdfff)) return high;
  for (let i = 0; i < 6; i++) reader.takeRaw();
  return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
}

function digits(reader: PatternReader, count: number): number {
  let code = 0;
  for (let i = 0; i < count; i++) {
    const next = digit(reader, 16);
    if (next === undefined) throw reader.invalid(`${count} hexadecimal digits are wanted`);
    code = code * 16 + next;
  }
  return code;
}

/** The value of the next character, which is taken, if it is a digit. */
function digit(reader: PatternReader, base: number): number | undefined {
  const code = reader.peekRaw();
  const value = code === END || code > 0x7f ? NaN : parseInt(String.fromCodePoint(code), base);
  if (Number.isNaN(value)) return undefined;
  reader.takeRaw();
  return value;
}
