import type { AggregatePlan } from '../../../planner/plan.ts';
import { changesOf, isInsertOnly } from '../../../planner/changelog/changes.ts';
import type { Row } from '../../../types/batch.ts';
import { equality } from '../../../types/equal.ts';
import type { SqlType } from '../../../types/type.ts';
import type { AccumulatorCall } from '../../ops/accumulators.ts';
import { GroupAggregate } from '../../ops/group-aggregate.ts';
import { rowKey } from '../../row-key.ts';
import type { NodeBuilder } from '../building.ts';
import { UNLIMITED } from '../consumer.ts';

export const aggregate: NodeBuilder<'aggregate'> = (plan, consumer, building) => {
  const types = plan.input.schema.map((field) => field.type);
  const { keys, final, updateBefore } = plan;
  const keyTypes = keys.map((key): SqlType => types[key] ?? { kind: 'NULL', nullable: true });
  const next = new GroupAggregate(
    {
      keyOf: rowKey(keys, types),
      keysOf: (row) => keys.map((key) => oneZero(row[key] ?? null)),
      keyTypes,
      calls: accumulatorCalls(plan),
      final,
      updateBefore,
      sameResult: sameRow(plan.schema.map((field) => field.type)),
    },
    building.stateOf('aggregate', keyTypes),
    final ? {} : building.options,
    consumer.next,
  );
  return building.node(plan.input, { ...consumer, ...UNLIMITED, next });
};

/** The calls of an aggregation as its operator makes them. */
export function accumulatorCalls(plan: Pick<AggregatePlan, 'input' | 'calls'>): AccumulatorCall[] {
  const retracting = !isInsertOnly(changesOf(plan.input));
  return plan.calls.map(({ bound, argument, filter, distinct, retracts }) => ({
    accumulation: bound.accumulation(retracting && retracts),
    argument,
    type: argument === undefined ? undefined : plan.input.schema[argument]?.type,
    filter,
    distinct,
  }));
}

/** 0 and -0 are one key: the group has 0, so that what it takes back is what it said. */
function oneZero(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

function sameRow(types: readonly SqlType[]): (a: Row, b: Row) => boolean {
  const equal = types.map((type) => equality(type));
  return (a, b) =>
    equal.every((same, i) => (a[i] === null || b[i] === null ? a[i] === b[i] : same(a[i], b[i])));
}
