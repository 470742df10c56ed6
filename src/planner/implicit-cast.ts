import { canCastImplicitly } from '../types/coercion.ts';
import { sameType, withNullability, type SqlType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

/** Whether a value may be given where `to` is wanted, as an implicit cast. */
export function fits(value: BoundExpression, to: SqlType): boolean {
  return canCastImplicitly(value.type, to);
}

/** The value as `type` by an implicit cast; the value itself where nothing but nullability differs. */
export function castTo(value: BoundExpression, type: SqlType): BoundExpression {
  if (sameType(value.type, type)) return value;
  const nullable = value.type.nullable;
  if (value.kind === 'constant' && value.value === null) return { kind: 'constant', value: null, type };
  return { kind: 'cast', value, safe: false, type: withNullability(type, nullable) };
}
