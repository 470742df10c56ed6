import { expect, test } from 'vitest';
import { compileProgram } from '../../../src/functions/regex/compile-program.ts';
import { Matcher } from '../../../src/functions/regex/matcher.ts';
import { harmlessLength } from '../../../src/functions/regex/native-cost.ts';
import { compileRegex } from '../../../src/functions/regex/regex.ts';
import { parsePattern } from '../../../src/functions/regex/parse-pattern.ts';

const LENGTH = 50_000;
const A = 'a'.repeat(LENGTH);

/** Steps of all matches in a text, and how many there were. */
function run(pattern: string, text: string): { steps: number; found: number; size: number } {
  const program = compileProgram(parsePattern(pattern));
  const matcher = new Matcher(program, pattern);
  matcher.reset(text);
  let found = 0;
  while (matcher.find()) found++;
  return { steps: matcher.steps, found, size: program.code.length / 4 };
}

// each would take 2 to the power of something, or the square of 50,000, by plain back-tracking
test.each([
  ['(a+)+$', `${A}b`, 0],
  ['(a+)+$', A, 1],
  ['^(a+)+$', `${A}b`, 0],
  ['(a|a)*b', A, 0],
  ['(a|aa)+$', `${A}b`, 0],
  ['(a{1,5}){2,30}b', A, 0],
  ['(.*,){20}x', '1,'.repeat(LENGTH / 2), 0],
  ['(.*)(.*)(.*)(.*)x', A, 0],
  ['(x+x+)+y', 'x'.repeat(LENGTH), 0],
  ['((a*)*)*b', A, 0],
  ['(?:a|b|ab)*c', 'ab'.repeat(LENGTH / 2), 0],
  ['(\\w+\\s?)+$', `${'word '.repeat(LENGTH / 5)}!`, 0],
  ['\\s+$', `${' '.repeat(LENGTH)}x`, 0],
  ['([a-zA-Z]+)*$', `${A}1`, 1],
  ['(\\b|a)*c', A, 0],
  ['(a??)*?b', A, 0],
  ['(?i)(A|a)+$', `${A}b`, 0],
  ['(é|é)*b', 'é'.repeat(LENGTH), 0],
  ['(?=.*x)a', A, 0],
  ['(?!.*b)a', A, LENGTH],
  ['(?>a+)b', A, 0],
  ['a*+b', A, 0],
  ['x*', A, LENGTH + 1],
] as const)(
  '%s on 50,000 characters takes a bounded number of steps for each',
  (pattern, text, matches) => {
    const { steps, found, size } = run(pattern, text);
    expect(found).toBe(matches);
    // the bound of the design: the instructions of the pattern times the length of the text
    expect(steps).toBeLessThan(4 * size * LENGTH);
  },
  // counted, not timed
  120_000,
);

test(
  'where nothing bounds the steps the search ends with an error that names the pattern',
  { timeout: 120_000 },
  () => {
    for (const pattern of ['(a+)\\1b', '(?=(a+))a*b\\1', '(?<=b{0,9000})(?<!a{0,9000})b|a(?<!a{0,9000})'])
      expect(() => run(pattern, A)).toThrow(`regular expression '${pattern}' takes more than 20000000 steps`);
  },
);

test('a pattern too large is refused instead of filling the memory', () => {
  for (const pattern of [
    'a{2147483647}',
    '(((a{9999}){9999}){9999})',
    '(a{1000}){1000}',
    'a'.repeat(100_001),
  ])
    expect(() => run(pattern, 'a')).toThrow('weir does not run regular expressions that large');
});

test('a pattern nested too deep is refused instead of filling the stack', () => {
  expect(() => parsePattern('('.repeat(100_000))).toThrow('groups nested deeper than 500');
  expect(() => parsePattern(`${'['.repeat(100_000)}`)).toThrow('classes nested deeper than 200');
  expect(run(`${'('.repeat(499)}a${')'.repeat(499)}`, 'a').found).toBe(1);
});

test.each([
  // no repetition that could be tried in several ways
  ['abc|abd', 1_000_000],
  ['\\d{1,3}-\\d{1,3}', 1_000_000],
  ['^[^,]*,', 1_000_000],
  // each place of the text is a try
  ['\\d+-', 1000],
  ['(?:[a-z]+,)*;', 1000],
  ['[a-z]+@[a-z]+', 1000],
  // several repetitions share the text
  ['^.*,.*$', 1000],
  ['(.*)-(.*)', 100],
  // ways that multiply
  ['(a+)+$', 0],
  ['(a|a)*b', 0],
  ['(a{1,5}){2,30}', 0],
  ['(?:a|ab)*c', 0],
  ['(a?){30}a{30}', 0],
  ['^(?:a?){30}a{30}', 0],
  // what the other engine knows in another way
  ['(a*)*', 0],
  ['a*+b', 0],
  ['(?=a)b', 0],
  ['(a)\\1', 0],
])('%s is harmless up to %s characters', (pattern, length) => {
  expect(harmlessLength(parsePattern(pattern))).toBe(length);
});

test('a border between letters and marks looks at each mark of a text once', () => {
  const marks = '\u0301'.repeat(LENGTH);
  for (const text of [marks, `a${marks}`]) expect(run('\\b\u0301', text).steps).toBeLessThan(20 * LENGTH);
  // what is known of the marks in between is not mixed up
  expect(run('\\b', 'a\u0301 \u0301b').found).toBe(4);
  expect(run('\\B', 'e\u0301\u0301e').found).toBe(3);
});

test('a search that would keep too many ways to go back ends with an error', { timeout: 60_000 }, () => {
  const matches = compileRegex('(?:([^x]))*y').matches('a'.repeat(6_000_000));
  expect(() => matches.find()).toThrow(
    "regular expression '(?:([^x]))*y' needs more than 256 MB on its text",
  );
});

test('a class of 30,000 characters is read at once, in any number of pieces', () => {
  const signs = Array.from({ length: 30_000 }, (_, i) => String.fromCodePoint(0x4e00 + 2 * i));
  for (const pattern of [`[${signs.join('')}]`, `[${signs.map((sign) => `[${sign}]`).join('')}]`]) {
    expect(compileRegex(pattern).matches('\u4e02').find()).toBe(true);
    expect(compileRegex(pattern).matches('\u4e03').find()).toBe(false);
  }
  expect(() => parsePattern(`[a${'&&a'.repeat(30_000)}]`)).toThrow('classes nested deeper than 200');
});

test('what a class asks of each character beyond ASCII counts as steps', () => {
  const { steps } = run(`(?iu)[${'à-ý'.repeat(1000)}]x`, 'з'.repeat(100));
  expect(steps).toBeGreaterThan(100_000);
});
