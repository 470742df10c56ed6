import { unreachable } from '../common/errors.ts';
import { isInterval, isNumeric } from '../types/coercion.ts';
import { formatValue } from '../types/format-value.ts';
import { printType, type SqlType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

const INFIX = /^[^A-Za-z_]+$|^(NOT )?LIKE$|^IS (NOT )?DISTINCT FROM$/;

/** A bound expression as text: for EXPLAIN, and as a key: equal texts are equal expressions. */
export function printBound(expression: BoundExpression): string {
  switch (expression.kind) {
    case 'column':
      return `${expression.name}#${expression.index}`;
    case 'constant':
      return printConstant(expression.value, expression.type);
    case 'and':
    case 'or':
      return `(${expression.operands.map(printBound).join(` ${expression.kind.toUpperCase()} `)})`;
    case 'not':
      return `NOT ${printBound(expression.operand)}`;
    case 'case': {
      const branches = expression.branches.map(
        ({ when, then }) => `WHEN ${printBound(when)} THEN ${printBound(then)}`,
      );
      return `CASE ${branches.join(' ')} ELSE ${printBound(expression.otherwise)} END`;
    }
    case 'cast':
      return `${expression.safe ? 'TRY_CAST' : 'CAST'}(${printBound(expression.value)} AS ${printType(expression.type)})`;
    case 'field':
      return `${printBound(expression.value)}.${expression.index}`;
    case 'call': {
      const { name } = expression.function;
      const args = expression.args.map(printBound);
      if (args.length === 2 && INFIX.test(name)) return `(${args.join(` ${name} `)})`;
      if (args.length === 1 && name.startsWith('IS ')) return `(${args[0] ?? ''} ${name})`;
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
