import { SqlError } from '../common/errors.ts';
import type { FromItem } from './ast.ts';
import type { CarriedTable } from './carrier.ts';
import type { Cursor } from './cursor.ts';
import { isQueryAhead } from './lookahead.ts';
import { parseTable } from './rewrite/table.ts';
import { JOIN_WORDS, Skeleton } from './skeleton.ts';
import { carry } from './carry.ts';

/** More joins than this in one FROM would make the plan too deep to walk. */
const MAX_JOINS = 200;

/** Rewrites what stands behind FROM: tables to placeholders, join words as they are, conditions to placeholders. */
export function rewriteFrom(cursor: Cursor, skeleton: Skeleton): void {
  let natural = false;
  for (;;) {
    const token = cursor.token;
    if (token.word === 'NATURAL') {
      // The carrier's grammar has no NATURAL (one dialect reads it as an alias): it gets an ON instead.
      natural = true;
      cursor.next();
    } else if (JOIN_WORDS.has(token.word)) {
      cursor.next();
      skeleton.add(token.word, token);
    } else if (token.word === 'ON') {
      cursor.next();
      skeleton.add('ON', token);
      const first = cursor.token;
      skeleton.add(skeleton.conditions.add(cursor.grammar.expression(cursor)), first);
    } else if (token.word === 'USING') {
      cursor.next();
      skeleton.add('USING', token);
      const columns = cursor.list(() => cursor.identifier('a column name'));
      skeleton.add(`( ${skeleton.using.add(columns)} )`, token);
    } else if (startsTable(cursor)) {
      skeleton.addTable(
        token.word === '(' && !isQueryAhead(cursor) ? parseJoin(cursor) : parseTable(cursor),
        token,
      );
      if (natural) {
        skeleton.add('ON', token);
        skeleton.add(skeleton.conditions.add('natural'), token);
        natural = false;
      }
    } else return;
  }
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
  rewriteFrom(cursor, skeleton);
  if (!cursor.is(')')) skeleton.addMisfit(cursor.token);
  const { from } = carry(cursor, skeleton);
  const [table, second] = assembleFrom(from, skeleton);
  skeleton.assertComplete();
  if (table === undefined || second !== undefined)
    throw new SqlError('E_UNSUPPORTED', 'weir does not support a comma list of tables in parentheses', {
      span: cursor.spanFrom(open),
      hint: 'write CROSS JOIN',
    });
  cursor.close();
  cursor.leave();
  return { ...table, span: cursor.spanFrom(open) };
}

/** The tables and joins that came back; a JOIN binds tighter than a comma. */
export function assembleFrom(entries: readonly CarriedTable[], skeleton: Skeleton): FromItem[] {
  const items: FromItem[] = [];
  if (entries.length > MAX_JOINS)
    throw new SqlError('E_TOO_LARGE', `a query joins more than ${MAX_JOINS} tables`, {
      hint: 'split it into views',
    });
  for (const entry of entries) {
    const right = skeleton.tables.take(entry.table);
    const left = entry.join === undefined ? undefined : items.pop();
    items.push(left === undefined ? right : join(left, right, entry, skeleton));
  }
  return items;
}

function join(left: FromItem, right: FromItem, entry: CarriedTable, skeleton: Skeleton): FromItem {
  const condition = entry.on === undefined ? undefined : skeleton.conditions.take(entry.on);
  const type =
    (['LEFT', 'RIGHT', 'FULL', 'CROSS'] as const).find((word) => entry.join?.startsWith(word)) ?? 'INNER';
  return {
    kind: 'join',
    type,
    natural: condition === 'natural',
    left,
    right,
    on: condition === 'natural' ? undefined : condition,
    using: entry.using === undefined ? [] : skeleton.using.take(entry.using),
    alias: undefined,
    columnAliases: [],
    span: { start: left.span.start, end: right.span.end },
  };
}
