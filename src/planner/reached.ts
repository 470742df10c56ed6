import { SqlError } from '../common/errors.ts';
import { findFunction } from '../functions/index.ts';
import type { BoundExpression } from './expression.ts';
import type { Guard } from './guard.ts';

/**
 * What must hold where the argument after `before` is computed; `guard` is what must where the last of them is, `outer` where
 * the call is.
 */
export function guardBehind(
  name: string,
  before: readonly BoundExpression[],
  guard: Guard,
  outer: Guard,
): Guard {
  const last = before.at(-1);
  if (last === undefined) return outer;
  if (name === 'COALESCE' || name === 'IFNULL') return guard.and(isNull(last));
  const [condition] = before;
  if (name !== 'IF' || condition?.type.kind !== 'BOOLEAN') return outer;
  return outer.and(before.length === 1 ? isTrue(condition) : isNotTrue(condition));
}

function predicate(name: string, operand: BoundExpression): BoundExpression {
  const found = findFunction(name);
  if (found === undefined) throw new SqlError('E_INTERNAL', `no operator ${name}`);
  const bound = found.bind([{ kind: 'value', type: operand.type }]);
  return { kind: 'call', function: found, bound, args: [operand], symbols: [], type: bound.returns };
}

export const isTrue = (operand: BoundExpression) => predicate('IS TRUE', operand);
export const isNotTrue = (operand: BoundExpression) => predicate('IS NOT TRUE', operand);
export const isNotFalse = (operand: BoundExpression) => predicate('IS NOT FALSE', operand);
const isNull = (operand: BoundExpression) => predicate('IS NULL', operand);
