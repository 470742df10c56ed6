import type { FunctionContext } from '../../functions/define.ts';
import type { WindowAggregatePlan, WindowPlan } from '../../planner/plan.ts';
import { windowColumns } from '../../planner/window-columns.ts';
import type { OperatorState } from '../../state/operator-state.ts';
import { accumulatorCalls } from './build-aggregate.ts';
import type { LateRows } from '../meter.ts';
import type { Operator } from '../operator.ts';
import { AssignWindows } from '../ops/assign-windows.ts';
import { WindowAggregate } from '../ops/window-aggregate.ts';
import { rowKey } from '../row-key.ts';
import { closingMoment, windowsBy } from '../windows.ts';

/** The operator of a window table function. */
export function buildWindow(plan: WindowPlan, { timeZone }: FunctionContext, next: Operator): Operator {
  const { type } = plan.input.schema[plan.column] ?? {};
  if (type === undefined) throw new TypeError('a window of no column'); // bind has checked it
  return new AssignWindows(windowsBy(plan.column, type, plan.spec, timeZone), next);
}

/** The operator of an aggregation by windows. */
export function buildWindowAggregate(
  plan: WindowAggregatePlan,
  state: OperatorState,
  late: LateRows,
  { timeZone }: FunctionContext,
  next: Operator,
): Operator {
  const { keys, end } = plan;
  const types = plan.input.schema.map((field) => field.type);
  const closes = closingMoment(plan.isZoned, timeZone);
  return new WindowAggregate(
    {
      keyOf: rowKey(tellingKeys(plan), types),
      keys,
      keyTypes: keys.flatMap((key) => types[key] ?? []),
      calls: accumulatorCalls(plan),
      closesAt: (row) => closes(row[end] as number), // a TIMESTAMP(3) that is NOT NULL
    },
    state,
    late,
    next,
  );
}

/** The keys without those that follow from the window's end: with shorter texts a group costs a quarter less. */
function tellingKeys({ input, keys, end }: WindowAggregatePlan): readonly number[] {
  const windows = windowColumns(input);
  if (windows?.spec.kind !== 'tumble') return keys;
  return keys.filter(
    (key) => key === end || ![windows.starts, windows.ends, windows.times].some((set) => set.has(key)),
  );
}
