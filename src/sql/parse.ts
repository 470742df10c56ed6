import { SqlError } from '../common/errors.ts';
import type { Expression, Statement } from './ast.ts';
import { loadCarrier } from './carrier.ts';
import type { Grammar } from './cursor.ts';
import { Cursor } from './cursor.ts';
import { parseExpression } from './expression.ts';
import { tokenize } from './lexer.ts';
import { parseQuery } from './query.ts';
import { parseStatement } from './statements/index.ts';
import type { Token } from './token.ts';
import { parseType } from './type-parser.ts';
import type { SqlType } from '../types/type.ts';

/** Longest statement that is read, in UTF-16 units. */
export const MAX_LENGTH = 1_048_576;

const GRAMMAR: Grammar = { expression: parseExpression, query: parseQuery };

/**
 * Reads one statement (one trailing `;` allowed). Throws SqlError: E_PARSE with the span of what does not fit, E_TOO_LARGE beyond the
 * limits on length and nesting, E_UNSUPPORTED for Flink statements that weir does not have, E_TYPE for a type that does not exist.
 */
export async function parse(text: string): Promise<Statement> {
  const tokens = lex(text);
  const carrier = needsCarrier(tokens) ? await loadCarrier() : undefined;
  const cursor = new Cursor(text, tokens, GRAMMAR, carrier);
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
  const cursor = new Cursor(text, lex(text), GRAMMAR, undefined);
  const value = rule(cursor);
  if (cursor.token.kind !== 'end') throw cursor.unexpected();
  return value;
}

function lex(text: string): Token[] {
  if (text.length <= MAX_LENGTH) return tokenize(text);
  throw new SqlError('E_TOO_LARGE', `the statement has ${text.length} characters; weir reads ${MAX_LENGTH}`, {
    span: { start: 0, end: 1 },
    hint: 'load data by a connector (kafka, filesystem) instead of VALUES',
  });
}

/** A SELECT of more than a bare list; EXTRACT(x FROM y) may let it be loaded in vain. */
function needsCarrier(tokens: readonly Token[]): boolean {
  let select = false;
  for (const { word } of tokens) {
    if (word === 'SELECT') select = true;
    else if (select && CLAUSE_WORDS.has(word)) return true;
  }
  return false;
}

const CLAUSE_WORDS = new Set(['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY']);

function finish(cursor: Cursor): void {
  const semicolon = cursor.accept(';');
  const token = cursor.token;
  if (token.kind === 'end') return;
  if (!semicolon) throw cursor.unexpected({});
  throw new SqlError('E_UNSUPPORTED', 'a second statement starts here; only one can be run at a time', {
    span: { start: token.start, end: token.end },
  });
}
