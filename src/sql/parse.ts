import { SqlError } from '../common/errors.ts';
import type { Expression } from './ast/query.ts';
import type { Statement } from './ast/statement.ts';
import { loadCarrier } from './carrier.ts';
import type { Grammar } from './cursor.ts';
import { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { parseQuery } from './query.ts';
import { parseStatement } from './statements/index.ts';
import { parseType } from './type-parser.ts';
import type { SqlType } from '../types/type.ts';

/** Longest statement that is read, in UTF-16 units. */
export const MAX_LENGTH = 1_048_576;

const GRAMMAR: Grammar = { expression: parseExpression, query: parseQuery };

/**
 * Reads one statement (trailing `;` are allowed). Throws SqlError: E_PARSE with the span of what does not fit, E_TOO_LARGE beyond the
 * limits on length and nesting, E_UNSUPPORTED for Flink statements that weir does not have, E_TYPE for a type that does not exist.
 */
export async function parse(text: string): Promise<Statement> {
  refuseLong(text);
  const carrier = needsCarrier(text) ? await loadCarrier() : undefined;
  const cursor = new Cursor(text, GRAMMAR, carrier);
  const statement = parseStatement(cursor);
  finish(cursor);
  return statement;
}

/** An expression alone, without subqueries over tables: computed columns and watermarks kept as text. */
export function parseScalar(text: string): Expression {
  return whole(text, parseExpression);
}

/** A data type alone: 'ROW<a INT NOT NULL>'. */
export function parseTypeText(text: string): SqlType {
  return whole(text, parseType);
}

function whole<T>(text: string, rule: (cursor: Cursor) => T): T {
  refuseLong(text);
  const cursor = new Cursor(text, GRAMMAR, undefined);
  const value = rule(cursor);
  if (cursor.token.kind !== 'end') throw cursor.unexpected();
  return value;
}

function refuseLong(text: string): void {
  if (text.length <= MAX_LENGTH) return;
  throw new SqlError('E_TOO_LARGE', `the statement has ${text.length} characters; weir reads ${MAX_LENGTH}`, {
    span: { start: 0, end: 1 },
    hint: 'load data by a connector (kafka, filesystem) instead of VALUES',
  });
}

/** A SELECT of more than a bare list. A word in a comment or a text may let the carrier be loaded in vain. */
function needsCarrier(text: string): boolean {
  const select = /(?<![A-Z_])SELECT\b/i.exec(text);
  return select !== null && CLAUSE_WORDS.test(text.slice(select.index));
}

// a word may follow a number without a blank: 1FROM
const CLAUSE_WORDS = /(?<![A-Z_])(?:FROM|WHERE|GROUP|HAVING|WINDOW|QUALIFY)\b/i;

function finish(cursor: Cursor): void {
  let semicolon = false;
  while (cursor.accept(';')) semicolon = true;
  const token = cursor.token;
  if (token.kind === 'end') return;
  if (!semicolon) throw cursor.unexpected({ hint: token.word === ')' ? 'there is no ( for it' : undefined });
  parseStatement(cursor); // what is no statement is that first
  throw new SqlError('E_UNSUPPORTED', 'a second statement starts here; only one can be run at a time', {
    span: { start: token.start, end: token.end },
  });
}
