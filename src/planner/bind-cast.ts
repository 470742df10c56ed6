import { SqlError } from '../common/errors.ts';
import { located } from '../common/located.ts';
import type { Expression } from '../sql/ast/query.ts';
import { canCast, castFailsLate, isInteger, isInterval } from '../types/coercion.ts';
import { unitSize } from '../types/interval.ts';
import { printType, withNullability } from '../types/type.ts';
import { validType } from '../types/valid-type.ts';
import { placeOf, type ExpressionContext } from './expression-context.ts';
import type { BoundExpression } from './expression.ts';

/** CAST and TRY_CAST of a bound value. Throws E_TYPE where the type cannot be, or be made of the value's. */
export function bindCast(
  { type: written, safe, span }: Expression & { kind: 'cast' },
  value: BoundExpression,
  context: ExpressionContext,
): BoundExpression {
  const wanted = located(span, () => validType(written));
  if (!canCast(value.type, wanted)) {
    const code = castFailsLate(value.type, wanted) ? 'E_UNSUPPORTED' : 'E_TYPE';
    throw new SqlError(code, `${printType(value.type)} cannot be cast to ${printType(wanted)}`, { span });
  }
  const type = withNullability(wanted, value.type.nullable || safe);
  if (isInterval(wanted) && !safe && value.kind === 'constant' && isInteger(value.type))
    return { kind: 'constant', value: Number(value.value) * sizeOf(wanted.resolution), type };
  return { kind: 'cast', value, safe, span: placeOf(span, context), type };
}

/** Months or ms of the unit: a number that is written out counts units, any other one ms or months, as in Flink. */
function sizeOf(resolution: string): number {
  const unit = unitSize(/^\w+/.exec(resolution)?.[0] ?? '');
  if (unit === undefined) return 1;
  return 'months' in unit ? unit.months : unit.ms;
}
