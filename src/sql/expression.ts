import type { Span } from '../common/errors.ts';
import type { Expression } from './ast/query.ts';
import { makeCall, startsOperand } from './call.ts';
import type { Cursor } from './cursor.ts';
import { isQueryAhead } from './lookahead.ts';
import { parsePrefix } from './operand.ts';
import { PRECEDENCE } from './precedence.ts';
import { parsePredicate } from './predicate.ts';
import type { Token } from './token.ts';

/** Chains of these are rebuilt as balanced trees: the value is the same and no later stage recurses deeply. */
const ASSOCIATIVE = new Set(['AND', 'OR', '||']);
/** Up to here a chain stays a tree to the left, as written. */
const LONG_CHAIN = 64;

/** Pratt parser: reads an expression whose operators bind tighter than `above`; stops at the first token that cannot go on. */
export function parseExpression(cursor: Cursor, above = 0): Expression {
  const outer = cursor.height;
  cursor.height = 0;
  let left = parsePrefix(cursor);
  for (;;) {
    const operator = cursor.token;
    const precedence = BINARY.get(operator.word);
    if (precedence !== undefined && operator.kind !== 'quoted') {
      if (precedence <= above) break;
      left = parseBinary(cursor, left, operator, precedence);
      continue;
    }
    const predicate = parsePredicate(cursor, left, above);
    if (predicate === undefined) break;
    cursor.grow();
    left = predicate;
  }
  cursor.height = Math.max(outer, cursor.height + 1);
  return left;
}

const BINARY: ReadonlyMap<string, number> = new Map([
  ['OR', PRECEDENCE.or],
  ['AND', PRECEDENCE.and],
  ...['=', '<>', '<', '<=', '>', '>=', 'OVERLAPS'].map((sign) => [sign, PRECEDENCE.comparison] as const),
  ['+', PRECEDENCE.sum],
  ['-', PRECEDENCE.sum],
  ['*', PRECEDENCE.product],
  ['/', PRECEDENCE.product],
  ['%', PRECEDENCE.product],
  ['||', PRECEDENCE.product],
]);

function parseBinary(cursor: Cursor, first: Expression, operator: Token, precedence: number): Expression {
  const quantified = parseQuantified(cursor, first, operator);
  if (quantified !== undefined) return quantified;
  const operands = [first];
  const signs: Token[] = [];
  do {
    signs.push(takeOperator(cursor));
    operands.push(parseExpression(cursor, precedence));
  } while (cursor.token.word === operator.word && ASSOCIATIVE.has(operator.word));
  const balanced = operands.length > LONG_CHAIN;
  cursor.grow(balanced ? Math.ceil(Math.log2(operands.length)) : operands.length - 1);
  return balanced ? balance(operands, signs, 0, operands.length) : leftDeep(operands, signs);
}

/** Flink blames an operator for the operand it misses: `a =` and `a = -` fail at '='. */
function takeOperator(cursor: Cursor): Token {
  const operator = cursor.next();
  let signs = 0;
  while (cursor.peek(signs).word === '-' || cursor.peek(signs).word === '+') signs++;
  if (startsOperand(cursor, signs)) return operator;
  throw cursor.unexpected({ at: cursor.index + signs, wanted: 'a value', from: operator });
}

function leftDeep(operands: readonly Expression[], signs: readonly Token[]): Expression {
  let [left] = operands;
  for (let i = 1; i < operands.length; i++) left = join(left, operands[i], signs[i - 1]);
  return present(left);
}

function balance(
  operands: readonly Expression[],
  signs: readonly Token[],
  from: number,
  to: number,
): Expression {
  if (to - from === 1) return present(operands[from]);
  const middle = (from + to) >> 1;
  return join(
    balance(operands, signs, from, middle),
    balance(operands, signs, middle, to),
    signs[middle - 1],
  );
}

function join(
  left: Expression | undefined,
  right: Expression | undefined,
  sign: Token | undefined,
): Expression {
  const [a, b, token] = [present(left), present(right), present(sign)];
  const span: Span = { start: a.span.start, end: b.span.end };
  return makeCall(token.word, token, [a, b], span);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('operands and operators do not match');
  return value;
}

/** `x > ANY (SELECT ...)`, `x > ALL (1, 2)`; `= ANY` is IN and `<> ALL` is NOT IN. */
function parseQuantified(cursor: Cursor, value: Expression, operator: Token): Expression | undefined {
  if (BINARY.get(operator.word) !== PRECEDENCE.comparison) return undefined;
  const quantifier = cursor.peek(1).word;
  if (quantifier !== 'ANY' && quantifier !== 'SOME' && quantifier !== 'ALL') return undefined;
  cursor.next();
  cursor.next();
  if (!cursor.is('(')) throw cursor.unexpected({ expected: ['('] });
  const all = quantifier === 'ALL';
  cursor.enter();
  const isQuery = isQueryAhead(cursor);
  const open = cursor.next();
  if (!isQuery) return parseQuantifiedList(cursor, value, operator, open, all);
  const query = cursor.grammar.query(cursor);
  cursor.close();
  cursor.leave();
  cursor.grow();
  const span = { start: value.span.start, end: cursor.peek(-1).end };
  if (operator.word === (all ? '<>' : '='))
    return { kind: 'subquery', use: 'in', negated: all, value, query, span };
  return {
    kind: 'subquery',
    use: all ? 'all' : 'any',
    operator: operator.word,
    negated: false,
    value,
    query,
    span,
  };
}

/** Behind '(': the comparisons with each of the list, joined by OR or AND. */
function parseQuantifiedList(
  cursor: Cursor,
  value: Expression,
  operator: Token,
  open: Token,
  all: boolean,
): Expression {
  const items = cursor.items(() => cursor.grammar.expression(cursor));
  cursor.close();
  cursor.leave();
  cursor.grow();
  const span = { start: value.span.start, end: cursor.peek(-1).end };
  const list = { start: open.start, end: span.end };
  if (operator.word === (all ? '<>' : '=')) {
    const call = makeCall('IN', list, [value, ...items], span);
    return all ? makeCall('NOT', operator, [call], span) : call;
  }
  const comparisons = items.map((item) => makeCall(operator.word, operator, [value, item], span));
  const [only] = comparisons;
  if (only !== undefined && comparisons.length === 1) return only;
  return makeCall(all ? 'AND' : 'OR', operator, comparisons, span);
}
