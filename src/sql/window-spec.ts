import type { Expression, OrderItem, WindowSpec } from './ast/query.ts';
import { parseOrderItem } from './order-item.ts';
import type { Cursor } from './cursor.ts';

/** What follows OVER: `w`, or `([w] [PARTITION BY ...] [ORDER BY ...] [frame])`. */
export function parseWindow(cursor: Cursor): WindowSpec {
  const first = cursor.token;
  if (!cursor.is('(')) {
    const name = cursor.identifier("a window's name or (");
    return { name, partitionBy: [], orderBy: [], frame: undefined, span: name.span };
  }
  cursor.next();
  cursor.enter();
  const name = cursor.isIdentifier() ? cursor.identifier() : undefined;
  const { partitionBy, orderBy } = parsePartitionOrder(cursor);
  const frame = cursor.is('ROWS') || cursor.is('RANGE') ? parseFrame(cursor) : undefined;
  cursor.close();
  cursor.leave();
  return { name, partitionBy, orderBy, frame, span: cursor.spanFrom(first) };
}

export interface PartitionOrder {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
}

/** `[PARTITION BY e, ...] [ORDER BY e, ...]`; a list may stand in parentheses, as a row. */
export function parsePartitionOrder(cursor: Cursor): PartitionOrder {
  let partitionBy: readonly Expression[] = [];
  let orderBy: readonly OrderItem[] = [];
  if (cursor.accept('PARTITION')) {
    cursor.expect('BY');
    partitionBy = cursor.items(() => cursor.grammar.expression(cursor));
  }
  if (cursor.accept('ORDER')) {
    cursor.expect('BY');
    orderBy = cursor.items(() => parseOrderItem(cursor));
  }
  return { partitionBy, orderBy };
}

/** ROWS | RANGE bound, or BETWEEN bound AND bound; given back as text with single blanks and keywords in upper case. */
function parseFrame(cursor: Cursor): string {
  const from = cursor.index;
  cursor.next();
  if (cursor.accept('BETWEEN')) {
    parseBound(cursor);
    cursor.expect('AND');
  }
  parseBound(cursor);
  const words: string[] = [];
  for (let i = from; i < cursor.index; i++) {
    const { word, start, end } = cursor.lexer.at(i);
    words.push(word || cursor.text.slice(start, end));
  }
  return words.join(' ');
}

function parseBound(cursor: Cursor): void {
  if (cursor.accept('CURRENT', 'ROW')) return;
  if (!cursor.accept('UNBOUNDED')) cursor.grammar.expression(cursor);
  if (!cursor.accept('PRECEDING') && !cursor.accept('FOLLOWING'))
    throw cursor.unexpected({ expected: ['PRECEDING', 'FOLLOWING'] });
}
