import type { FunctionContext } from '../../functions/define.ts';
import type { JoinPlan, Plan } from '../../planner/plan.ts';
import type { OperatorState, StateOptions } from '../../state/operator-state.ts';
import { compile } from './evaluate.ts';
import type { Operator } from '../operator.ts';
import { InputGate } from '../ops/input-gate.ts';
import { Join, type JoinSide } from '../ops/join.ts';
import { rowKey } from '../row-key.ts';

/** The two ports of a join. */
export function buildJoin(
  plan: JoinPlan,
  state: OperatorState,
  options: StateOptions,
  functions: FunctionContext,
  next: Operator,
): readonly Operator[] {
  const { type, condition, final, keys } = plan;
  const sides = [
    side(
      plan.left,
      keys.map((key) => key.left),
      type === 'LEFT' || type === 'FULL',
    ),
    side(
      plan.right,
      keys.map((key) => key.right),
      type === 'RIGHT' || type === 'FULL',
    ),
  ] as const;
  const spec = { sides, condition: condition && compile(condition, functions), final };
  return new InputGate(2, new Join(spec, state, final ? {} : options, next)).ports;
}

function side(input: Plan, keys: readonly number[], outer: boolean): JoinSide {
  const types = input.schema.map((field) => field.type);
  const key = rowKey(keys, types);
  return {
    keyOf: (row) => (keys.some((index) => row[index] === null) ? undefined : key(row)),
    types,
    outer,
  };
}
