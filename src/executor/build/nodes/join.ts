import type { Plan } from '../../../planner/plan.ts';
import { InputGate } from '../../ops/input-gate.ts';
import { Join, type JoinSide } from '../../ops/join.ts';
import { rowKey } from '../../row-key.ts';
import type { NodeBuilder } from '../building.ts';
import { UNLIMITED } from '../consumer.ts';
import { compile } from '../evaluate.ts';

export const join: NodeBuilder<'join'> = async (plan, consumer, building) => {
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
  const { context, options } = building;
  const keyTypes = keys.flatMap((key) => plan.left.schema[key.left]?.type ?? []);
  const spec = { sides, condition: condition && compile(condition, context.functions), final };
  const operator = new Join(spec, building.stateOf('join', keyTypes), final ? {} : options, consumer.next);
  const { ports } = new InputGate(2, operator);
  for (const [i, input] of [plan.left, plan.right].entries())
    await building.node(input, { ...consumer, ...UNLIMITED, next: ports[i] ?? consumer.next });
};

function side(input: Plan, keys: readonly number[], outer: boolean): JoinSide {
  const types = input.schema.map((field) => field.type);
  const key = rowKey(keys, types);
  return {
    keyOf: (row) => (keys.some((index) => row[index] === null) ? undefined : key(row)),
    types,
    outer,
  };
}
