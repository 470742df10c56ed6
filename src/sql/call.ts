import type { Span } from '../common/errors.ts';
import type { Expression } from './ast/query.ts';
import type { Cursor } from './cursor.ts';
import { CONTEXT_VALUES, RESERVED, RESERVED_FUNCTIONS } from './keywords.ts';
import type { Token } from './token.ts';

export type Call = Expression & { kind: 'call' };

/** Reads a call with the cursor on its name; undefined when it turns out to be an ordinary one (nothing is taken then). */
export type ParseSpecialCall = (cursor: Cursor) => Expression | undefined;

/** A call or operator; `nameSpan` may be a token. */
export function makeCall(name: string, nameSpan: Span, args: readonly Expression[], span: Span): Call {
  const { start, end } = nameSpan;
  return { kind: 'call', name, nameSpan: { start, end }, args, distinct: false, span };
}

export function makeSymbol(name: string, first: Token, last: Token = first): Expression {
  return { kind: 'symbol', name, span: { start: first.start, end: last.end } };
}

/** Can a value start at the current token, or so many ahead? What follows may still be wrong. */
export function startsOperand(cursor: Cursor, ahead = 0): boolean {
  const token = cursor.peek(ahead);
  switch (token.kind) {
    case 'end':
    case 'hint':
      return false;
    case 'operator':
      return token.word === '(' || token.word === '+' || token.word === '-';
    case 'word':
      return (
        !RESERVED.has(token.word) ||
        STARTS_VALUE.has(token.word) ||
        CONTEXT_VALUES.has(token.word) ||
        RESERVED_FUNCTIONS.has(token.word)
      );
    default:
      return true;
  }
}

const STARTS_VALUE: ReadonlySet<string> = new Set(
  `NOT NULL TRUE FALSE UNKNOWN CASE CAST TRY_CAST EXISTS EXTRACT TRIM POSITION SUBSTRING OVERLAY INTERVAL DATE TIME TIMESTAMP ARRAY
  MULTISET ROW USER DEFAULT JSON_ARRAY JSON_ARRAYAGG JSON_EXISTS JSON_OBJECT JSON_OBJECTAGG JSON_QUERY JSON_VALUE TABLE RUNNING NEXT`.split(
    /\s+/,
  ),
);
