import { SqlError } from '../common/errors.ts';
import type { Expression, OrderItem, Query } from './ast/query.ts';
import type { Cursor } from './cursor.ts';
import { isQueryAhead } from './lookahead.ts';
import { parseOrderItem } from './order-item.ts';
import { parseSelect } from './select.ts';
import { parseSetOperation } from './set-operation.ts';
import type { Token } from './token.ts';

/** [WITH ...] select {UNION | INTERSECT | EXCEPT select} [ORDER BY ...] [LIMIT ...] [OFFSET ...] [FETCH ...] */
export function parseQuery(cursor: Cursor): Query {
  const first = cursor.token;
  cursor.enter();
  const tables = cursor.is('WITH') ? parseWith(cursor) : undefined;
  const query = parseTail(cursor, parseSetOperation(cursor, parseTerm));
  cursor.leave();
  if (tables === undefined) return query;
  return { kind: 'with', tables, body: query, span: cursor.spanFrom(first) };
}

/** What UNION and its kin combine: SELECT, VALUES, TABLE t, or a query in parentheses. */
function parseTerm(cursor: Cursor): Query {
  const first = cursor.token;
  switch (first.word) {
    case 'SELECT':
      return parseSelect(cursor);
    case 'VALUES':
      return parseValues(cursor);
    case 'TABLE':
      return parseWholeTable(cursor);
    case '(': {
      cursor.next();
      const query = parseQuery(cursor);
      cursor.close();
      return query;
    }
    default:
      throw cursor.unexpected({ expected: ['SELECT', 'VALUES', 'WITH'], wanted: 'a query' });
  }
}

function parseWith(cursor: Cursor): (Query & { kind: 'with' })['tables'] {
  const first = cursor.expect('WITH');
  if (cursor.accept('RECURSIVE')) {
    throw new SqlError('E_UNSUPPORTED', 'weir does not run WITH RECURSIVE', { span: cursor.spanFrom(first) });
  }
  return cursor.items(() => {
    const name = cursor.identifier('a name for the query');
    const columns = cursor.is('(') ? cursor.list(() => cursor.identifier('a column name')) : [];
    cursor.expect('AS', '(');
    const query = parseQuery(cursor);
    cursor.close();
    return { name, columns, query };
  });
}

/** VALUES (1, 'a'), (2, 'b'); a single value may stand without parentheses. */
function parseValues(cursor: Cursor): Query {
  const first = cursor.expect('VALUES');
  const rows = cursor.items(() => parseRow(cursor));
  return { kind: 'values', rows, span: cursor.spanFrom(first) };
}

/** `(a, b)`, `ROW(a, b)`, `(ROW(a, b))` or `a`; `((a, b))` is one column. */
function parseRow(cursor: Cursor): readonly Expression[] {
  const value = (): Expression => cursor.grammar.expression(cursor);
  if (cursor.is('(') && !isQueryAhead(cursor)) {
    const isRow = cursor.peek(1).word === 'ROW' && cursor.peek(2).word === '(';
    const row = cursor.list(value);
    const [only] = row;
    return isRow && row.length === 1 && only?.kind === 'call' && only.name === 'ROW' ? only.args : row;
  }
  if (cursor.sees('ROW', '(')) {
    cursor.next();
    return cursor.list(value);
  }
  return [value()];
}

/** TABLE t is SELECT * FROM t. */
function parseWholeTable(cursor: Cursor): Query {
  const first = cursor.expect('TABLE');
  const name = cursor.objectName("a table's name");
  const span = cursor.spanFrom(first);
  return {
    kind: 'select',
    distinct: false,
    items: [{ value: { kind: 'star', qualifier: undefined, span }, alias: undefined, span }],
    from: [{ kind: 'table', name, options: [], alias: undefined, columnAliases: [], span: name.span }],
    where: undefined,
    groupBy: [],
    having: undefined,
    qualify: undefined,
    span,
  };
}

function parseTail(cursor: Cursor, input: Query): Query {
  const first = cursor.token;
  let orderBy: readonly OrderItem[] = [];
  if (cursor.accept('ORDER')) {
    cursor.expect('BY');
    orderBy = cursor.items(() => parseOrderItem(cursor));
  }
  let limit: Expression | undefined;
  let offset: Expression | undefined;
  let limited = false;
  for (;;) {
    const word = cursor.token;
    if (offset === undefined && cursor.accept('OFFSET')) {
      offset = parseCount(cursor);
      if (!cursor.accept('ROWS')) cursor.accept('ROW');
    } else if (!limited && cursor.accept('LIMIT')) {
      limited = true;
      if (offset !== undefined)
        throw cursor.unexpected({ at: cursor.index - 1, hint: 'write LIMIT count OFFSET start' });
      if (!cursor.accept('ALL')) limit = parseCount(cursor);
      if (cursor.is(',')) throw cursor.unexpected({ hint: 'write LIMIT count OFFSET start' });
    } else if (!limited && cursor.accept('FETCH')) {
      limited = true;
      limit = parseFetch(cursor);
    } else {
      if (cursor.token === first) return input;
      return {
        kind: 'ordered',
        input,
        orderBy,
        limit,
        offset,
        span: { start: input.span.start, end: endBefore(cursor, word) },
      };
    }
  }
}

function endBefore(cursor: Cursor, token: Token): number {
  return token.kind === 'end' ? token.end : cursor.peek(-1).end;
}

/** FETCH FIRST n ROWS ONLY */
function parseFetch(cursor: Cursor): Expression {
  if (!cursor.accept('FIRST')) cursor.expect('NEXT');
  const limit = parseCount(cursor);
  if (!cursor.accept('ROWS') && !cursor.accept('ROW')) throw cursor.unexpected({ expected: ['ROWS'] });
  cursor.expect('ONLY');
  return limit;
}

/** A number, nothing computed. */
function parseCount(cursor: Cursor): Expression {
  const token = cursor.token;
  if (token.kind !== 'number') throw cursor.unexpected({ wanted: 'a number' });
  cursor.next();
  return {
    kind: 'literal',
    literal: { type: 'number', text: token.text },
    span: { start: token.start, end: token.end },
  };
}
