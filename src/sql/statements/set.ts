import type { OptionEntry } from '../ast/query.ts';
import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import type { Token } from '../token.ts';

/** SET; SET 'key' = 'value'; SET key = value (the rest of the line is the value). */
export function parseSet(cursor: Cursor): Statement {
  const first = cursor.expect('SET');
  const entry = isDone(cursor) ? undefined : parseEntry(cursor);
  return { kind: 'set', entry, span: cursor.spanFrom(first) };
}

/** RESET; RESET 'key'; RESET key */
export function parseReset(cursor: Cursor): Statement {
  const first = cursor.expect('RESET');
  if (isDone(cursor)) return { kind: 'reset', key: undefined, span: cursor.spanFrom(first) };
  const start = cursor.token;
  const name = parseKey(cursor);
  return { kind: 'reset', key: { name, span: cursor.spanFrom(start) }, span: cursor.spanFrom(first) };
}

function isDone(cursor: Cursor): boolean {
  return cursor.token.kind === 'end' || cursor.is(';');
}

function parseEntry(cursor: Cursor): OptionEntry {
  const first = cursor.token;
  const key = parseKey(cursor);
  const keySpan = cursor.spanFrom(first);
  if (!cursor.is('=')) throw cursor.unexpected({ expected: ['='], quiet: true });
  cursor.next();
  const start = cursor.token;
  const value = parseValue(cursor);
  return { key, value, keySpan, valueSpan: cursor.spanFrom(start) };
}

/** 'key', or bare words joined by dots and dashes, without blanks between them: table.exec.state.ttl, weir.ai.endpoint-map. */
function parseKey(cursor: Cursor): string {
  if (cursor.token.kind === 'string') return cursor.next().text;
  const first = cursor.token;
  if (first.kind !== 'word' && first.kind !== 'quoted')
    throw cursor.unexpected({ wanted: 'the name of a setting' });
  cursor.next();
  while (cursor.token.start === cursor.peek(-1).end && !cursor.is('=') && !isDone(cursor)) {
    if (cursor.token.kind === 'bad') throw cursor.unexpected();
    cursor.next();
  }
  return cursor.text.slice(first.start, cursor.peek(-1).end).replaceAll('`', '');
}

/** 'value', or all that stands up to `;`, if no part of it is in quotes: that would more likely be a slip. */
function parseValue(cursor: Cursor): string {
  if (cursor.token.kind === 'string') return cursor.next().text;
  const first = cursor.token;
  if (isDone(cursor)) throw cursor.unexpected({ wanted: 'a value' });
  for (let token: Token = first; !isDone(cursor); token = cursor.token) {
    if (token.kind === 'bad' && token.open !== undefined) throw cursor.unexpected();
    if (token.kind === 'string') throw cursor.unexpected({ expected: [';'], quiet: true });
    cursor.next();
  }
  return cursor.text.slice(first.start, cursor.peek(-1).end);
}
