import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { show, tree, write, type Tree } from '../support/operator-trees.ts';
import { expressionOf } from './brief.ts';

test('any tree of operators, written with the fewest parentheses, is read back as itself', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (original) => {
      const text = write(original);
      expect(await expressionOf(text), text).toBe(show(original));
    }),
    { numRuns: 1500 },
  );
});

test('the oracle tells wrong groupings apart', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ is: 'leaf', name }) as const);
  if (a === undefined || b === undefined || c === undefined) throw new Error('three leaves');
  const or: Tree = { is: 'binary', sign: 'OR', left: a, right: b };
  expect(write({ is: 'binary', sign: 'AND', left: or, right: c })).toBe('(a OR b) AND c');
  expect(
    write({ is: 'binary', sign: '-', left: a, right: { is: 'binary', sign: '-', left: b, right: c } }),
  ).toBe('a - (b - c)');
});
