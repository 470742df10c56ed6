import type { PlannerContext } from './context.ts';
import { inputsOf, type Plan } from './plan.ts';

/** The advice for a whole plan, each once, in the order of its nodes. */
export function allAdvice(plan: Plan, planner: PlannerContext): readonly string[] {
  const below = inputsOf(plan).flatMap((input) => allAdvice(input, planner));
  return [...new Set([...advise(plan, planner), ...below])];
}

/** What to think of for one node: what it keeps without end, what it compares row by row. */
function advise(plan: Plan, planner: PlannerContext): readonly string[] {
  const keeps = isKeeping(plan) && !isBounded(planner.setting('table.exec.state.ttl'));
  return [
    ...(plan.kind === 'join' && plan.keys.length === 0
      ? ['every row is compared with every row of the other side: an equality between the sides helps']
      : []),
    ...(keeps
      ? ["rows are kept without end: SET 'table.exec.state.ttl' lets go what was not seen lately"]
      : []),
  ];
}

function isKeeping(plan: Plan): boolean {
  return (plan.kind === 'aggregate' || plan.kind === 'join') && !plan.final;
}

function isBounded(ttl: string | undefined): boolean {
  return ttl !== undefined && !/^0\b/.test(ttl.trim());
}
