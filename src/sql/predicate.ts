import type { Expression } from './ast/query.ts';
import { makeCall, startsOperand } from './call.ts';
import type { Cursor } from './cursor.ts';
import { isQueryAhead } from './lookahead.ts';
import { PRECEDENCE } from './precedence.ts';
import type { Token } from './token.ts';

/**
 * What may follow a value other than a binary operator: IS ..., [NOT] IN, BETWEEN, LIKE, SIMILAR TO. undefined: none of them.
 * NOT LIKE and its kin become NOT around the plain operator.
 */
export function parsePredicate(cursor: Cursor, value: Expression, above: number): Expression | undefined {
  const first = cursor.token;
  if (first.kind !== 'word') return undefined;
  if (first.word === 'IS') return above < PRECEDENCE.is ? parseIs(cursor, value) : undefined;
  if (above >= PRECEDENCE.like) return undefined;
  const negated = first.word === 'NOT';
  const word = negated ? cursor.peek(1).word : first.word;
  const parse = PARSERS.get(word);
  if (parse === undefined) return undefined;
  if (negated) cursor.next();
  const operator = cursor.next();
  const result = parse(cursor, value, operator, negated ? undefined : operator);
  if (!negated) return result;
  if (result.kind === 'subquery') return { ...result, negated: true };
  return makeCall('NOT', first, [result], result.span);
}

/** `blamed`: the operator, where Flink blames it for what is missing behind it; it does not behind NOT. */
type ParsePredicate = (
  cursor: Cursor,
  value: Expression,
  operator: Token,
  blamed: Token | undefined,
) => Expression;

const PARSERS: ReadonlyMap<string, ParsePredicate> = new Map<string, ParsePredicate>([
  ['IN', parseIn],
  ['BETWEEN', parseBetween],
  ['LIKE', (cursor, value, operator, blamed) => parseLike(cursor, value, operator, 'LIKE', blamed)],
  // operators to Flink too, and as there no function is called so
  ['ILIKE', (cursor, value, operator, blamed) => parseLike(cursor, value, operator, 'ILIKE', blamed)],
  ['RLIKE', (cursor, value, operator, blamed) => parseLike(cursor, value, operator, 'RLIKE', blamed)],
  [
    'SIMILAR',
    (cursor, value, operator, blamed) => {
      if (!cursor.accept('TO')) throw cursor.unexpected({ expected: ['TO'], from: blamed });
      return parseLike(cursor, value, operator, 'SIMILAR TO');
    },
  ],
]);

/** The name of the call spans the list in parentheses, which is what Flink blames. */
function parseIn(cursor: Cursor, value: Expression, _: Token, blamed: Token | undefined): Expression {
  if (!cursor.is('(')) throw cursor.unexpected({ expected: ['('], from: blamed });
  cursor.enter();
  const { start } = cursor.token;
  const isQuery = isQueryAhead(cursor);
  cursor.next();
  const query = isQuery ? cursor.grammar.query(cursor) : undefined;
  const items = query === undefined ? cursor.items(() => cursor.grammar.expression(cursor)) : [];
  cursor.close();
  cursor.leave();
  const span = { start: value.span.start, end: cursor.peek(-1).end };
  if (query !== undefined) return { kind: 'subquery', use: 'in', negated: false, value, query, span };
  return makeCall('IN', { start, end: span.end }, [value, ...items], span);
}

function parseBetween(
  cursor: Cursor,
  value: Expression,
  operator: Token,
  blamed: Token | undefined,
): Expression {
  const symmetric = cursor.accept('SYMMETRIC');
  const isPlain = !symmetric && !cursor.accept('ASYMMETRIC');
  if (!startsOperand(cursor))
    throw cursor.unexpected({ wanted: 'a value', from: isPlain ? blamed : undefined });
  const low = cursor.grammar.expression(cursor, PRECEDENCE.like);
  cursor.expect('AND');
  const high = cursor.grammar.expression(cursor, PRECEDENCE.like);
  const span = { start: value.span.start, end: high.span.end };
  return makeCall(symmetric ? 'BETWEEN SYMMETRIC' : 'BETWEEN', operator, [value, low, high], span);
}

function parseLike(
  cursor: Cursor,
  value: Expression,
  operator: Token,
  name: string,
  blamed?: Token,
): Expression {
  if (!startsOperand(cursor)) throw cursor.unexpected({ wanted: 'a pattern', from: blamed });
  const args = [value, cursor.grammar.expression(cursor, PRECEDENCE.like)];
  const escape = cursor.token;
  if (cursor.accept('ESCAPE')) {
    if (!startsOperand(cursor)) throw cursor.unexpected({ wanted: 'a character', from: escape });
    args.push(cursor.grammar.expression(cursor, PRECEDENCE.like));
  }
  const span = { start: value.span.start, end: cursor.peek(-1).end };
  const isUnknown = name === 'ILIKE' || name === 'RLIKE';
  return makeCall(name, isUnknown ? span : operator, args, span);
}

/** IS [NOT] NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM x | JSON [VALUE | OBJECT | ARRAY | SCALAR] */
function parseIs(cursor: Cursor, value: Expression): Expression {
  const operator = cursor.next();
  const is = cursor.accept('NOT') ? 'IS NOT' : 'IS';
  const start = value.span.start;
  switch (cursor.token.word) {
    case 'NULL':
    case 'TRUE':
    case 'FALSE':
    case 'UNKNOWN': {
      const last = cursor.next();
      const nameSpan = { start: operator.start, end: last.end };
      return makeCall(`${is} ${last.word}`, nameSpan, [value], { start, end: last.end });
    }
    case 'DISTINCT': {
      const distinct = cursor.next();
      if (!cursor.is('FROM')) throw cursor.unexpected({ expected: ['FROM'], from: distinct });
      const nameSpan = { start: operator.start, end: cursor.next().end };
      const other = cursor.grammar.expression(cursor, PRECEDENCE.comparison);
      return makeCall(`${is} DISTINCT FROM`, nameSpan, [value, other], { start, end: other.span.end });
    }
    case 'JSON': {
      cursor.next();
      const kind = ['VALUE', 'OBJECT', 'ARRAY', 'SCALAR'].find((word) => cursor.accept(word));
      const end = cursor.peek(-1).end;
      // `IS JSON` alone means any value.
      const name = kind === undefined || kind === 'VALUE' ? `${is} JSON VALUE` : `${is} JSON ${kind}`;
      return makeCall(name, { start: operator.start, end }, [value], { start, end });
    }
    default:
      throw cursor.unexpected({
        expected: ['NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'DISTINCT', 'JSON'],
        from: is === 'IS' ? operator : undefined,
      });
  }
}
