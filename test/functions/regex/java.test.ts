import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SqlError } from '../../../src/common/errors.ts';
import { compileProgram } from '../../../src/functions/regex/compile-program.ts';
import { Matcher } from '../../../src/functions/regex/matcher.ts';
import { parsePattern } from '../../../src/functions/regex/parse-pattern.ts';
import { compileRegex } from '../../../src/functions/regex/regex.ts';

// fixtures/regex/java.jsonl is what java.util.regex of Java 17 answered; scripts/regex/record.mjs asks it.

interface Recorded {
  /** The pattern and the texts it was tried on. */
  readonly case: readonly [string, ...string[]];
  readonly error?: number;
  readonly groups?: number;
  /** For each text its matches: start and end of each group. 'overflow': Java's stack was too small. */
  readonly found?: readonly (readonly (readonly number[])[] | 'overflow')[];
}

const MOST_MATCHES = 60;
const RECORDED = readFileSync(join(import.meta.dirname, '../../../fixtures/regex/java.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

/** What Java takes and weir refuses by name. */
const REFUSED = ['a{2147483647}'];

/**
 * Java reports a group of an iteration that it has given back, or that of the first iteration in place of the last. The
 * matches themselves are the same.
 */
const STALE_GROUPS = [
  '(?:(a)b)*ab',
  '((a)*b)*',
  '(?:(a)*b)+',
  '((())++|(?=(?:(\\b){2,}|[ab]([^a][^a]))|(?:\\w.{2,})c)([^a])(?:^{1,3})?)\\d++',
  '[^a]|(\\d*?${0,2}+((()??(?>c*^))??){0,2}+)\\d',
];

test('at least 400 patterns are recorded, right ones and wrong ones', () => {
  expect(RECORDED.filter((recorded) => recorded.found !== undefined).length).toBeGreaterThan(1400);
  expect(RECORDED.filter((recorded) => recorded.error !== undefined).length).toBeGreaterThan(100);
});

test('a pattern is refused where Java refuses it, and by name where weir does not run it', () => {
  const different: string[] = [];
  const refused: string[] = [];
  for (const {
    case: [pattern],
    error,
    groups,
  } of RECORDED) {
    const outcome = groupsOf(pattern);
    if (outcome === 'E_UNSUPPORTED') refused.push(pattern);
    else if (outcome !== (error === undefined ? groups : 'E_VALUE')) different.push(pattern);
  }
  expect(different).toEqual([]);
  expect(refused).toEqual(REFUSED);
});

function groupsOf(pattern: string): number | string {
  try {
    return compileRegex(pattern).groups;
  } catch (error) {
    if (error instanceof SqlError) return error.code;
    throw error;
  }
}

test('all matches and their groups are those of Java', () => {
  expect(differences(findAll)).toEqual(STALE_GROUPS);
});

test('with a memory of failures from the first step on the matches are the same', () => {
  expect(differences((pattern, text) => findAll(pattern, text, 0).map(extent), extent)).toEqual([]);
});

test("with JavaScript's engine where it is harmless the texts of the groups are the same", () => {
  const texts = (pattern: string, text: string) => {
    const { groups, matches } = compileRegex(pattern);
    const found = matches(text);
    const all: unknown[] = [];
    while (all.length < MOST_MATCHES && found.find())
      all.push([found.start(), found.end(), ...Array.from({ length: groups }, (_, i) => found.group(i + 1))]);
    return all;
  };
  const recorded = (borders: readonly number[], text: string) => [
    borders[0],
    borders[1],
    ...Array.from({ length: borders.length / 2 - 1 }, (_, i) => {
      const [start = -1, end] = borders.slice(2 * i + 2);
      return start < 0 ? null : text.slice(start, end);
    }),
  ];
  // of equal letters the place does not show
  const visible = STALE_GROUPS.filter((pattern) => pattern !== '((a)*b)*' && pattern !== '(?:(a)*b)+');
  expect(differences(texts, recorded)).toEqual(visible);
});

function extent(borders: readonly number[]): readonly number[] {
  return borders.slice(0, 2);
}

/** The patterns that answer otherwise than recorded on one of their texts. */
function differences(
  answer: (pattern: string, text: string) => unknown,
  expected: (borders: readonly number[], text: string) => unknown = (borders) => borders,
): string[] {
  return RECORDED.filter(({ case: [pattern, ...texts], found }) => {
    if (found === undefined || REFUSED.includes(pattern)) return false;
    return texts.some((text, i) => {
      const matches = found[i];
      if (matches === undefined || matches === 'overflow') return false;
      const wanted = matches.map((borders) => expected(borders, text));
      return JSON.stringify(answer(pattern, text)) !== JSON.stringify(wanted);
    });
  }).map(({ case: [pattern] }) => pattern);
}

function findAll(pattern: string, text: string, memoryAfter?: number): number[][] {
  const regex = parsePattern(pattern);
  const matcher = new Matcher(compileProgram(regex), pattern, memoryAfter);
  matcher.reset(text);
  const found: number[][] = [];
  while (found.length < MOST_MATCHES && matcher.find()) {
    const borders: number[] = [];
    for (let group = 0; group <= regex.groups; group++)
      borders.push(matcher.start(group), matcher.end(group));
    found.push(borders);
  }
  return found;
}
