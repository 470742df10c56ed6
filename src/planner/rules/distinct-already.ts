import { upsertKeys } from '../changelog/upsert-keys.ts';
import type { BoundExpression } from '../expression.ts';
import { castTo } from '../implicit-cast.ts';
import type { AggregatePlan, Plan } from '../plan.ts';

/** MAX, MIN and SUM of one value are that value. */
const OF_ONE_VALUE = new Set(['MAX', 'MIN', 'SUM']);

/**
 * A grouping of rows whose keys never meet twice is none: each row is its own group. An update of the row then stays one,
 * where the grouping would end a group and begin another. Without keys there is a group also of no rows, so it stays.
 * Flink: FlinkAggregateRemoveRule.
 */
export function distinctAlready(plan: Plan): Plan {
  if (plan.kind !== 'aggregate' || plan.keys.length === 0) return plan;
  if (!plan.calls.every(isOfOneValue)) return plan;
  const keys = new Set(plan.keys);
  if (!upsertKeys(plan.input).some((key) => [...key].every((column) => keys.has(column)))) return plan;
  const columns = [...plan.keys, ...plan.calls.map((call) => call.argument ?? -1)];
  const expressions = columns.map((index, i): BoundExpression => {
    const field = plan.input.schema[index] ?? plan.schema[i];
    const column: BoundExpression = {
      kind: 'column',
      index,
      name: field?.name ?? '',
      type: field?.type ?? { kind: 'NULL', nullable: true },
    };
    return castTo(column, plan.schema[i]?.type ?? column.type);
  });
  return { kind: 'project', input: plan.input, expressions, schema: plan.schema };
}

function isOfOneValue({ name, argument, filter }: AggregatePlan['calls'][number]): boolean {
  return OF_ONE_VALUE.has(name) && argument !== undefined && filter === undefined;
}
