import { inputsOf, type AggregatePlan, type Plan } from '../plan.ts';

/**
 * What is made of no rows, where the query itself says that there are none, is none too. An aggregate without keys then
 * has its one row at once; over a stream that only turns out to be empty it has none. Flink: PruneEmptyRules.
 */
export function emptyInput(plan: Plan): Plan {
  const none: Plan = { kind: 'values', rows: [], schema: plan.schema };
  const inputs = inputsOf(plan);
  switch (plan.kind) {
    case 'scan':
    case 'values':
      return plan;
    case 'limit':
      return plan.count === 0 || isEmpty(plan.input) ? none : plan;
    case 'join':
      return (plan.type === 'INNER' ? inputs.some(isEmpty) : inputs.every(isEmpty)) ? none : plan;
    case 'aggregate':
      if (!isEmpty(plan.input)) return plan;
      return plan.keys.length === 0 ? resultsOfNothing(plan) : none;
    default:
      return inputs.every(isEmpty) ? none : plan;
  }
}

function isEmpty(plan: Plan): boolean {
  return plan.kind === 'values' && plan.rows.length === 0;
}

function resultsOfNothing({ calls, schema }: AggregatePlan): Plan {
  const row = calls.map(({ bound }) => {
    const accumulation = bound.accumulation(false);
    return {
      kind: 'constant' as const,
      value: accumulation.result(accumulation.start()),
      type: bound.returns,
    };
  });
  return { kind: 'values', rows: [row], schema };
}
