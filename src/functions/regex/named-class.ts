import { charSet, complement, EVERYTHING, rangeSet, unicodeSet, type CharSet } from './char-set.ts';
import type { Flags } from './flags.ts';

export const DIGIT = rangeSet(48, 57);
export const WORD = rangeSet(48, 57, 65, 90, 95, 95, 97, 122);
export const SPACE = rangeSet(9, 13, 32, 32);
export const HORIZONTAL_SPACE = charSet(
  '\t \u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
);
export const VERTICAL_SPACE = charSet('\n\u000b\f\r\u0085\u2028\u2029');

/** The character classes of a backslash and a letter; undefined for another letter. */
export function letterClass(letter: string, flags: Flags): CharSet | undefined {
  switch (letter) {
    case 'd':
      return flags.unicodeClasses ? unicodeSet('\\p{Nd}') : DIGIT;
    case 'w':
      return flags.unicodeClasses ? unicodeWord() : WORD;
    case 's':
      return flags.unicodeClasses ? unicodeSet('\\p{White_Space}') : SPACE;
    case 'h':
      return HORIZONTAL_SPACE;
    case 'v':
      return VERTICAL_SPACE;
    case 'D':
    case 'W':
    case 'S':
    case 'H':
    case 'V': {
      const set = letterClass(letter.toLowerCase(), flags);
      return set && complement(set);
    }
    default:
      return undefined;
  }
}

function unicodeWord(): CharSet {
  return unicodeSet('[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]');
}

/** . */
export function point(flags: Flags): CharSet {
  if (flags.dotAll) return EVERYTHING;
  return complement(charSet(flags.unixLines ? '\n' : '\n\r\u0085\u2028\u2029'));
}

/** The POSIX classes, of ASCII alone. */
const ASCII: Readonly<Record<string, CharSet>> = {
  ASCII: rangeSet(0, 127),
  Alnum: rangeSet(48, 57, 65, 90, 97, 122),
  Alpha: rangeSet(65, 90, 97, 122),
  Blank: charSet(' \t'),
  Cntrl: rangeSet(0, 31, 127, 127),
  Digit: DIGIT,
  Graph: rangeSet(33, 126),
  Lower: rangeSet(97, 122),
  Print: rangeSet(32, 126),
  Punct: rangeSet(33, 47, 58, 64, 91, 96, 123, 126),
  Space: SPACE,
  Upper: rangeSet(65, 90),
  XDigit: rangeSet(48, 57, 65, 70, 97, 102),
};

/** The POSIX classes under (?U), in any case. */
const UNICODE_POSIX: Readonly<Record<string, string>> = {
  ALPHA: '\\p{Alphabetic}',
  LOWER: '\\p{Lowercase}',
  UPPER: '\\p{Uppercase}',
  SPACE: '\\p{White_Space}',
  PUNCT: '\\p{P}',
  XDIGIT: '[\\p{Nd}\\p{Hex_Digit}]',
  ALNUM: '[\\p{Alphabetic}\\p{Nd}]',
  CNTRL: '\\p{Cc}',
  DIGIT: '\\p{Nd}',
  BLANK: '[\\p{Zs}\\t]',
  GRAPH: '[^\\p{Z}\\p{Cc}\\p{Cs}\\p{Cn}]',
  PRINT: '[^\\p{Zl}\\p{Zp}\\p{Cc}\\p{Cs}\\p{Cn}]',
};

/** The names behind \p{Is...}, in any case. */
const BINARY: Readonly<Record<string, string>> = {
  ALPHABETIC: '\\p{Alphabetic}',
  ASSIGNED: '\\P{Cn}',
  CONTROL: '\\p{Cc}',
  DIGIT: '\\p{Nd}',
  HEXDIGIT: '[\\p{Nd}\\p{Hex_Digit}]',
  IDEOGRAPHIC: '\\p{Ideographic}',
  JOINCONTROL: '\\p{Join_Control}',
  LETTER: '\\p{L}',
  LOWERCASE: '\\p{Lowercase}',
  NONCHARACTERCODEPOINT: '\\p{Noncharacter_Code_Point}',
  TITLECASE: '\\p{Lt}',
  PUNCTUATION: '\\p{P}',
  UPPERCASE: '\\p{Uppercase}',
  WHITESPACE: '\\p{White_Space}',
  WORD: '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]',
};
/** Those of them that may be written with underscores too. */
const WITH_UNDERSCORES = new Set(['WHITE_SPACE', 'HEX_DIGIT', 'NONCHARACTER_CODE_POINT', 'JOIN_CONTROL']);

