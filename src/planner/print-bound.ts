import { printType } from '../types/type.ts';
import { unreachable } from '../common/errors.ts';
import type { BoundExpression } from './expression.ts';

const INFIX = /^[^A-Za-z_]+$|^(NOT )?LIKE$|^IS (NOT )?DISTINCT FROM$/;

/** A bound expression as text: for EXPLAIN, and as the key under which equal expressions are found. */
export function printBound(expression: BoundExpression): string {
  switch (expression.kind) {
    case 'column':
      return `${expression.name}#${expression.index}`;
    case 'constant':
      return printConstant(expression.value, expression.type.kind);
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

function printConstant(value: unknown, kind: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /^(INT|BIGINT|DOUBLE|BOOLEAN)$/.test(kind) ? text : `${text}:${kind}`;
}
