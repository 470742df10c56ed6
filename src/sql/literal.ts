import { SqlError } from '../common/errors.ts';
import type { Expression, Literal } from './ast/query.ts';
import type { Cursor } from './cursor.ts';

/** Numbers, texts, X'..', TRUE, NULL, DATE '...' and its kin; undefined when none stands here. INTERVAL: interval.ts. */
export function parseLiteral(cursor: Cursor): Expression | undefined {
  const token = cursor.token;
  const literal = read(cursor);
  return literal === undefined ? undefined : { kind: 'literal', literal, span: cursor.spanFrom(token) };
}

function read(cursor: Cursor): Literal | undefined {
  const token = cursor.token;
  switch (token.kind) {
    case 'number':
      cursor.next();
      return { type: 'number', text: token.text };
    case 'string':
      return { type: 'string', value: text(cursor) };
    case 'binary':
      return { type: 'binary', value: binary(cursor) };
    case 'word':
      return word(cursor);
    default:
      return undefined;
  }
}

function word(cursor: Cursor): Literal | undefined {
  const { word } = cursor.token;
  switch (word) {
    case 'NULL':
      cursor.next();
      return { type: 'null' };
    case 'TRUE':
    case 'FALSE':
      cursor.next();
      return { type: 'boolean', value: word === 'TRUE' };
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      if (word === 'TIMESTAMP' && cursor.peek(1).word === 'WITH') {
        cursor.expect('TIMESTAMP', 'WITH', 'LOCAL', 'TIME', 'ZONE');
        return { type: 'TIMESTAMP_LTZ', text: cursor.string().text };
      }
      if (cursor.peek(1).kind !== 'string') return undefined;
      cursor.next();
      return { type: word, text: cursor.next().text };
    default:
      return undefined;
  }
}

/** A text goes on in the next one, which must stand on a line of its own: else E_TYPE, as in Flink. */
function text(cursor: Cursor): string {
  let { text: value, end } = cursor.next();
  while (cursor.token.kind === 'string') {
    const { start } = cursor.token;
    const more = cursor.next();
    if (!cursor.text.slice(end, start).includes('\n')) {
      throw new SqlError('E_TYPE', 'a text goes on only on another line', {
        span: { start, end: more.end },
        hint: 'join texts by ||; a quote inside a text is written twice',
      });
    }
    value += more.text;
    end = more.end;
  }
  return value;
}

function binary(cursor: Cursor): Uint8Array {
  const { start, end, text: written } = cursor.token;
  if (!/^[0-9a-fA-F]*$/.test(written)) throw cursor.unexpected({ wanted: "hexadecimal digits, like X'4F'" });
  const digits = text(cursor);
  if (digits.length % 2 !== 0) {
    throw new SqlError('E_TYPE', 'a binary literal has pairs of hexadecimal digits', {
      span: { start, end },
      hint: "like X'4F'",
    });
  }
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
