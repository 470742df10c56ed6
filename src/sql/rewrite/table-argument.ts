import type { Expression } from '../ast.ts';
import type { Cursor } from '../cursor.ts';
import { parsePartitionOrder } from '../window-spec.ts';

/** `TABLE t [PARTITION BY ...] [ORDER BY ...]` as an argument of a table function. */
export function parseTableArgument(cursor: Cursor): Expression | undefined {
  if (!cursor.is('TABLE')) return undefined;
  const first = cursor.next();
  const name = cursor.objectName("a table's name");
  const { partitionBy, orderBy } = parsePartitionOrder(cursor);
  const span = cursor.spanFrom(first);
  if (partitionBy.length === 0 && orderBy.length === 0) return { kind: 'table', name, span };
  return { kind: 'table', name, partitionBy, orderBy, span };
}
