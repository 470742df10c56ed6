import { SqlError } from '../../common/errors.ts';
import { inputsOf, type InsertPlan, type Plan } from '../plan.ts';
import { changesOf, isInsertOnly } from './changes.ts';
import { refuseChanges } from './refuse-changes.ts';
import { requestUpdates, type UpdateRequest } from './request-updates.ts';
import { isKey, upsertKeys } from './upsert-keys.ts';

/**
 * Which changes each node of an optimized query yields: upward what it can, downward what its consumer requests. A
 * SELECT shows every change. Throws E_CHANGELOG where a node cannot take what comes.
 */
export function planChanges(plan: Plan): Plan {
  checkInputs(plan);
  return requestUpdates(plan, 'both');
}

/** The same for an INSERT: what its sink takes decides. */
export function planInsertChanges(insert: InsertPlan): InsertPlan {
  checkInputs(insert.input);
  if (insert.traits.changelog === 'insert') {
    refuseChanges(insert.input, `table ${insert.table.id.name}`);
  }
  for (const request of sinkRequests(insert)) {
    const input = requestUpdates(insert.input, request);
    if (input !== undefined) return { ...insert, input };
  }
  return { ...insert, input: requestUpdates(insert.input, 'both') };
}

/** What a sink wants best first. By its primary key it knows the row that a +U replaces, if that is the query's key too. */
function sinkRequests({ input, table, traits }: InsertPlan): readonly UpdateRequest[] {
  if (traits.changelog !== 'upsert') return ['both'];
  if (table.primaryKey.length === 0) return ['after', 'both'];
  const columns = new Set(
    table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name)),
  );
  return isKey(columns, upsertKeys(input)) ? ['after', 'both'] : ['both'];
}

/** Upward: nodes that take inserts only, and what weir does not run over changes. */
function checkInputs(plan: Plan): void {
  for (const input of inputsOf(plan)) checkInputs(input);
  if (plan.kind === 'predict') {
    // Another answer would not match the retraction of the first one.
    refuseChanges(
      plan.input,
      `ML_PREDICT with model ${plan.model.id.name}`,
      'write the updates through a topic of inserts, or keep the first row of each key',
    );
  }
  if (plan.kind === 'limit' && !isInsertOnly(changesOf(plan.input))) {
    throw new SqlError('E_UNSUPPORTED', 'weir does not run LIMIT over rows that are updated');
  }
}
