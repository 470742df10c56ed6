import { SqlError } from '../../common/errors.ts';
import { isInsidePair } from '../../types/text.ts';
import { BOOLEAN, INT, STRING } from '../../types/type.ts';
import { defineScalar, type ScalarFunction } from '../define.ts';
import { compileRegex, type CompiledRegex } from './regex.ts';

// Patterns are those of Java, as in Flink. One that Java refuses finds nothing: FALSE for REGEXP, NULL for the others.

/** Patterns that come with the rows: so many are kept compiled. */
const MOST_KEPT = 32;

export const regexp = patternFunction(
  defineScalar({
    name: 'REGEXP',
    syntax: 'REGEXP(string, pattern)',
    doc: 'Whether the pattern matches somewhere in the text; the empty pattern and one that is none do not.',
    args: ['STRING', 'STRING'],
    returns: BOOLEAN,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern) => pattern !== '' && compiled(pattern)?.matches(text).find() === true;
    },
  }),
);

export const regexpCount = patternFunction(
  defineScalar({
    name: 'REGEXP_COUNT',
    syntax: 'REGEXP_COUNT(string, pattern)',
    doc: 'How many times the pattern matches.',
    args: ['STRING', 'STRING'],
    returns: INT,
    nullable: true,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern) => {
        const matches = compiled(pattern)?.matches(text);
        if (matches === undefined) return null;
        let count = 0;
        while (matches.find()) count++;
        return count;
      };
    },
  }),
  'takes NULL',
);

export const regexpExtract = patternFunction(
  defineScalar({
    name: 'REGEXP_EXTRACT',
    syntax: 'REGEXP_EXTRACT(string, pattern [, group])',
    doc: 'The first match, or what a group of it matched; NULL if there is none.',
    args: ['STRING', 'STRING', 'INT?'],
    returns: STRING,
    nullable: true,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern, group = 0) => {
        const regex = compiled(pattern);
        if (regex === undefined || group < 0 || group > regex.groups) return null;
        const matches = regex.matches(text);
        return matches.find() ? matches.group(group) : null;
      };
    },
  }),
);

export const regexpExtractAll = patternFunction(
  defineScalar({
    name: 'REGEXP_EXTRACT_ALL',
    syntax: 'REGEXP_EXTRACT_ALL(string, pattern [, group])',
    doc: 'What a group, the first unless said otherwise, matched in each match; group 0 is the match.',
    args: ['STRING', 'STRING', 'BIGINT?'],
    returns: { kind: 'ARRAY', element: STRING, nullable: true },
    nullable: true,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern, group = 1) => {
        const regex = compiled(pattern);
        if (regex === undefined || group < 0 || group > regex.groups) return null;
        const matches = regex.matches(text);
        const found: (string | null)[] = [];
        while (matches.find()) found.push(matches.group(Number(group)));
        return found;
      };
    },
  }),
  'takes NULL',
);

/** Counted in UTF-16 units, as in Flink. */
export const regexpInstr = patternFunction(
  defineScalar({
    name: 'REGEXP_INSTR',
    syntax: 'REGEXP_INSTR(string, pattern)',
    doc: 'Where the first match begins, counted from 1; 0 if there is none.',
    args: ['STRING', 'STRING'],
    returns: INT,
    nullable: true,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern) => {
        const matches = compiled(pattern)?.matches(text);
        if (matches === undefined) return null;
        return matches.find() ? matches.start() + 1 : 0;
      };
    },
  }),
  'takes NULL',
);

export const regexpSubstr = patternFunction(
  defineScalar({
    name: 'REGEXP_SUBSTR',
    syntax: 'REGEXP_SUBSTR(string, pattern)',
    doc: 'The first match; NULL if there is none.',
    args: ['STRING', 'STRING'],
    returns: STRING,
    nullable: true,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern) => {
        const matches = compiled(pattern)?.matches(text);
        return matches?.find() === true ? matches.group(0) : null;
      };
    },
  }),
  'takes NULL',
);

export const regexpReplace = patternFunction(
  defineScalar({
    name: 'REGEXP_REPLACE',
    syntax: 'REGEXP_REPLACE(string, pattern, replacement)',
    doc: 'The text with every match replaced; $ and \\ of the replacement are plain characters.',
    args: ['STRING', 'STRING', 'STRING'],
    returns: STRING,
    compile() {
      const compiled = keepingCompiled();
      return (text, pattern, replacement) => {
        const matches = compiled(pattern)?.matches(text);
        return matches === undefined ? null : replaceAll(text, matches, replacement);
      };
    },
  }),
);

function replaceAll(
  text: string,
  matches: ReturnType<CompiledRegex['matches']>,
  replacement: string,
): string {
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

/** A constant pattern that weir does not run is refused before any row. 'takes NULL': a bare one too, as in Flink. */
function patternFunction(record: ScalarFunction, nulls?: 'takes NULL'): ScalarFunction {
  return {
    ...record,
    bind(args) {
      const typed = args.map((arg, i) =>
        nulls !== undefined && arg.kind === 'value' && arg.type.kind === 'NULL'
          ? { ...arg, type: i === 2 ? INT : STRING }
          : arg,
      );
      const bound = record.bind(typed);
      const pattern = typed[1]?.kind === 'value' ? typed[1].literal?.value : undefined;
      if (typeof pattern === 'string') tryCompile(pattern);
      return bound;
    },
  };
}

/** Compiles patterns and keeps the last ones; undefined for a pattern that Java refuses. */
function keepingCompiled(): (pattern: string) => CompiledRegex | undefined {
  const kept = new Map<string, CompiledRegex | undefined>();
  let last: string | undefined;
  let lastRegex: CompiledRegex | undefined;
  return (pattern) => {
    if (pattern === last) return lastRegex;
    lastRegex = kept.get(pattern);
    if (lastRegex === undefined && !kept.has(pattern)) {
      lastRegex = tryCompile(pattern);
      const [oldest] = kept.keys();
      if (kept.size === MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(pattern, lastRegex);
    }
    last = pattern;
    return lastRegex;
  };
}

function tryCompile(pattern: string): CompiledRegex | undefined {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (error instanceof SqlError && error.code === 'E_VALUE') return undefined;
    throw error;
  }
}
