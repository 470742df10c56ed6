import { SqlError } from '../../common/errors.ts';
import type { Cursor } from '../cursor.ts';
import { parsePartitionOrder } from '../window-spec.ts';

/**
 * `t MATCH_RECOGNIZE (...)`: read, so that a slip in it is found where it is, and then refused: weir does not run it.
 *
 *     ([PARTITION BY ...] [ORDER BY ...] [MEASURES e AS a, ...] [ONE ROW PER MATCH | ALL ROWS PER MATCH]
 *      [AFTER MATCH SKIP ...] PATTERN (...) [WITHIN INTERVAL ...] [SUBSET ...] DEFINE a AS condition, ...)
 */
export function refuseMatchRecognize(cursor: Cursor): never {
  const { start, end } = cursor.expect('MATCH_RECOGNIZE');
  cursor.expect('(');
  parsePartitionOrder(cursor);
  if (cursor.accept('MEASURES')) cursor.items(() => parseMeasure(cursor));
  if (cursor.accept('ONE')) cursor.expect('ROW', 'PER', 'MATCH');
  else if (cursor.accept('ALL')) cursor.expect('ROWS', 'PER', 'MATCH');
  if (cursor.accept('AFTER')) parseSkip(cursor);
  cursor.expect('PATTERN');
  parsePattern(cursor);
  if (cursor.accept('WITHIN')) cursor.grammar.expression(cursor);
  if (cursor.accept('SUBSET')) cursor.items(() => parseSubset(cursor));
  cursor.expect('DEFINE');
  cursor.items(() => parseDefinition(cursor));
  cursor.close();
  throw new SqlError('E_UNSUPPORTED', 'weir does not support MATCH_RECOGNIZE', { span: { start, end } });
}

function parseMeasure(cursor: Cursor): void {
  if (cursor.is('RUNNING') || (cursor.is('FINAL') && (cursor.isIdentifier(1) || cursor.peek(2).word === '(')))
    cursor.next();
  cursor.grammar.expression(cursor);
  cursor.expect('AS');
  cursor.identifier("the measure's name");
}

function parseSkip(cursor: Cursor): void {
  cursor.expect('MATCH', 'SKIP');
  if (cursor.accept('PAST')) {
    cursor.expect('LAST', 'ROW');
    return;
  }
  cursor.expect('TO');
  if (cursor.accept('NEXT')) {
    cursor.expect('ROW');
    return;
  }
  if ((cursor.is('FIRST') || cursor.is('LAST')) && cursor.isIdentifier(1)) cursor.next();
  cursor.identifier('a pattern variable');
}

/** Variables, quantifiers, | and parentheses between one pair of parentheses. */
function parsePattern(cursor: Cursor): void {
  cursor.enter();
  cursor.expect('(');
  while (!cursor.is(')')) {
    if (cursor.is('(')) parsePattern(cursor);
    else if (PATTERN_SIGNS.has(cursor.token.word) || cursor.token.kind === 'number') cursor.next();
    else if (cursor.accept('PERMUTE')) parsePattern(cursor);
    else cursor.identifier('a pattern variable');
  }
  cursor.expect(')');
  cursor.leave();
}

const PATTERN_SIGNS = new Set(['*', '+', '?', '|', '{', '}', ',', '-', '^']);

function parseSubset(cursor: Cursor): void {
  cursor.identifier('a name');
  cursor.expect('=');
  cursor.list(() => cursor.identifier('a pattern variable'));
}

function parseDefinition(cursor: Cursor): void {
  cursor.identifier('a pattern variable');
  cursor.expect('AS');
  cursor.grammar.expression(cursor);
}
