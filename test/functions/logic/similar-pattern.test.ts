import * as fc from '../../support/fast-check.ts';
import { expect, test } from 'vitest';
import { compileSimilar } from '../../../src/functions/logic/similar-pattern.ts';
import { cpuMs } from '../../support/cpu-time.ts';

/** Patterns that JavaScript's regular expressions read alike. */
const patterns: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', '[ab]', '[^a]', '[a-b]', '.'),
    fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => x + y),
    fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => `(${x}|${y})`),
    tie('pattern').map((x) => `(${x})*`),
    tie('pattern').map((x) => `(${x})+`),
    tie('pattern').map((x) => `(${x})?`),
    tie('pattern').map((x) => `(${x}){1,2}`),
    tie('pattern').map((x) => `(${x}){2}`),
  ),
})).pattern;

test('a pattern matches what the same regular expression matches', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(patterns, text, (pattern, value) => {
      const expected = new RegExp(`^(?:${pattern})$`, 'u').test(value);
      expect([pattern, value, compileSimilar(pattern, undefined)(value)]).toEqual([pattern, value, expected]);
    }),
    { numRuns: 3000 },
  );
});

test('nested repetition of a long text takes no time', async () => {
  const matches = compileSimilar('((a+)+)+b', undefined);
  const ms = await cpuMs(() => expect(matches('a'.repeat(5000))).toBe(false), 1000);
  expect(ms).toBeLessThan(1000);
});

test('a pattern too large is refused instead of filling the memory', () => {
  expect(() => compileSimilar('(((a{9999}){9999}){9999})', undefined)).toThrow('that large');
});

test.each([
  '[',
  '(a',
  'a)',
  '*a',
  'a{2',
  'a{3,2}',
  '[b-a]',
  '[[:NOPE:]]',
  'a]',
  '[[:ALPHA:]_]',
  '[*]',
  '[!a]',
])('%s is no pattern', (pattern) => {
  expect(() => compileSimilar(pattern, '!')).toThrow('no pattern of SIMILAR TO');
});

test.each(['a!', '!a', 'a!.'])('%s escapes nothing', (pattern) => {
  expect(() => compileSimilar(pattern, '!')).toThrow("'!' before something else than a sign of patterns");
});

test('what the standard does not know is passed on to Java', () => {
  const matches = (pattern: string, text: string) => compileSimilar(pattern, '!')(text);
  expect(matches('a.c', 'abc')).toBe(true);
  expect(matches('^a', 'a')).toBe(true);
  expect(matches('(?i)A', 'a')).toBe(true);
  expect(matches('[a-c&&b]', 'a')).toBe(false);
  expect(matches('a$', 'a$')).toBe(true);
  expect(matches('a\\d', 'a\\d')).toBe(true);
  expect(matches('[a!-c]', '-')).toBe(true);
  expect(matches('!!![', '![')).toBe(true);
  expect(() => compileSimilar('a)|(b', '!')).toThrow('no pattern of SIMILAR TO');
});
