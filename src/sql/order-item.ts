import type { OrderItem } from './ast/query.ts';
import type { Cursor } from './cursor.ts';

/** `expr [ASC|DESC] [NULLS FIRST|LAST]` */
export function parseOrderItem(cursor: Cursor): OrderItem {
  const value = cursor.grammar.expression(cursor);
  const descending = cursor.accept('DESC');
  if (!descending) cursor.accept('ASC');
  const nulls = cursor.accept('NULLS', 'FIRST')
    ? 'FIRST'
    : cursor.accept('NULLS', 'LAST')
      ? 'LAST'
      : undefined;
  return { value, descending, nulls };
}
