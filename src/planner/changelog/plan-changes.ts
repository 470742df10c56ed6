import { SqlError } from '../../common/errors.ts';
import { inputsOf, type InsertPlan, type Plan, type PlannedTable } from '../plan.ts';
import { changesOf, isInsertOnly } from './changes.ts';
import { refuseChanges } from './refuse-changes.ts';
import { requestUpdates, type UpdateRequest } from './request-updates.ts';
import { isKey, isWithin, upsertKeys, type Key } from './upsert-keys.ts';

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
  refuseForeignKey(insert);
  for (const request of sinkRequests(insert)) {
    const input = requestUpdates(insert.input, request);
    if (input !== undefined) return { ...insert, input };
  }
  return { ...insert, input: requestUpdates(insert.input, 'both') };
}

/**
 * Throws E_SINK_SCHEMA when rows change that the sink would tell apart by another key than the query: what one of them
 * leaves behind would depend on their order. Flink 2.3 asks for ON CONFLICT there, and keeps all rows of a key.
 */
function refuseForeignKey({ input, table, traits }: InsertPlan): void {
  // A sink of all changes writes each of them down, whatever its key.
  if (traits.changelog !== 'upsert' || table.primaryKey.length === 0) return;
  if (isInsertOnly(changesOf(input))) return;
  const columns = primaryKeyOf(table);
  const keys = upsertKeys(input);
  if (keys.some((key) => isWithin(key, columns))) return;
  const names = keys.map((key) => `(${[...key].map((index) => input.schema[index]?.name ?? '').join(', ')})`);
  throw new SqlError(
    'E_SINK_SCHEMA',
    `rows of the query change by ${names.length === 0 ? 'no key' : names.join(' or ')}, those of ${table.id.name} by its primary key (${table.primaryKey.join(', ')})`,
    { hint: 'group by the primary key, or write into a table without one' },
  );
}

function primaryKeyOf(table: PlannedTable): Key {
  return new Set(table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name)));
}

/** What a sink wants best first. By its primary key it knows the row that a +U replaces, if that is the query's key too. */
function sinkRequests({ input, table, traits }: InsertPlan): readonly UpdateRequest[] {
  if (traits.changelog !== 'upsert') return ['both'];
  if (table.primaryKey.length === 0) return ['after', 'both'];
  return isKey(primaryKeyOf(table), upsertKeys(input)) ? ['after', 'both'] : ['both'];
}

/** Upward: nodes that take inserts only. */
function checkInputs(plan: Plan): void {
  for (const input of inputsOf(plan)) checkInputs(input);
  if (plan.kind === 'correlate' && !plan.function.deterministic) {
    refuseChanges(
      plan.input,
      `table function ${plan.function.name}, which is not deterministic,`,
      'rows that are taken back would not be those that were given',
    );
  }
  if (plan.kind === 'predict') {
    // Another answer would not match the retraction of the first one.
    refuseChanges(
      plan.input,
      `ML_PREDICT with model ${plan.model.id.name}`,
      'write the updates through a topic of inserts, or keep the first row of each key',
    );
  }
}
