import type { Query } from './ast/query.ts';
import { SqlError } from '../common/errors.ts';
import type { Cursor } from './cursor.ts';

type SetOperator = 'UNION' | 'INTERSECT' | 'EXCEPT';

/** Longer chains of UNION ALL become balanced trees: the rows are the same, and no later stage recurses deeply. */
const LONG_CHAIN = 64;
const MAX_CHAIN = 500;

/** Terms combined by UNION, EXCEPT and INTERSECT; the last binds tighter, else they group to the left. */
export function parseSetOperation(cursor: Cursor, term: (cursor: Cursor) => Query): Query {
  return chain(cursor, ['UNION', 'EXCEPT'], () => chain(cursor, ['INTERSECT'], () => term(cursor)));
}

function chain(cursor: Cursor, words: readonly SetOperator[], next: () => Query): Query {
  let left = next();
  let steps = 0;
  for (;;) {
    if (cursor.is('MINUS')) throw cursor.unexpected({ hint: 'write EXCEPT' });
    const operator = words.find((word) => cursor.accept(word));
    if (operator === undefined) return left;
    const all = cursor.accept('ALL');
    if (!all) cursor.accept('DISTINCT');
    if (operator === 'UNION' && all) {
      const terms = [left, next()];
      while (cursor.accept('UNION', 'ALL')) terms.push(next());
      steps += terms.length > LONG_CHAIN ? Math.ceil(Math.log2(terms.length)) : terms.length - 1;
      left = unionAll(terms);
    } else {
      steps++;
      left = combine(operator, all, left, next());
    }
    if (steps > MAX_CHAIN)
      throw new SqlError('E_TOO_LARGE', `more than ${MAX_CHAIN} set operations in a row`, {
        span: { start: cursor.token.start, end: cursor.token.end },
        hint: 'split them into views',
      });
  }
}

function unionAll(terms: readonly Query[]): Query {
  if (terms.length > LONG_CHAIN) {
    const middle = terms.length >> 1;
    return combine('UNION', true, unionAll(terms.slice(0, middle)), unionAll(terms.slice(middle)));
  }
  return terms.reduce((left, right) => combine('UNION', true, left, right));
}

function combine(operator: SetOperator, all: boolean, left: Query, right: Query): Query {
  return { kind: 'set', operator, all, left, right, span: { start: left.span.start, end: right.span.end } };
}
