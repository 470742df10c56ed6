import type { Query } from './ast/query.ts';
import { SqlError } from '../common/errors.ts';
import type { Cursor } from './cursor.ts';

type SetOperator = 'UNION' | 'INTERSECT' | 'EXCEPT';

/** Longer chains of UNION become balanced trees: the rows are the same, and no later stage recurses deeply. */
const LONG_CHAIN = 64;
/** More than 64 KB can hold. */
const MAX_CHAIN = 5000;

/** Terms combined by UNION, EXCEPT and INTERSECT; the last binds tighter, else they group to the left. */
export function parseSetOperation(cursor: Cursor, term: (cursor: Cursor) => Query): Query {
  return chain(cursor, ['UNION', 'EXCEPT'], () => chain(cursor, ['INTERSECT'], () => term(cursor)));
}

function chain(cursor: Cursor, words: readonly SetOperator[], next: () => Query): Query {
  let left = next();
  let terms = 1;
  for (;;) {
    if (cursor.is('MINUS')) throw cursor.unexpected({ hint: 'write EXCEPT' });
    const operator = words.find((word) => cursor.accept(word));
    if (operator === undefined) return left;
    const alls = [takeAll(cursor)];
    const operands = [left, next()];
    // the other operators do not run yet, so nobody walks a chain of them
    while (operator === 'UNION' && cursor.accept('UNION')) {
      alls.push(takeAll(cursor));
      operands.push(next());
    }
    left = operator === 'UNION' ? union(operands, alls) : combine(operator, alls[0] === true, operands);
    terms += alls.length;
    if (terms > MAX_CHAIN)
      throw new SqlError('E_TOO_LARGE', `more than ${MAX_CHAIN} set operations in a row`, {
        span: { start: cursor.token.start, end: cursor.token.end },
        hint: 'split them into views',
      });
  }
}

function takeAll(cursor: Cursor): boolean {
  const all = cursor.accept('ALL');
  if (!all) cursor.accept('DISTINCT');
  return all;
}

/** `alls[i]` stands between terms i and i + 1. Of a long chain nothing is kept twice up to the last UNION that is not ALL. */
function union(terms: readonly Query[], alls: readonly boolean[]): Query {
  if (terms.length <= LONG_CHAIN)
    return terms.reduce((left, right, i) => combine('UNION', alls[i - 1] === true, [left, right]));
  const once = alls.lastIndexOf(false) + 2;
  if (once === 1) return unionAll(terms);
  const middle = once >> 1;
  const distinct = combine('UNION', false, [
    unionAll(terms.slice(0, middle)),
    unionAll(terms.slice(middle, once)),
  ]);
  return unionAll([distinct, ...terms.slice(once)]);
}

function unionAll(terms: readonly Query[]): Query {
  if (terms.length > LONG_CHAIN) {
    const middle = terms.length >> 1;
    return combine('UNION', true, [unionAll(terms.slice(0, middle)), unionAll(terms.slice(middle))]);
  }
  return terms.reduce((left, right) => combine('UNION', true, [left, right]));
}

function combine(operator: SetOperator, all: boolean, [left, right]: readonly Query[]): Query {
  if (left === undefined || right === undefined) throw new RangeError('a set operation has two sides');
  return { kind: 'set', operator, all, left, right, span: { start: left.span.start, end: right.span.end } };
}
