import type { Expression, OrderItem } from '../ast/query.ts';
import type { Cursor } from '../cursor.ts';
import { parseOrderItem } from '../order-item.ts';

/**
 * `TABLE t [PARTITION BY a | (a, b)] [ORDER BY c | (c, d)]` as an argument of a table function. Without parentheses each list has one item:
 * the comma behind it starts the next argument.
 */
export function parseTableArgument(cursor: Cursor): Expression | undefined {
  if (!cursor.is('TABLE')) return undefined;
  const first = cursor.next();
  if (cursor.is('(')) throw cursor.unexpected({ hint: 'a query stands in parentheses without TABLE' });
  const name = cursor.objectName("a table's name");
  let partitionBy: readonly Expression[] | undefined;
  let orderBy: readonly OrderItem[] | undefined;
  if (cursor.accept('PARTITION')) {
    cursor.expect('BY');
    partitionBy = oneOrList(cursor, () => cursor.grammar.expression(cursor));
  }
  if (cursor.accept('ORDER')) {
    cursor.expect('BY');
    orderBy = oneOrList(cursor, () => parseOrderItem(cursor));
  }
  const span = cursor.spanFrom(first);
  if (partitionBy === undefined && orderBy === undefined) return { kind: 'table', name, span };
  return { kind: 'table', name, partitionBy, orderBy, span };
}

function oneOrList<T>(cursor: Cursor, item: () => T): readonly T[] {
  return cursor.is('(') ? cursor.list(item) : [item()];
}
