import type { Expression } from './ast/query.ts';
import type { Cursor } from './cursor.ts';

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

/** INTERVAL [+|-] 'text' resolution */
export function parseInterval(cursor: Cursor): Expression {
  const first = cursor.expect('INTERVAL');
  const negative = cursor.accept('-');
  if (!negative) cursor.accept('+');
  const { text } = cursor.string("a text like '5'");
  const resolution = parseResolution(cursor);
  return {
    kind: 'literal',
    literal: { type: 'interval', text, negative, resolution },
    span: cursor.spanFrom(first),
  };
}
