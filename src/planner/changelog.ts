import { SqlError } from '../common/errors.ts';
import { inputsOf, type Plan } from './plan.ts';

export type Changelog = 'insert' | 'all' | 'upsert';

/** The row kinds that a plan yields. A model is never asked about an updating input: another answer would not match its retraction. */
export function changelogOf(plan: Plan): Changelog {
  if (plan.kind === 'scan') return plan.traits.changelog;
  const kinds = inputsOf(plan).map(changelogOf);
  // An outer row without a match is taken back when one arrives; in batch mode the end is waited for.
  if (plan.kind === 'join' && plan.type !== 'INNER' && !plan.final) return 'all';
  if (plan.kind === 'windowAggregate') return 'insert';
  if (plan.kind === 'aggregate') return plan.final ? 'insert' : 'all';
  const updating = kinds.find((kind) => kind !== 'insert');
  if (updating === undefined) return 'insert';
  if (plan.kind === 'limit')
    throw new SqlError('E_UNSUPPORTED', 'weir does not run LIMIT over rows that are updated');
  if (plan.kind === 'predict') {
    throw new SqlError(
      'E_CHANGELOG',
      `ML_PREDICT with model ${plan.model.id.name} needs an input of inserts only, this one updates and deletes rows`,
      {
        hint: 'write the updates through a topic of inserts, or keep the first row of each key',
      },
    );
  }
  return updating;
}
