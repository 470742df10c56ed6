import * as fc from '../../support/fast-check.ts';
import { expect, test } from 'vitest';
import { compileLike } from '../../../src/functions/logic/like-pattern.ts';
import { cpuMs } from '../../support/cpu-time.ts';

/** The pattern as a regular expression, which may take long but is plain. */
function asRegExp(pattern: string): RegExp {
  const parts = [...pattern].map((character) => {
    if (character === '%') return '[^]*';
    if (character === '_') return '[^\\n\\r\\u0085\\u2028\\u2029]';
    return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

test('a pattern matches what the same regular expression matches', () => {
  const characters = fc.constantFrom('a', 'b', '%', '_', '😀', '.', '\n');
  const text = fc.array(fc.constantFrom('a', 'b', '😀', '.', '\n'), { maxLength: 10 });
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 8 }), text, (pattern, letters) => {
      const [source, value] = [pattern.join(''), letters.join('')];
      expect([source, value, compileLike(source, undefined)(value)]).toEqual([
        source,
        value,
        asRegExp(source).test(value),
      ]);
    }),
    { numRuns: 5000 },
  );
});

test('many wildcards in a long text take no time', async () => {
  const matches = compileLike(`${'%a_'.repeat(30)}%b`, undefined);
  const ms = await cpuMs(() => expect(matches('a'.repeat(20_000))).toBe(false), 1000);
  expect(ms).toBeLessThan(1000);
});

test('an escape takes the meaning of a wildcard and of itself', () => {
  expect(compileLike('50!%!!', '!')('50%!')).toBe(true);
  expect(compileLike('50!%', '!')('500')).toBe(false);
  expect(compileLike('a\\%', undefined)('a\\bc')).toBe(true);
  for (const pattern of ['a!', 'a!b'])
    expect(() => compileLike(pattern, '!')).toThrow('before something else');
});
