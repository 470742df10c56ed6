import { unreachable } from '../common/errors.ts';
import { isInterval, isNumeric } from '../types/coercion.ts';
import { formatValue } from '../types/format-value.ts';
import { printType, type SqlType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';
import { leftChain } from './left-chain.ts';

const INFIX = /^[^A-Za-z_]+$|^(NOT )?LIKE$|^IS (NOT )?DISTINCT FROM$/;

/** A bound expression as text: for EXPLAIN, and as a key: equal texts are equal expressions. */
export function printBound(expression: BoundExpression): string {
  let text = '';
  for (const part of leftChain(expression).reverse()) text = printPart(part, text);
  return text;
}

/** `first`: the text of its first operand. */
function printPart(expression: BoundExpression, first: string): string {
  switch (expression.kind) {
    case 'column':
      return `${expression.name}#${expression.index}`;
    case 'constant':
      return printConstant(expression.value, expression.type);
    case 'and':
    case 'or':
      return `(${expression.operands.map(printBound).join(` ${expression.kind.toUpperCase()} `)})`;
    case 'not':
      return `NOT ${first}`;
    case 'case': {
      const branches = expression.branches.map(
        ({ when, then }) => `WHEN ${printBound(when)} THEN ${printBound(then)}`,
      );
      return `CASE ${branches.join(' ')} ELSE ${printBound(expression.otherwise)} END`;
    }
    case 'cast':
      return `${expression.safe ? 'TRY_CAST' : 'CAST'}(${first} AS ${printType(expression.type)})`;
    case 'field':
      return `${first}.${expression.index}`;
    case 'call': {
      const { name } = expression.function;
      const others = expression.args.slice(1).map(printBound);
      // no join: of a long chain it would copy the text so far again and again
      if (others.length === 1 && INFIX.test(name)) return `(${first} ${name} ${others[0] ?? ''})`;
      if (expression.args.length === 1 && name.startsWith('IS ')) return `(${first} ${name})`;
      const args = expression.args.length === 0 ? [] : [first, ...others];
      return `${name}(${[...args, ...expression.symbols].join(', ')})`;
    }
    default:
      return unreachable(expression);
  }
}

/** As it could be written: 1.50, 'it''s', X'4f', DATE '2026-01-15'. */
function printConstant(value: unknown, type: SqlType): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`;
  const text = formatValue(value, type, { timeZone: 'UTC' });
  if (type.kind === 'BOOLEAN' || isNumeric(type)) return text;
  return `${isInterval(type) ? 'INTERVAL' : type.kind} '${text}'`;
}
