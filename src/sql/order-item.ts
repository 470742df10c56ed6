import type { OrderItem } from './ast/query.ts';
import type { Cursor } from './cursor.ts';

/** `expr [ASC|DESC] [NULLS FIRST|LAST]` */
export function parseOrderItem(cursor: Cursor): OrderItem {
  const value = cursor.grammar.expression(cursor);
  const descending = cursor.accept('DESC');
  if (!descending) cursor.accept('ASC');
  if (!cursor.accept('NULLS')) return { value, descending, nulls: undefined };
  const nulls = (['FIRST', 'LAST'] as const).find((word) => cursor.accept(word));
  if (nulls === undefined) throw cursor.unexpected({ expected: ['FIRST', 'LAST'] });
  return { value, descending, nulls };
}
