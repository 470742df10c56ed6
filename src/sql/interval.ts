import type { Expression } from './ast/query.ts';
import { makeCall } from './call.ts';
import type { Cursor } from './cursor.ts';
import { PRECEDENCE } from './precedence.ts';

const UNITS: ReadonlyMap<string, string> = new Map(
  ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'].flatMap((unit) => [
    [unit, unit],
    [`${unit}S`, unit],
  ]),
);

/** `DAY`, `DAY(3) TO SECOND(3)`; in upper case, plurals made singular. */
export function parseResolution(cursor: Cursor): string {
  const from = unit(cursor) + digits(cursor);
  if (!cursor.accept('TO')) return from;
  return `${from} TO ${unit(cursor)}${digits(cursor)}`;
}

function unit(cursor: Cursor): string {
  const found = UNITS.get(cursor.token.word);
  if (found === undefined) throw cursor.unexpected({ wanted: 'DAY, HOUR, MINUTE, SECOND, MONTH or YEAR' });
  cursor.next();
  return found;
}

function digits(cursor: Cursor): string {
  if (!cursor.accept('(')) return '';
  const first = cursor.integer();
  const second = cursor.accept(',') ? `, ${cursor.integer()}` : '';
  cursor.close();
  return `(${first}${second})`;
}

/** INTERVAL [+|-] 'text' resolution; or INTERVAL [+|-] n unit, n a number, a column or (an expression): n * INTERVAL '1' unit. */
export function parseInterval(cursor: Cursor): Expression {
  const first = cursor.expect('INTERVAL');
  const negative = cursor.accept('-');
  if (!negative) cursor.accept('+');
  const count = parseCount(cursor);
  const text = count === undefined ? cursor.string("a text like '5'").text : '1';
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
