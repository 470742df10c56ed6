import type { Expression } from '../ast/query.ts';
import { makeCall } from '../call.ts';
import type { Cursor } from '../cursor.ts';

/**
 * One item of GROUP BY. `GROUPING SETS ((a, b), a, ())`, `ROLLUP (a, b)` and `CUBE (a, b)` become calls of those names; a list in parentheses
 * is a call ROW, also `()`: the grouping into one group.
 */
export function parseGroupItem(cursor: Cursor): Expression {
  const first = cursor.token;
  if (cursor.accept('GROUPING', 'SETS')) return parseSets(cursor, 'GROUPING SETS', first);
  if ((cursor.is('ROLLUP') || cursor.is('CUBE')) && cursor.peek(1).word === '(') {
    cursor.next();
    return parseSets(cursor, first.word, first);
  }
  if (cursor.sees('(', ')')) {
    cursor.next();
    cursor.next();
    return makeCall('ROW', first, [], cursor.spanFrom(first));
  }
  return cursor.grammar.expression(cursor);
}

function parseSets(cursor: Cursor, name: string, first: Expression['span']): Expression {
  const nameSpan = { start: first.start, end: cursor.peek(-1).end };
  cursor.enter();
  const args = cursor.list(() => parseGroupItem(cursor));
  cursor.leave();
  return makeCall(name, nameSpan, args, { start: first.start, end: cursor.peek(-1).end });
}
