import type { AggregatePlan } from '../planner/plan.ts';
import { changelogOf } from '../planner/changelog.ts';
import type { Row } from '../types/batch.ts';
import { equality } from '../types/equal.ts';
import { keyOf, type Key } from '../types/key.ts';
import type { SqlType } from '../types/type.ts';
import type { Operator } from './operator.ts';
import { rowKey } from './row-key.ts';
import { GroupAggregate, type Group, type GroupCall, type GroupState } from './ops/group-aggregate.ts';

/** The operator of a GROUP BY, its groups in memory. */
export function buildAggregate(plan: AggregatePlan, next: Operator): Operator {
  const retracting = changelogOf(plan.input) !== 'insert';
  const types = plan.input.schema.map((field) => field.type);
  const calls = plan.calls.map(({ bound, argument, filter, distinct }): GroupCall => {
    const type = argument === undefined ? undefined : types[argument];
    return {
      accumulation: bound.accumulation(retracting),
      argument,
      filter,
      distinct: distinct && type !== undefined ? keyOf(type) : undefined,
    };
  });
  const { keys } = plan;
  return new GroupAggregate(
    {
      keyOf: rowKey(keys, types),
      keysOf: (row) => keys.map((key) => row[key] ?? null),
      calls,
      final: plan.final,
      global: keys.length === 0,
      sameResult: sameRow(plan.schema.map((field) => field.type)),
    },
    memoryState(),
    next,
  );
}

function memoryState(): GroupState {
  const groups = new Map<Key, Group>();
  return {
    get: (key) => groups.get(key),
    put: (key, group) => void groups.set(key, group),
    delete: (key) => void groups.delete(key),
    forEach: (visit) => groups.forEach((group) => visit(group)),
  };
}

function sameRow(types: readonly SqlType[]): (a: Row, b: Row) => boolean {
  const equal = types.map((type) => equality(type));
  return (a, b) =>
    equal.every((same, i) => (a[i] === null || b[i] === null ? a[i] === b[i] : same(a[i], b[i])));
}
