import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { compileRegex } from '../regex/regex.ts';

/** The signs that an escape character may stand before. */
const SIGNS = '[]()|^-+*_%?{}';
/** What a class in a class is called, in capital or in small letters, and Java's word for it. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['ALPHA', '\\p{Alpha}'],
  ['UPPER', '\\p{Upper}'],
  ['LOWER', '\\p{Lower}'],
  ['DIGIT', '\\d'],
  ['SPACE', ' '],
  ['WHITESPACE', '\\s'],
  ['ALNUM', '\\p{Alnum}'],
];

/**
 * The test for a SIMILAR TO pattern, which must match the whole text. Throws E_VALUE for a pattern that is none and
 * for a wrong escape, E_UNSUPPORTED as for regular expressions.
 */
export function compileSimilar(pattern: string, escape: string | undefined): (text: string) => boolean {
  if (escape !== undefined && escape.length !== 1)
    throw new SqlError('E_VALUE', `${excerpt(escape)} is no escape character`, {
      hint: 'ESCAPE takes one character',
    });
  const source = toRegex(pattern, escape);
  try {
    const regex = compileRegex(source, 'whole');
    return (text) => regex.matches(text).find();
  } catch (error) {
    throw error instanceof SqlError && error.code === 'E_VALUE' ? invalid(pattern, error) : error;
  }
}

/**
 * Flink makes a pattern of Java of it, in which only % _ $ \ and classes mean something else; so much of Java that the SQL
 * standard does not know is taken too: a point, ^, (?i).
 */
function toRegex(pattern: string, escape: string | undefined): string {
  let regex = '';
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i] ?? '';
    if (sign === escape) regex += escapedSign(pattern[++i] ?? '', escape) ?? wrongEscape(pattern, escape);
    else if (sign === '_') regex += '.';
    else if (sign === '%') regex += '(?s:.*)';
    else if (sign === '$' || sign === '\\') regex += `\\${sign}`;
    else if (sign === '[') {
      const [members, end] = classMembers(pattern, escape, i + 1);
      regex += `[${members}]`;
      i = end;
    } else if (sign === ']') throw invalid(pattern);
    else regex += sign;
  }
  return regex;
}

/** The members of the class that begins at `start`, and where its ] stands. */
function classMembers(pattern: string, escape: string | undefined, start: number): [string, number] {
  let members = '';
  for (let i = start; i < pattern.length; i++) {
    const sign = pattern[i] ?? '';
    if (sign === ']') return [members, i];
    const named = CLASSES.find(([name]) => isNamed(pattern, name, i));
    if (sign === escape) members += escapedSign(pattern[++i] ?? '', escape) ?? fail(pattern);
    else if (named !== undefined) {
      members += named[1];
      i += named[0].length + 3;
    } else if (SIGNS.includes(sign) && sign !== '-' && sign !== '^') throw invalid(pattern);
    else members += sign;
  }
  throw invalid(pattern);
}

function isNamed(pattern: string, name: string, at: number): boolean {
  return pattern.startsWith(`[:${name}:]`, at) || pattern.startsWith(`[:${name.toLowerCase()}:]`, at);
}

/** What stands behind an escape character, as Java writes it; undefined if it needs no escape. */
function escapedSign(sign: string, escape: string): string | undefined {
  if (sign === '' || (sign !== escape && !SIGNS.includes(sign))) return undefined;
  // Flink: the escape character itself is not escaped for Java, which makes of '\\' ESCAPE '\' an error
  return /\w/.test(sign) ? sign : `\\${sign}`;
}

function wrongEscape(pattern: string, escape: string): never {
  throw new SqlError(
    'E_VALUE',
    `pattern ${excerpt(pattern)} has ${excerpt(escape)} before something else than a sign of patterns`,
  );
}

function fail(pattern: string): never {
  throw invalid(pattern);
}

function invalid(pattern: string, cause?: SqlError): SqlError {
  return new SqlError('E_VALUE', `${excerpt(pattern)} is no pattern of SIMILAR TO`, {
    hint: '% and _ as in LIKE; | * + ? {m,n} ( ) [ ] as in regular expressions',
    cause,
  });
}
