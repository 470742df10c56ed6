import { conjuncts, makeJoin } from '../bind-join.ts';
import type { BoundExpression } from '../expression.ts';
import type { JoinPlan, Plan } from '../plan.ts';
import { columnsOf, substitute } from '../substitute.ts';

/** The input with a filter over it, as far below as it gets. */
type Filtered = (condition: BoundExpression, input: Plan) => Plan;

/**
 * A filter over an inner join becomes part of it: what needs one side alone filters that side, an equality across the
 * sides becomes a key, the rest is looked at for each pair. Over an outer join only what needs the side that is kept whole may go below. undefined: nothing
 * of it can.
 */
export function filterIntoJoin(
  condition: BoundExpression,
  input: JoinPlan,
  filtered: Filtered,
): Plan | undefined {
  let join = input;
  const above: BoundExpression[] = [];
  for (const part of conjuncts(condition)) {
    const next = take(part, join, filtered);
    if (next === undefined) above.push(part);
    else join = next;
  }
  if (join === input) return undefined;
  return above.reduce<Plan>(
    (inner, part) => ({ kind: 'filter', input: inner, condition: part, schema: inner.schema }),
    join,
  );
}

function take(part: BoundExpression, join: JoinPlan, filtered: Filtered): JoinPlan | undefined {
  const width = join.left.schema.length;
  const columns = columnsOf(part);
  const usesLeft = columns.some((index) => index < width);
  const usesRight = columns.some((index) => index >= width);
  if (usesLeft && !usesRight && (join.type === 'INNER' || join.type === 'LEFT')) {
    return { ...join, left: filtered(part, join.left) };
  }
  if (usesRight && !usesLeft && (join.type === 'INNER' || join.type === 'RIGHT')) {
    return { ...join, right: filtered(shift(part, join, width), join.right) };
  }
  if (join.type !== 'INNER' || !usesLeft || !usesRight) return undefined;
  const own = join.condition === undefined ? [] : conjuncts(join.condition);
  const more = makeJoin('INNER', join.left, join.right, [...own, part], join.final);
  return { ...join, keys: [...join.keys, ...more.keys], condition: more.condition };
}

/** The expression over the right side's own columns. */
function shift(part: BoundExpression, join: JoinPlan, by: number): BoundExpression {
  const columns = join.schema.map((field, i): BoundExpression => {
    const own = join.right.schema[i - by] ?? field;
    return { kind: 'column', index: i - by, name: field.name, type: own.type };
  });
  return substitute(part, columns);
}
