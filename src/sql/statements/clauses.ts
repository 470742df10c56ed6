import type { Cursor } from '../cursor.ts';

/** What stands between CREATE and the kind of object. */
export interface CreatePrefix {
  readonly temporary: boolean;
  readonly orReplace: boolean;
}

/** IF NOT EXISTS, if it comes. */
export function parseIfNotExists(cursor: Cursor): boolean {
  if (!cursor.sees('IF', 'NOT')) return false;
  const not = cursor.peek(1);
  cursor.expect('IF', 'NOT');
  if (!cursor.accept('EXISTS')) throw cursor.unexpected({ expected: ['EXISTS'], from: not });
  return true;
}

/** IF EXISTS, if it comes. A table may be called `if`, so the second word decides. */
export function parseIfExists(cursor: Cursor): boolean {
  if (!cursor.is('IF') || (!cursor.isIdentifier(1) && cursor.peek(1).word !== 'EXISTS')) return false;
  cursor.expect('IF', 'EXISTS');
  return true;
}

/** Does the statement end so many tokens ahead? */
export function endsAt(cursor: Cursor, ahead: number): boolean {
  const { kind, word } = cursor.peek(ahead);
  return kind === 'end' || word === ';';
}

/** COMMENT 'text', if it comes. */
export function parseComment(cursor: Cursor): string | undefined {
  return cursor.accept('COMMENT') ? cursor.string('the comment in single quotes').text : undefined;
}
