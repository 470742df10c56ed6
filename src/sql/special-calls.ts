import { SqlError } from '../common/errors.ts';
import type { Expression } from './ast/query.ts';
import type { ParseSpecialCall } from './call.ts';
import { makeCall, makeSymbol } from './call.ts';
import { parseConstructor } from './case-cast.ts';
import type { Cursor } from './cursor.ts';
import { JSON_CALLS } from './json-calls.ts';
import { RESERVED } from './keywords.ts';
import { PRECEDENCE } from './precedence.ts';

/**
 * Calls with a grammar of their own, and the plain arguments that each is lowered to ('X' is a symbol argument, [..] is optional):
 *
 * | written | call and arguments |
 * | --- | --- |
 * | EXTRACT(u FROM x) | EXTRACT('U', x) |
 * | FLOOR(x TO u), CEIL(x TO u) | FLOOR(x, 'U'), CEIL(x, 'U'); CEILING is CEIL |
 * | TIMESTAMPADD(u, n, t), TIMESTAMPDIFF(u, a, b) | the same, unit as symbol |
 * | TRIM([BOTH] [c] FROM s), TRIM([BOTH] s) | TRIM('BOTH', c, s): always three, BOTH and ' ' when not written |
 * | POSITION(a IN s [FROM n]) | POSITION(a, s[, n]) |
 * | SUBSTRING(s FROM a [FOR n]), SUBSTRING(s, a[, n]) | SUBSTRING(s, a[, n]) |
 * | OVERLAY(s PLACING r FROM a [FOR n]) | OVERLAY(s, r, a[, n]) |
 * | ARRAY[a, b], MAP[k, v], ROW(a, b), (a, b) | ARRAY(a, b), MAP(k, v), ROW(a, b) |
 * | x[i] | ITEM(x, i) |
 * | (a - b) DAY TO SECOND | 'INTERVAL BETWEEN'(a, b, 'DAY TO SECOND') |
 * | UNKNOWN | CAST(NULL AS BOOLEAN) |
 * | x NOT LIKE y, NOT IN, NOT BETWEEN, NOT SIMILAR TO | NOT(LIKE(x, y)) ...; LIKE(x, y[, escape]) |
 * | x IS NULL, IS NOT TRUE, IS DISTINCT FROM y | 'IS NULL'(x), 'IS NOT TRUE'(x), 'IS DISTINCT FROM'(x, y) |
 * | x IS [NOT] JSON [k] | 'IS JSON VALUE'(x), 'IS NOT JSON OBJECT'(x), ... |
 * | x BETWEEN [SYMMETRIC] a AND b | 'BETWEEN'(x, a, b), 'BETWEEN SYMMETRIC'(x, a, b) |
 * | x IN (a, b) | 'IN'(x, a, b) |
 * | JSON_* clauses | json-calls.ts |
 *
 * Units are in the singular and upper case: YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND,
 * NANOSECOND, EPOCH, DOW, DOY, ISODOW, ISOYEAR, DECADE, CENTURY, MILLENNIUM.
 */
export const SPECIAL_CALLS: ReadonlyMap<string, ParseSpecialCall> = new Map<string, ParseSpecialCall>([
  ['EXTRACT', parseExtract],
  ['FLOOR', parseRounding],
  ['CEIL', parseRounding],
  ['CEILING', parseRounding],
  ['TIMESTAMPADD', parseUnitFirst],
  ['TIMESTAMPDIFF', parseUnitFirst],
  ['TRIM', parseTrim],
  ['POSITION', parsePosition],
  ['SUBSTRING', parseSubstring],
  ['OVERLAY', parseOverlay],
  ['ARRAY', parseConstructor],
  ['MAP', parseConstructor],
  ['ROW', parseConstructor],
  ['ITEM', parseConstructor],
  ...JSON_CALLS,
]);

const UNITS: ReadonlyMap<string, string> = new Map([
  ...`YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MILLISECOND MICROSECOND NANOSECOND`.split(' ').flatMap(
    (unit) =>
      [
        [unit, unit],
        [`SQL_TSI_${unit}`, unit],
      ] as const,
  ),
  ...'EPOCH DOW DOY ISODOW ISOYEAR DECADE CENTURY MILLENNIUM'.split(' ').map((unit) => [unit, unit] as const),
  ['DAYOFWEEK', 'DOW'],
  ['DAYOFYEAR', 'DOY'],
  ['FRAC_SECOND', 'MICROSECOND'],
  ['SQL_TSI_FRAC_SECOND', 'NANOSECOND'],
]);

