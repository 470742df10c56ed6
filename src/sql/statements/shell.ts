import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';

/** HELP [topic]; the topic is all that follows. */
export function parseHelp(cursor: Cursor): Statement {
  const first = cursor.expect('HELP');
  const start = cursor.token;
  if (start.kind === 'end' || start.word === ';')
    return { kind: 'help', topic: undefined, span: cursor.spanFrom(first) };
  while (cursor.token.kind !== 'end' && !cursor.is(';')) {
    if (cursor.token.kind === 'bad') throw cursor.unexpected();
    cursor.next();
  }
  const end = cursor.peek(-1).end;
  const topic =
    start.kind === 'string' && start.end === end ? start.text : cursor.text.slice(start.start, end);
  return { kind: 'help', topic, span: cursor.spanFrom(first) };
}

/** QUIT or EXIT */
export function parseQuit(cursor: Cursor): Statement {
  const first = cursor.next();
  return { kind: 'quit', span: cursor.spanFrom(first) };
}

export function parseClear(cursor: Cursor): Statement {
  const first = cursor.expect('CLEAR');
  return { kind: 'clear', span: cursor.spanFrom(first) };
}
