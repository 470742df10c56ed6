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
      if (cursor.peek(1).kind !== 'string') return undefined;
      cursor.next();
      return { type: word, text: cursor.next().text };
    default:
      return undefined;
  }
}

/** A text goes on in the next one when a line break stands between them. */
function text(cursor: Cursor): string {
  let { text: value, end } = cursor.next();
  while (cursor.token.kind === 'string' && cursor.text.slice(end, cursor.token.start).includes('\n')) {
    const more = cursor.next();
    value += more.text;
    end = more.end;
  }
  return value;
}

function binary(cursor: Cursor): Uint8Array {
  const digits = cursor.token.text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits))
    throw cursor.unexpected({ wanted: "an even number of hexadecimal digits, like X'4F'" });
  cursor.next();
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
