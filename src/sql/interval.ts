import { SqlError } from '../common/errors.ts';
import type { Expression } from './ast/query.ts';
import { makeCall } from './call.ts';
import type { Cursor } from './cursor.ts';
import { PRECEDENCE } from './precedence.ts';
import type { Token } from './token.ts';

const UNITS: ReadonlyMap<string, string> = new Map(
  ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'].flatMap((unit) => [
    [unit, unit],
    [`${unit}S`, unit],
  ]),
);

/** What may stand behind TO. */
const SMALLER: Readonly<Record<string, readonly string[]>> = {
  YEAR: ['MONTH'],
  DAY: ['HOUR', 'MINUTE', 'SECOND'],
  HOUR: ['MINUTE', 'SECOND'],
  MINUTE: ['SECOND'],
};

/** `DAY`, `DAY(3) TO SECOND(3)`; in upper case, plurals made singular. Throws E_TYPE for more digits than there are. */
export function parseResolution(cursor: Cursor): string {
  const first = cursor.token;
  const from = unit(cursor);
  const leading = digits(cursor, first, from === 'SECOND');
  const to = UNITS.get(cursor.peek(1).word) ?? '';
  if (!cursor.is('TO') || SMALLER[from]?.includes(to) !== true) return from + leading;
  cursor.next();
  unit(cursor);
  return `${from}${leading} TO ${to}${to === 'SECOND' ? digits(cursor, first, false, true) : ''}`;
}

function unit(cursor: Cursor): string {
  const found = UNITS.get(cursor.token.word);
  if (found === undefined) throw cursor.unexpected({ wanted: 'DAY, HOUR, MINUTE, SECOND, MONTH or YEAR' });
  cursor.next();
  return found;
}

/** `(2)`, of a leading SECOND also `(2, 3)`; the last of SECOND counts those of the fraction. */
function digits(cursor: Cursor, first: Token, withFraction: boolean, isFraction = false): string {
  if (!cursor.accept('(')) return '';
  const leading = cursor.integer();
  const fraction = withFraction && cursor.accept(',') ? cursor.integer() : undefined;
  cursor.close();
  if ((!isFraction && (leading < 1 || leading > 10)) || (isFraction ? leading : (fraction ?? 0)) > 9) {
    throw new SqlError('E_TYPE', 'an INTERVAL has no such number of digits', {
      span: cursor.spanFrom(first),
      hint: '1 to 10 for its first field, up to 9 for the fraction of a second',
    });
  }
  return fraction === undefined ? `(${leading})` : `(${leading}, ${fraction})`;
}

/** INTERVAL [+|-] 'text' resolution; or INTERVAL [+|-] n unit, n a number, a column or (an expression): n * INTERVAL '1' unit. */
export function parseInterval(cursor: Cursor): Expression {
  const first = cursor.expect('INTERVAL');
  const negative = cursor.accept('-');
  if (!negative) cursor.accept('+');
  const count = parseCount(cursor);
  if (count === undefined && cursor.token.kind !== 'string')
    throw cursor.unexpected({ wanted: "a text like '5'", from: first });
  const text = count === undefined ? cursor.string().text : '1';
  const resolution = count === undefined ? parseResolution(cursor) : unit(cursor);
  const span = cursor.spanFrom(first);
  const literal: Expression = {
    kind: 'literal',
    literal: { type: 'interval', text, negative, resolution },
    span,
  };
  return count === undefined ? literal : makeCall('*', span, [count, literal], span);
}

/** undefined where a text stands, or nothing that could be a count. */
function parseCount(cursor: Cursor): Expression | undefined {
  if (cursor.token.kind === 'number' || cursor.isIdentifier())
    return cursor.grammar.expression(cursor, PRECEDENCE.postfix);
  if (!cursor.is('(')) return undefined;
  cursor.next();
  const count = cursor.grammar.expression(cursor);
  cursor.close();
  return count;
}
