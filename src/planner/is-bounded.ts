import { changesOf, isInsertOnly } from './changelog/changes.ts';
import { inputsOf, type Plan } from './plan.ts';

/** Whether the query ends by itself, given rows enough for its LIMIT. A row within a LIMIT may be taken back by a later one. */
export function isBounded(plan: Plan): boolean {
  if (plan.kind === 'scan') return plan.traits.bounded;
  const isCut = plan.kind === 'limit' && plan.count < Infinity && isInsertOnly(changesOf(plan.input));
  return isCut || inputsOf(plan).every(isBounded);
}
