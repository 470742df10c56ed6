import { SqlError } from '../../common/errors.ts';
import { explainNode } from '../explain.ts';
import { inputsOf, type Plan } from '../plan.ts';
import { changesOf, isInsertOnly } from './changes.ts';

const PASSING: ReadonlySet<Plan['kind']> = new Set([
  'filter',
  'project',
  'watermark',
  'window',
  'union',
  'correlate',
  'predict',
]);

/** Throws E_CHANGELOG when the plan, for `consumer`, yields more than inserts; names the node that the changes come from. */
export function refuseChanges(plan: Plan, consumer: string, hint?: string): void {
  const changes = changesOf(plan);
  if (isInsertOnly(changes)) return;
  const what = [changes.update === 'none' ? '' : 'update', changes.delete ? 'delete' : '']
    .filter((word) => word !== '')
    .join(' and ');
  throw new SqlError(
    'E_CHANGELOG',
    `${consumer} takes inserts only, but there are ${what} changes, made by ${nameOf(originOf(plan))}`,
    { hint },
  );
}

/** The node that makes the changes, looked for through those that only pass them on. */
function originOf(plan: Plan): Plan {
  if (!PASSING.has(plan.kind)) return plan;
  const changing = inputsOf(plan).find((input) => !isInsertOnly(changesOf(input)));
  return changing === undefined ? plan : originOf(changing);
}

function nameOf(plan: Plan): string {
  return plan.kind === 'scan' ? `table ${plan.table.id.name}` : explainNode(plan);
}