/** A word that is no unit is one all the same for the parser: what is wrong is its meaning. */
function parseUnit(cursor: Cursor): Expression {
  const token = cursor.token;
  const unit = UNITS.get(token.word);
  if (unit === undefined) {
    if (token.kind !== 'word' || RESERVED.has(token.word))
      throw cursor.unexpected({ expected: ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] });
    throw new SqlError('E_TYPE', `${token.word} is no unit of time`, {
      span: { start: token.start, end: token.end },
      hint: 'YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND and the like, in the singular',
    });
  }
  cursor.next();
  return makeSymbol(unit, token);
}

function parseExtract(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const unit = parseUnit(cursor);
  cursor.expect('FROM');
  const value = cursor.grammar.expression(cursor);
  cursor.close();
  return makeCall('EXTRACT', first, [unit, value], cursor.spanFrom(first));
}

function parseRounding(cursor: Cursor): Expression | undefined {
  if (cursor.peek(1).word !== '(') return undefined;
  const first = cursor.next();
  cursor.next();
  const args = [cursor.grammar.expression(cursor)];
  if (cursor.accept('TO')) args.push(parseUnit(cursor));
  cursor.close();
  return makeCall(first.word === 'FLOOR' ? 'FLOOR' : 'CEIL', first, args, cursor.spanFrom(first));
}

function parseUnitFirst(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const args = [parseUnit(cursor)];
  for (let i = 0; i < 2; i++) {
    cursor.expect(',');
    args.push(cursor.grammar.expression(cursor));
  }
  cursor.close();
  return makeCall(first.word, first, args, cursor.spanFrom(first));
}

function parseTrim(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const token = cursor.token;
  const where = ['BOTH', 'LEADING', 'TRAILING'].find((word) => cursor.accept(word));
  const symbol = where === undefined ? makeSymbol('BOTH', first) : makeSymbol(where, token);
  let characters: Expression = {
    kind: 'literal',
    literal: { type: 'string', value: ' ' },
    span: { start: first.start, end: first.end },
  };
  let value: Expression | undefined;
  if (where === undefined || !cursor.is('FROM')) value = cursor.grammar.expression(cursor);
  // TRIM(BOTH s) takes blanks away
  if (value === undefined || cursor.is('FROM')) {
    characters = value ?? characters;
    cursor.expect('FROM');
    value = cursor.grammar.expression(cursor);
  }
  cursor.close();
  return makeCall(
    'TRIM',
    first,
    value === undefined ? [] : [symbol, characters, value],
    cursor.spanFrom(first),
  );
}

function parsePosition(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  // Tighter than IN, which here is no operator.
  const args = [cursor.grammar.expression(cursor, PRECEDENCE.like)];
  cursor.expect('IN');
  args.push(cursor.grammar.expression(cursor));
  if (cursor.accept('FROM')) args.push(cursor.grammar.expression(cursor));
  cursor.close();
  return makeCall('POSITION', first, args, cursor.spanFrom(first));
}

function parseSubstring(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const args = [cursor.grammar.expression(cursor)];
  const separator = cursor.is('FROM') ? 'FOR' : ',';
  if (!cursor.accept('FROM')) cursor.expect(',');
  args.push(cursor.grammar.expression(cursor));
  if (cursor.accept(separator)) args.push(cursor.grammar.expression(cursor));
  cursor.close();
  return makeCall('SUBSTRING', first, args, cursor.spanFrom(first));
}

function parseOverlay(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const args = [cursor.grammar.expression(cursor)];
  cursor.expect('PLACING');
  args.push(cursor.grammar.expression(cursor));
  cursor.expect('FROM');
  args.push(cursor.grammar.expression(cursor));
  if (cursor.accept('FOR')) args.push(cursor.grammar.expression(cursor));
  cursor.close();
  return makeCall('OVERLAY', first, args, cursor.spanFrom(first));
}