/** Methods of java.lang.Character: \p{javaLowerCase} is Character.isLowerCase. */
const JAVA: Readonly<Record<string, string>> = {
  LowerCase: '\\p{Lowercase}',
  UpperCase: '\\p{Uppercase}',
  Alphabetic: '\\p{Alphabetic}',
  Ideographic: '\\p{Ideographic}',
  TitleCase: '\\p{Lt}',
  Digit: '\\p{Nd}',
  Defined: '\\P{Cn}',
  Letter: '\\p{L}',
  LetterOrDigit: '[\\p{L}\\p{Nd}]',
  JavaIdentifierStart: '[\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}]',
  JavaIdentifierPart:
    '[\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}\\p{Nd}\\p{Mc}\\p{Mn}\\0-\\x08\\x0e-\\x1b\\x7f-\\x9f\\p{Cf}]',
  UnicodeIdentifierStart: '\\p{ID_Start}',
  UnicodeIdentifierPart: '[\\p{ID_Continue}\\0-\\x08\\x0e-\\x1b\\x7f-\\x9f\\p{Cf}]',
  IdentifierIgnorable: '[\\0-\\x08\\x0e-\\x1b\\x7f-\\x9f\\p{Cf}]',
  SpaceChar: '\\p{Z}',
  Whitespace: '[\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u205f\\u3000\\p{Zl}\\p{Zp}]',
  ISOControl: '\\p{Cc}',
  Mirrored: '\\p{Bidi_Mirrored}',
};

const CATEGORIES = new Set(
  'Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf L M N Z C P S LC'.split(
    ' ',
  ),
);
const CASED = new Set(['Lu', 'Ll', 'Lt']);

/** A POSIX class, a general category or a method of java.lang.Character. */
export function namedClass(name: string, flags: Flags): CharSet | undefined {
  const either = flags.ignoreCase;
  if (name === 'all') return EVERYTHING;
  if (name === 'L1') return rangeSet(0, 255);
  if (name === 'LD') return unicodeSet('[\\p{L}\\p{Nd}]');
  if (CATEGORIES.has(name)) return unicodeSet(`\\p{${either && CASED.has(name) ? 'LC' : name}}`);
  if (either && (name === 'Lower' || name === 'Upper')) return ASCII['Alpha'];
  if (Object.hasOwn(ASCII, name)) return ASCII[name];
  const method = name.startsWith('java') ? name.slice(4) : '';
  const source = Object.hasOwn(JAVA, method) ? JAVA[method] : undefined;
  if (source === undefined) return undefined;
  return unicodeSet(either && /^(Lower|Upper|Title)Case$/.test(method) ? ANY_CASE : source);
}

const ANY_CASE = '[\\p{Lowercase}\\p{Uppercase}\\p{Lt}]';

/** A POSIX class under (?U). */
export function unicodePosixClass(name: string, flags: Flags): CharSet | undefined {
  const key = name.toUpperCase();
  if (!Object.hasOwn(UNICODE_POSIX, key)) return undefined;
  if (flags.ignoreCase && (key === 'LOWER' || key === 'UPPER')) return unicodeSet(ANY_CASE);
  return unicodeSet(UNICODE_POSIX[key] ?? '');
}

/** A yes-or-no property of Unicode that Java knows: the Alphabetic of \p{IsAlphabetic}. */
export function binaryProperty(name: string, flags: Flags): CharSet | undefined {
  const upper = name.toUpperCase();
  const key = WITH_UNDERSCORES.has(upper) ? upper.replaceAll('_', '') : upper;
  if (!Object.hasOwn(BINARY, key)) return undefined;
  if (flags.ignoreCase && /^(LOWER|UPPER|TITLE)CASE$/.test(key)) return unicodeSet(ANY_CASE);
  return unicodeSet(BINARY[key] ?? '');
}
