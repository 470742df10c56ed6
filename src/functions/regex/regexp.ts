import { SqlError } from '../../common/errors.ts';
import type { Long } from '../../types/long.ts';
import { isInsidePair } from '../../types/text.ts';
import { BOOLEAN, INT, STRING, type SqlType } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import { defineScalar, type ScalarFunction } from '../define.ts';
import { remembering } from '../remembering.ts';
import { compileRegex, type CompiledRegex, type Matches } from './regex.ts';

// Patterns are those of Java, as in Flink. One that Java refuses finds nothing: FALSE for REGEXP, NULL for the others.

export const regexp = patternFunction({
  name: 'REGEXP',
  syntax: 'REGEXP(string, pattern)',
  doc: 'Whether the pattern matches somewhere in the text; the empty pattern and one that is none do not.',
  returns: BOOLEAN,
  refused: false,
  read: (regex, text, pattern) => pattern !== '' && regex.matches(text).find(),
});

export const regexpCount = patternFunction({
  name: 'REGEXP_COUNT',
  syntax: 'REGEXP_COUNT(string, pattern)',
  doc: 'How many times the pattern matches.',
  returns: INT,
  nullable: true,
  takesNull: true,
  read(regex, text) {
    const matches = regex.matches(text);
    let count = 0;
    while (matches.find()) count++;
    return count;
  },
});

export const regexpExtract = patternFunction({
  name: 'REGEXP_EXTRACT',
  syntax: 'REGEXP_EXTRACT(string, pattern [, group])',
  doc: 'The first match, or what a group of it matched; NULL if there is none.',
  third: 'INT?',
  returns: STRING,
  nullable: true,
  read(regex, text, _pattern, group: number = 0) {
    if (group < 0 || group > regex.groups) return null;
    const matches = regex.matches(text);
    return matches.find() ? matches.group(group) : null;
  },
});

export const regexpExtractAll = patternFunction({
  name: 'REGEXP_EXTRACT_ALL',
  syntax: 'REGEXP_EXTRACT_ALL(string, pattern [, group])',
  doc: 'What a group, the first unless said otherwise, matched in each match; group 0 is the match.',
  third: 'BIGINT?',
  returns: { kind: 'ARRAY', element: STRING, nullable: true },
  nullable: true,
  takesNull: true,
  read(regex, text, _pattern, group: Long = 1) {
    if (group < 0 || group > regex.groups) return null;
    const matches = regex.matches(text);
    const found: (string | null)[] = [];
    while (matches.find()) found.push(matches.group(Number(group)));
    return found;
  },
});

/** Counted in UTF-16 units, as in Flink. */
export const regexpInstr = patternFunction({
  name: 'REGEXP_INSTR',
  syntax: 'REGEXP_INSTR(string, pattern)',
  doc: 'Where the first match begins, counted from 1; 0 if there is none.',
  returns: INT,
  nullable: true,
  takesNull: true,
  read(regex, text) {
    const matches = regex.matches(text);
    return matches.find() ? matches.start() + 1 : 0;
  },
});

export const regexpSubstr = patternFunction({
  name: 'REGEXP_SUBSTR',
  syntax: 'REGEXP_SUBSTR(string, pattern)',
  doc: 'The first match; NULL if there is none.',
  returns: STRING,
  nullable: true,
  takesNull: true,
  read(regex, text) {
    const matches = regex.matches(text);
    return matches.find() ? matches.group(0) : null;
  },
});

export const regexpReplace = patternFunction({
  name: 'REGEXP_REPLACE',
  syntax: 'REGEXP_REPLACE(string, pattern, replacement)',
  doc: 'The text with every match replaced; $ and \\ of the replacement are plain characters.',
  third: 'STRING',
  returns: STRING,
  read: (regex, text, _pattern, replacement: string) => replaceAll(text, regex.matches(text), replacement),
});

function replaceAll(text: string, matches: Matches, replacement: string): string {
  let result = '';
  let at = 0;
  while (matches.find()) {
    // Flink: what matches nothing matches inside of a pair of units too, and breaks the character
    if (matches.start() === matches.end() && isInsidePair(text, matches.start())) continue;
    result += text.slice(at, matches.start()) + replacement;
    at = matches.end();
  }
  return at === 0 && result === '' ? text : result + text.slice(at);
}

interface PatternSpec<T> extends Pick<ScalarFunction, 'name' | 'syntax' | 'doc'> {
  /** The parameter behind text and pattern. */
  readonly third?: 'INT?' | 'BIGINT?' | 'STRING';
  readonly returns: SqlType;
  readonly nullable?: boolean;
  /** A bare NULL is an argument too, as in Flink. */
  readonly takesNull?: boolean;
  /** The answer to a pattern that Java refuses, unless it is NULL. */
  readonly refused?: false;
  read(regex: CompiledRegex, text: string, pattern: string, third: T): unknown;
}

/** A constant pattern that weir does not run is refused before any row. */
function patternFunction<T>(spec: PatternSpec<T>): ScalarFunction {
  const { third, refused = null, takesNull = false, ...rest } = spec;
  const record = defineScalar({
    ...rest,
    args: third === undefined ? ['STRING', 'STRING'] : ['STRING', 'STRING', third],
    compile() {
      const compiled = remembering((pattern) => tryCompile(pattern));
      return (text: string, pattern: string, value?: unknown) => {
        const regex = compiled(pattern);
        return regex === undefined ? refused : spec.read(regex, text, pattern, value as T); // what `third` says
      };
    },
  });
  const checked: ScalarFunction = {
    ...record,
    bind(args) {
      const bound = record.bind(args);
      const pattern = args[1]?.kind === 'value' ? args[1].literal?.value : undefined;
      if (typeof pattern === 'string') tryCompile(pattern);
      return bound;
    },
  };
  return takesNull ? takingBareNull(checked, (argument) => (argument === 2 ? INT : STRING)) : checked;
}

/** undefined for a pattern that Java refuses. */
function tryCompile(pattern: string): CompiledRegex | undefined {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (error instanceof SqlError && error.code === 'E_VALUE') return undefined;
    throw error;
  }
}
