import { SqlError } from '../common/errors.ts';
import type { Expression } from '../sql/ast/query.ts';
import { isNumeric, isText } from '../types/coercion.ts';
import type { SqlType } from '../types/type.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { columnsOf } from './substitute.ts';

/**
 * One conjunct of WHERE or ON. An equality that joins a text with a number is E_UNSUPPORTED, where elsewhere it is E_TYPE:
 * Flink, too, finds it only while it plans the join.
 */
export function bindConjunct(
  expression: Expression,
  context: ExpressionContext,
  where: 'WHERE' | 'ON',
): BoundExpression {
  try {
    return bindCondition(expression, context, where);
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== 'E_TYPE' || !joins(expression, context, where))
      throw error;
    throw new SqlError('E_UNSUPPORTED', error.message, { span: error.span, hint: error.hint, cause: error });
  }
}

/** Whether one is a text and the other a number. */
export function isMixed(a: SqlType, b: SqlType): boolean {
  return (isText(a) && isNumeric(b)) || (isNumeric(a) && isText(b));
}

function joins(expression: Expression, context: ExpressionContext, where: 'WHERE' | 'ON'): boolean {
  if (expression.kind !== 'call' || expression.name !== '=') return false;
  const [a, b] = expression.args.map((arg) => sideOf(arg, context));
  if (a === undefined || b === undefined || !isMixed(a.type, b.type)) return false;
  if (a.tables.size === 0 || b.tables.size === 0) return false;
  return where === 'ON' || [...a.tables].every((table) => !b.tables.has(table));
}

/** Type of a side, and the tables whose columns it reads; undefined when it cannot be bound by itself. */
function sideOf(
  side: Expression,
  context: ExpressionContext,
): { type: SqlType; tables: ReadonlySet<unknown> } | undefined {
  try {
    const bound = bindExpression(side, { ...context, models: undefined });
    const tables = columnsOf(bound).map((index) => context.scope.columns[index]?.qualifier);
    return { type: bound.type, tables: new Set(tables) };
  } catch {
    return undefined;
  }
}
