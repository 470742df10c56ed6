import type { WindowAggregatePlan } from '../../../planner/plan.ts';
import { windowColumns } from '../../../planner/window-columns.ts';
import { AssignWindows } from '../../ops/assign-windows.ts';
import { WindowAggregate } from '../../ops/window-aggregate.ts';
import { rowKey } from '../../row-key.ts';
import { closingMoment, windowsBy } from '../../windows.ts';
import type { NodeBuilder } from '../building.ts';
import { UNLIMITED } from '../consumer.ts';
import { accumulatorCalls } from './aggregate.ts';

export const window: NodeBuilder<'window'> = (plan, consumer, building) => {
  const { timeZone } = building.context.functions;
  const { type } = plan.input.schema[plan.column] ?? {};
  if (type === undefined) throw new TypeError('a window of no column'); // bind has checked it
  const next = new AssignWindows(windowsBy(plan.column, type, plan.spec, timeZone), consumer.next);
  return building.node(plan.input, { ...consumer, next });
};

export const windowAggregate: NodeBuilder<'windowAggregate'> = (plan, consumer, building) => {
  const { keys, end } = plan;
  const types = plan.input.schema.map((field) => field.type);
  const telling = tellingKeys(plan);
  const closes = closingMoment(plan.isZoned, building.context.functions.timeZone);
  const next = new WindowAggregate(
    {
      keyOf: rowKey(telling, types),
      keys,
      keyTypes: keys.flatMap((key) => types[key] ?? []),
      calls: accumulatorCalls(plan),
      closesAt: (row) => closes(row[end] as number), // a TIMESTAMP(3) that is NOT NULL
    },
    building.stateOf(
      'window',
      telling.flatMap((key) => types[key] ?? []),
    ),
    building.lateRows(),
    consumer.next,
  );
  return building.node(plan.input, { ...consumer, ...UNLIMITED, next, isTimed: true });
};

/** The keys without those that follow from the window's end: with shorter texts a group costs a quarter less. */
function tellingKeys({ input, keys, end }: WindowAggregatePlan): readonly number[] {
  const windows = windowColumns(input);
  if (windows?.spec.kind !== 'tumble') return keys;
  return keys.filter(
    (key) => key === end || ![windows.starts, windows.ends, windows.times].some((set) => set.has(key)),
  );
}
