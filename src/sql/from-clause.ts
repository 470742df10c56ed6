import { SqlError, type Span } from '../common/errors.ts';
import type { FromItem } from './ast/query.ts';
import type { CarriedTable } from './carrier.ts';
import type { Cursor } from './cursor.ts';
import { isQueryAhead } from './lookahead.ts';
import { parseTable } from './rewrite/table.ts';
import type { JoinCondition } from './skeleton.ts';
import { JOIN_WORDS, Skeleton } from './skeleton.ts';
import type { Token } from './token.ts';
import { carry } from './carry.ts';

/** More tables than this in one FROM would make the plan too deep to walk. */
const MAX_TABLES = 200;

/**
 * Rewrites what stands behind FROM: tables to placeholders, join words as they are. Each condition goes as USING ( c0 ), whatever it is:
 * the carrier needs half a millisecond for an ON, and says as well with USING which join it belongs to.
 */
export function rewriteFrom(cursor: Cursor, skeleton: Skeleton, takesCommas = true): void {
  let natural: Token | undefined;
  let tables = 0;
  for (;;) {
    const token = cursor.token;
    if (token.word === 'NATURAL') {
      // The carrier's grammar has no NATURAL (one dialect reads it as an alias).
      natural = cursor.next();
      let ahead = 0;
      while (['INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER'].includes(cursor.peek(ahead).word)) ahead++;
      if (cursor.peek(ahead).word !== 'JOIN')
        throw cursor.unexpected({ at: cursor.index + ahead, expected: ['JOIN'], from: natural });
    } else if (token.word === ',' && !takesCommas) {
      return;
    } else if (JOIN_WORDS.has(token.word)) {
      cursor.next();
      skeleton.add(token.word, token);
      if (token.word === 'CROSS' && !cursor.is('JOIN')) throw cursor.unexpected({ expected: ['JOIN'] });
      if (token.word !== 'JOIN') continue;
      if (!startsTable(cursor)) throw cursor.unexpected({ wanted: 'a table', from: token });
      skeleton.joinSpans.push(spanOf(token));
    } else if (token.word === 'ON' && !cursor.sees('ON', 'CONFLICT', 'DO')) {
      cursor.next();
      const on = cursor.grammar.expression(cursor);
      addCondition(skeleton, { natural: false, on, using: [], conditionSpan: spanOf(token) }, token);
    } else if (token.word === 'USING') {
      cursor.next();
      const using = cursor.list(() => cursor.identifier('a column name'));
      addCondition(skeleton, { natural: false, on: undefined, using, conditionSpan: spanOf(token) }, token);
    } else if (startsTable(cursor)) {
      if (++tables > MAX_TABLES) throw tooManyTables(cursor);
      const isJoin = token.word === '(' && !isQueryAhead(cursor);
      skeleton.addTable(isJoin ? parseJoin(cursor) : parseTable(cursor), token);
      if (natural !== undefined) addCondition(skeleton, { natural: true, on: undefined, using: [] }, natural);
      natural = undefined;
    } else return;
  }
}

function spanOf({ start, end }: Token): Span {
  return { start, end };
}

function addCondition(skeleton: Skeleton, condition: JoinCondition, token: Token): void {
  skeleton.add(`USING ( ${skeleton.joins.add(condition)} )`, token);
}

function tooManyTables(cursor: Cursor): SqlError {
  const { start, end } = cursor.token;
  return new SqlError('E_TOO_LARGE', `a FROM clause names more than ${MAX_TABLES} tables`, {
    span: { start, end },
    hint: 'split it into views',
  });
}

function startsTable(cursor: Cursor): boolean {
  return cursor.isIdentifier() || ['(', 'LATERAL', 'TABLE', 'UNNEST'].includes(cursor.token.word);
}

/** `(a JOIN b ON ...)`: a skeleton of its own. */
function parseJoin(cursor: Cursor): FromItem {
  const open = cursor.expect('(');
  if (!startsTable(cursor)) throw cursor.unexpected({ wanted: 'a table or a query', from: open });
  cursor.enter();
  const skeleton = new Skeleton();
  skeleton.add('SELECT * FROM', open);
  rewriteFrom(cursor, skeleton, false);
  if (!cursor.is(')')) skeleton.addMisfit(cursor.token);
  const { from } = carry(cursor, skeleton);
  const [table] = assembleFrom(from, skeleton);
  skeleton.assertComplete();
  if (table?.kind !== 'join')
    throw cursor.unexpected({ expected: ['JOIN'], wanted: 'a join or a query', from: open });
  cursor.close();
  cursor.leave();
  return { ...table, enclosed: true, span: cursor.spanFrom(open) };
}

/** The tables and joins that came back. A comma and a JOIN bind alike, from the left: what stands before a comma is bound with the join behind it. */
export function assembleFrom(entries: readonly CarriedTable[], skeleton: Skeleton): FromItem[] {
  const items: FromItem[] = [];
  const joinSpans = skeleton.joinSpans.values();
  for (const entry of entries) {
    const right = skeleton.tables.take(entry.table);
    const left = entry.join === undefined ? undefined : items.pop();
    if (left === undefined) items.push(right);
    else items.push(join(left, right, entry, skeleton, joinSpans.next().value));
  }
  return items;
}

function join(
  left: FromItem,
  right: FromItem,
  entry: CarriedTable,
  skeleton: Skeleton,
  joinSpan: Span | undefined,
): FromItem {
  const none: JoinCondition = { natural: false, on: undefined, using: [] };
  const condition = entry.using === undefined ? none : skeleton.joins.take(entry.using);
  const kinds = ['LEFT', 'RIGHT', 'FULL', 'CROSS'] as const;
  const type = kinds.find((word) => entry.join?.startsWith(word)) ?? 'INNER';
  const span = { start: left.span.start, end: condition.on?.span.end ?? right.span.end };
  return {
    kind: 'join',
    type,
    ...condition,
    joinSpan,
    left,
    right,
    alias: undefined,
    columnAliases: [],
    span,
  };
}
