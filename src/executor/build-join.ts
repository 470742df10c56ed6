import type { FunctionContext } from '../functions/define.ts';
import type { JoinPlan, Plan } from '../planner/plan.ts';
import { compile } from './evaluate.ts';
import type { Operator } from './operator.ts';
import { InputGate } from './ops/input-gate.ts';
import { Join, type JoinSide } from './ops/join.ts';
import { rowKey } from './row-key.ts';

/** The two ports of a join, its rows kept in memory. */
export function buildJoin(plan: JoinPlan, next: Operator, functions: FunctionContext): readonly Operator[] {
  const { type, condition, final } = plan;
  const sides = [
    side(
      plan.left,
      plan.keys.map((key) => key.left),
      type === 'LEFT' || type === 'FULL',
    ),
    side(
      plan.right,
      plan.keys.map((key) => key.right),
      type === 'RIGHT' || type === 'FULL',
    ),
  ] as const;
  const join = new Join({ sides, condition: condition && compile(condition, functions), final }, next);
  return new InputGate(2, join).ports;
}

function side(input: Plan, keys: readonly number[], outer: boolean): JoinSide {
  const types = input.schema.map((field) => field.type);
  const key = rowKey(keys, types);
  return {
    keyOf: (row) => (keys.some((index) => row[index] === null) ? undefined : key(row)),
    identity: rowKey(
      types.map((_, i) => i),
      types,
    ),
    width: types.length,
    outer,
  };
}
