import { AFTER_SELECT } from './keywords.ts';
import type { Cursor } from './cursor.ts';
import { MAX_DEPTH } from './cursor.ts';

const STARTS_QUERY = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE']);

/** Can a query start at the current token? A `(` may also start something else. */
export function startsQuery(cursor: Cursor): boolean {
  return cursor.is('(') || STARTS_QUERY.has(cursor.token.word);
}

/**
 * Does the `(` here hold a query, rather than an expression or a join? `((SELECT 1) UNION SELECT 2)` does,
 * `((SELECT 1) + 1)` and `((SELECT 1) JOIN t ON ...)` do not. Linear in the tokens up to the inner query's end.
 */
export function isQueryAhead(cursor: Cursor): boolean {
  let opened = 0;
  while (cursor.peek(opened).word === '(') if (++opened > MAX_DEPTH) return false;
  if (opened === 0 || !STARTS_QUERY.has(cursor.peek(opened).word)) return false;
  // From the innermost parenthesis outwards: is what follows its end still a query?
  let at = opened;
  for (let level = opened; level > 1; level--) {
    at = closingAt(cursor, at);
    const after = cursor.peek(at + 1).word;
    if (after !== ')' && !AFTER_SELECT.has(after)) return false;
    at++;
  }
  return true;
}

/** How far ahead the `)` is that closes the parenthesis around the tokens from `from` on. */
function closingAt(cursor: Cursor, from: number): number {
  let depth = 0;
  for (let at = from; ; at++) {
    const token = cursor.peek(at);
    if (token.kind === 'end') return at;
    if (token.word === '(') depth++;
    else if (token.word === ')' && --depth < 0) return at;
  }
}
