import fc from './fast-check.ts';

/**
 * An oracle of its own for how operators group: trees are made at random, written with as few parentheses as Flink's order of operators
 * allows, and must come back as the same trees.
 */
export type Tree =
  | { readonly is: 'leaf'; readonly name: string }
  | { readonly is: 'binary'; readonly sign: string; readonly left: Tree; readonly right: Tree }
  | { readonly is: 'prefix'; readonly sign: 'NOT' | '-'; readonly of: Tree }
  | { readonly is: 'postfix'; readonly sign: string; readonly of: Tree }
  | { readonly is: 'between'; readonly of: Tree; readonly low: Tree; readonly high: Tree }
  | { readonly is: 'in'; readonly of: Tree; readonly items: readonly Tree[] };

// From loose to tight.
const RANKS = [
  ['OR'],
  ['AND'],
  ['NOT'],
  ['IS NULL', 'IS NOT TRUE', 'IS UNKNOWN'],
  ['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM'],
  ['LIKE', 'SIMILAR TO', 'BETWEEN', 'IN'],
  ['+', '-'],
  ['*', '/', '%', '||'],
  ['sign'],
  ['leaf'],
];

function rank(tree: Tree): number {
  const sign =
    tree.is === 'leaf'
      ? 'leaf'
      : tree.is === 'between'
        ? 'BETWEEN'
        : tree.is === 'in'
          ? 'IN'
          : tree.is === 'prefix' && tree.sign === '-'
            ? 'sign'
            : tree.sign;
  return RANKS.findIndex((signs) => signs.includes(sign));
}

/** The text with parentheses only where the tree would else be another one. */
export function write(tree: Tree): string {
  const own = rank(tree);
  const loose = (child: Tree): string => (rank(child) < own ? `(${write(child)})` : write(child));
  const tight = (child: Tree): string => (rank(child) <= own ? `(${write(child)})` : write(child));
  switch (tree.is) {
    case 'leaf':
      return tree.name;
    case 'binary':
      return `${loose(tree.left)} ${tree.sign} ${tight(tree.right)}`;
    case 'prefix':
      return `${tree.sign} ${loose(tree.of)}`;
    case 'postfix':
      return `${loose(tree.of)} ${tree.sign}`;
    case 'between':
      return `${loose(tree.of)} BETWEEN ${tight(tree.low)} AND ${tight(tree.high)}`;
    case 'in':
      return `${loose(tree.of)} IN (${tree.items.map(write).join(', ')})`;
  }
}

/** In the form that `brief` gives. */
export function show(tree: Tree): string {
  switch (tree.is) {
    case 'leaf':
      return tree.name === 'f(x)' ? '(f x)' : tree.name;
    case 'binary':
      return `(${tree.sign} ${show(tree.left)} ${show(tree.right)})`;
    case 'prefix':
    case 'postfix':
      return `(${tree.sign} ${show(tree.of)})`;
    case 'between':
      return `(BETWEEN ${show(tree.of)} ${show(tree.low)} ${show(tree.high)})`;
    case 'in':
      return `(IN ${[tree.of, ...tree.items].map(show).join(' ')})`;
  }
}

const BINARY = [
  ...(RANKS[0] ?? []),
  ...(RANKS[1] ?? []),
  ...(RANKS[4] ?? []),
  'LIKE',
  'SIMILAR TO',
  '+',
  '-',
  '*',
  '/',
  '%',
  '||',
];

export const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.record({
      is: fc.constant('leaf' as const),
      name: fc.constantFrom('a', 'b.c', '1', "'x'", 'f(x)', 'NULL'),
    }),
    fc.record({
      is: fc.constant('binary' as const),
      sign: fc.constantFrom(...BINARY),
      left: tie('tree'),
      right: tie('tree'),
    }),
    fc.record({
      is: fc.constant('prefix' as const),
      sign: fc.constantFrom('NOT' as const, '-' as const),
      of: tie('tree'),
    }),
    fc.record({
      is: fc.constant('postfix' as const),
      sign: fc.constantFrom(...(RANKS[3] ?? [])),
      of: tie('tree'),
    }),
    fc.record({ is: fc.constant('between' as const), of: tie('tree'), low: tie('tree'), high: tie('tree') }),
    fc.record({
      is: fc.constant('in' as const),
      of: tie('tree'),
      items: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));
