import { BOOLEAN, withNullability } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

/** One condition that holds when all do; they are looked at in order. At least one is given. */
export function conjunction(conditions: readonly BoundExpression[]): BoundExpression {
  const operands = conditions.flatMap(conjuncts);
  const [only] = operands;
  if (only !== undefined && operands.length === 1) return only;
  const type = withNullability(
    BOOLEAN,
    operands.some((operand) => operand.type.nullable),
  );
  return { kind: 'and', operands, type };
}

function conjuncts(condition: BoundExpression): readonly BoundExpression[] {
  return condition.kind === 'and' ? condition.operands : [condition];
}
