import { expect, test } from 'vitest';
import { compileProgram } from '../../../src/functions/regex/compile-program.ts';
import { Matcher } from '../../../src/functions/regex/matcher.ts';
import { harmlessLength } from '../../../src/functions/regex/native-cost.ts';
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
  ['abc|abd', Infinity],
  ['\\d{1,3}-\\d{1,3}', Infinity],
  ['^[^,]*,', Infinity],
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
