import { SqlError, unreachable } from '../../common/errors.ts';
import { withInputs, type AggregateCall, type AggregatePlan, type JoinPlan, type Plan } from '../plan.ts';
import { changesOf, isInsertOnly } from './changes.ts';
import { monotonyOf } from './monotony.ts';
import { upsertKeys } from './upsert-keys.ts';

/** How a consumer wants updates: -U and +U, or +U alone because it knows by a key which row is replaced. */
export type UpdateRequest = 'both' | 'after';

/** The plan that gives updates as requested; undefined where it cannot. 'both' it always can. */
export function requestUpdates(plan: Plan, request: 'both'): Plan;
export function requestUpdates(plan: Plan, request: UpdateRequest): Plan | undefined;
export function requestUpdates(plan: Plan, request: UpdateRequest): Plan | undefined {
  switch (plan.kind) {
    case 'scan':
      switch (plan.traits.changelog) {
        case 'insert':
          return plan;
        case 'all':
          // The source goes on giving both.
          return request === 'both' ? plan : withoutBefore(plan);
        case 'upsert':
          // Flink: ChangelogNormalize, which keeps the last row of each key, has its place right above the scan.
          throw new SqlError(
            'E_UNSUPPORTED',
            `table ${plan.table.id.name} gives updates without the row they replace: weir does not read that yet`,
          );
        default:
          return unreachable(plan.traits.changelog);
      }
    case 'aggregate': {
      // A retraction must take back what was added.
      const input = requestUpdates(plan.input, 'both');
      return { ...plan, input, calls: settledCalls(plan), updateBefore: request === 'both' };
    }
    case 'windowAggregate':
      return { ...plan, input: requestUpdates(plan.input, 'both') };
    case 'join':
    case 'limit': {
      // Both find a row that is taken back by the whole of it.
      const whole = withInputs(plan, (input) => requestUpdates(input, 'both'));
      if (request === 'both' || changesOf(whole).update === 'none') return whole;
      return plan.kind === 'join' && keepsPairs(plan) ? withoutBefore(whole) : undefined;
    }
    case 'filter':
    case 'correlate':
      // A +U that is dropped, or gives less rows than it gave before, would leave what stood there standing.
      if (request === 'after' && changesOf(plan.input).update !== 'none') return undefined;
      return forward(plan, request);
    case 'values':
    case 'project':
    case 'watermark':
    case 'window':
    case 'predict':
    case 'union':
    case 'dropUpdateBefore':
      return forward(plan, request);
    default:
      return unreachable(plan);
  }
}

/** MAX over what only rises and MIN over what only falls need not take anything back. */
function settledCalls(plan: AggregatePlan): readonly AggregateCall[] {
  if (!plan.calls.some(({ name }) => name === 'MAX' || name === 'MIN')) return plan.calls;
  const columns = monotonyOf(plan);
  return plan.calls.map((call, i): AggregateCall => {
    const monotony = columns?.[plan.keys.length + i];
    const isOutdone =
      (call.name === 'MAX' && monotony === 'rising') || (call.name === 'MIN' && monotony === 'falling');
    return isOutdone ? { ...call, retracts: false } : call;
  });
}

/** Whether an update of either side changes the joined rows it had, and joins with no others. */
function keepsPairs(join: JoinPlan): boolean {
  // Flink: a condition beside the keys is not looked at, and a row that no longer meets it stays in the sink.
  if (join.condition !== undefined) return false;
  return [join.left, join.right].every((side, i) => {
    const joined = join.keys.map((key) => (i === 0 ? key.left : key.right));
    if (changesOf(side).update === 'none') return true;
    return upsertKeys(side).some((key) => joined.every((column) => key.has(column)));
  });
}

function withoutBefore(input: Plan): Plan {
  return { kind: 'dropUpdateBefore', input, schema: input.schema };
}

function forward(plan: Plan, request: UpdateRequest): Plan | undefined {
  let isPossible = true;
  const forwarded = withInputs(plan, (input) => {
    const own = requestUpdates(input, isInsertOnly(changesOf(input)) ? 'both' : request);
    if (own === undefined) isPossible = false;
    return own ?? input;
  });
  return isPossible ? forwarded : undefined;
}
