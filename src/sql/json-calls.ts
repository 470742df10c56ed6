import { parseCallTail } from './arguments.ts';
import type { Expression } from './ast/query.ts';
import type { ParseSpecialCall } from './call.ts';
import { makeCall, makeSymbol } from './call.ts';
import type { Cursor } from './cursor.ts';
import { parseTargetType } from './type-parser.ts';

/**
 * The JSON functions. Clauses become arguments behind the values, only those that are written, in the order written:
 *
 * | clause | arguments |
 * | --- | --- |
 * | RETURNING t | a type argument |
 * | NULL, ERROR, EMPTY ARRAY, EMPTY OBJECT, TRUE, FALSE, UNKNOWN ON EMPTY or ON ERROR | symbol 'NULL ON EMPTY', 'TRUE ON ERROR', ... |
 * | DEFAULT v ON EMPTY, ON ERROR | symbol 'DEFAULT ON EMPTY', then v |
 * | WITH [CONDITIONAL] [ARRAY] WRAPPER | symbol 'WITHOUT WRAPPER', 'WITH CONDITIONAL WRAPPER' or 'WITH UNCONDITIONAL WRAPPER' |
 * | NULL ON NULL, ABSENT ON NULL | symbol of that name |
 *
 * JSON_OBJECT and JSON_OBJECTAGG: keys and values in turns, however `KEY k VALUE v` or `k : v` was written.
 */
export const JSON_CALLS: readonly (readonly [string, ParseSpecialCall])[] = [
  ['JSON_VALUE', parseJsonPath],
  ['JSON_QUERY', parseJsonPath],
  ['JSON_EXISTS', parseJsonPath],
  ['JSON_OBJECT', parseJsonObject],
  ['JSON_OBJECTAGG', parseJsonObject],
  ['JSON_ARRAY', parseJsonArray],
  ['JSON_ARRAYAGG', parseJsonArray],
];

function parseJsonPath(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const args = [cursor.grammar.expression(cursor)];
  cursor.expect(',');
  args.push(cursor.grammar.expression(cursor));
  if (first.word !== 'JSON_EXISTS' && cursor.is('RETURNING')) args.push(parseReturning(cursor));
  if (first.word === 'JSON_QUERY') args.push(...parseWrapper(cursor));
  while (!cursor.is(')')) {
    args.push(...parseBehaviour(cursor, BEHAVIOURS.get(first.word) ?? []));
    if (first.word === 'JSON_EXISTS') break;
  }
  cursor.close();
  return makeCall(first.word, first, args, cursor.spanFrom(first));
}

const BEHAVIOURS: ReadonlyMap<string, readonly string[]> = new Map([
  ['JSON_VALUE', ['NULL', 'ERROR', 'DEFAULT']],
  ['JSON_QUERY', ['NULL', 'ERROR', 'EMPTY ARRAY', 'EMPTY OBJECT']],
  ['JSON_EXISTS', ['TRUE', 'FALSE', 'UNKNOWN', 'ERROR']],
]);

function parseReturning(cursor: Cursor): Expression {
  const first = cursor.expect('RETURNING');
  const type = parseTargetType(cursor);
  return { kind: 'type', type, span: cursor.spanFrom(first) };
}

function parseWrapper(cursor: Cursor): Expression[] {
  const first = cursor.token;
  if (!cursor.is('WITH') && !cursor.is('WITHOUT')) return [];
  let name = 'WITHOUT WRAPPER';
  if (cursor.next().word === 'WITH') {
    name = cursor.accept('CONDITIONAL') ? 'WITH CONDITIONAL WRAPPER' : 'WITH UNCONDITIONAL WRAPPER';
    if (name !== 'WITH CONDITIONAL WRAPPER') cursor.accept('UNCONDITIONAL');
  }
  cursor.accept('ARRAY');
  return [makeSymbol(name, first, cursor.expect('WRAPPER'))];
}

function parseBehaviour(cursor: Cursor, allowed: readonly string[]): Expression[] {
  const first = cursor.token;
  const what = allowed.find((words) => cursor.accept(...words.split(' ')));
  if (what === undefined) {
    if (!allowed.includes('EMPTY ARRAY') || !cursor.accept('EMPTY'))
      throw cursor.unexpected({ expected: [...allowed, ')'] });
    throw cursor.unexpected({ expected: ['ARRAY', 'OBJECT'] });
  }
  const value = what === 'DEFAULT' ? [cursor.grammar.expression(cursor)] : [];
  cursor.expect('ON');
  const event = cursor.token;
  if (allowed.includes('TRUE') || !cursor.accept('EMPTY')) cursor.expect('ERROR');
  return [makeSymbol(`${what} ON ${event.word}`, first, event), ...value];
}

function parseJsonObject(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const args: Expression[] = [];
  if (!cursor.is(')') && !seesNullClause(cursor)) {
    do {
      args.push(parseKey(cursor, args.length === 0));
      args.push(cursor.grammar.expression(cursor));
    } while (first.word === 'JSON_OBJECT' && cursor.accept(','));
  }
  args.push(...parseNullClause(cursor));
  cursor.close();
  const call = makeCall(first.word, first, args, cursor.spanFrom(first));
  return first.word === 'JSON_OBJECT' ? call : parseCallTail(cursor, call);
}

/** A key and what stands between it and its value. */
function parseKey(cursor: Cursor, isFirst: boolean): Expression {
  const first = cursor.token;
  const isMarked = cursor.is('KEY') && cursor.peek(1).word !== 'VALUE' && cursor.peek(1).word !== ':';
  if (isMarked) cursor.next();
  const key = cursor.grammar.expression(cursor);
  if (cursor.accept(':') || cursor.accept('VALUE')) return key;
  // as in Flink it is the key that must not stand here, as long as nothing else says that pairs follow
  const at = isFirst && !isMarked ? cursor.indexOf(first) : undefined;
  throw cursor.unexpected({ expected: [at === undefined ? 'VALUE' : 'key VALUE value'], at });
}

function parseJsonArray(cursor: Cursor): Expression {
  const first = cursor.next();
  cursor.expect('(');
  const args = cursor.is(')') ? [] : cursor.items(() => cursor.grammar.expression(cursor));
  args.push(...parseNullClause(cursor));
  cursor.close();
  const call = makeCall(first.word, first, args, cursor.spanFrom(first));
  return first.word === 'JSON_ARRAY' ? call : parseCallTail(cursor, call);
}

function seesNullClause(cursor: Cursor): boolean {
  return cursor.sees('NULL', 'ON', 'NULL') || cursor.sees('ABSENT', 'ON', 'NULL');
}

function parseNullClause(cursor: Cursor): Expression[] {
  if (!cursor.is('NULL') && !cursor.is('ABSENT')) return [];
  const first = cursor.next();
  const last = cursor.expect('ON', 'NULL');
  return [makeSymbol(`${first.word} ON NULL`, first, last)];
}
