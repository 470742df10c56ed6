import { SqlError } from '../../common/errors.ts';
import { int, intOr, oneOfOr, readOptions } from '../../common/options.ts';
import type { Connector, ConnectorTable } from '../connector.ts';
import { refuseMetadata } from '../refuse-metadata.ts';
import { FieldOptions } from './field-options.ts';
import type { FieldPlan } from './field-plan.ts';
import { randomPlan } from './random-plan.ts';
import { randomValues } from './random-values.ts';
import { sequencePlan } from './sequence-plan.ts';
import { DatagenSource } from './source.ts';

const options = {
  'rows-per-second': intOr('Rows made each second.', 10_000),
  'number-of-rows': int('The table ends after so many rows; without it, and without a sequence, never.'),
  'scan.parallelism': int('Of no effect: weir makes the rows in one place.'),
};

const KIND = oneOfOr('How the column is filled.', ['random', 'sequence'], 'random');

/** Made-up rows for trying things out: random values of every type, or sequences. */
export const datagen: Connector = {
  name: 'datagen',
  doc: 'Makes up rows at a steady rate. Each column has options of its own: fields.<column>.kind, min, max, length, start, end, null-rate, max-past.',
  options,
  prefixes: ['fields.'],
  sourceTraits: (table) => ({ bounded: read(table).count !== Infinity, changelog: 'insert', metadata: [] }),
  createSource(table, { clock, random, setting }) {
    const { plans, count, perSecond } = read(table);
    const surroundings = {
      random: randomValues(random),
      now: () => clock.now(),
      timeZone: setting('table.local-time-zone') ?? 'UTC',
    };
    const columns = plans.map((plan) => plan.make(surroundings));
    return new DatagenSource({ name: table.name, count, perSecond, columns }, clock);
  },
};

/** Throws E_OPTION. */
function read(table: ConnectorTable): { plans: FieldPlan[]; count: number; perSecond: number } {
  refuseMetadata(table, 'datagen');
  const given = readOptions(options, table.options, "connector 'datagen'", datagen.prefixes);
  const fields = new FieldOptions(table.options);
  const plans = table.columns.map(({ name, type }) =>
    fields.read(name, 'kind', KIND) === 'sequence'
      ? sequencePlan(name, type, fields)
      : randomPlan(name, type, fields),
  );
  fields.finish();
  const perSecond = given['rows-per-second'];
  const limit = given['number-of-rows'] ?? Infinity;
  if (perSecond <= 0 || limit < 0) {
    const culprit = perSecond <= 0 ? `'rows-per-second' = '${perSecond}'` : `'number-of-rows' = '${limit}'`;
    throw new SqlError('E_OPTION', `connector 'datagen': ${culprit}: expected a positive number`);
  }
  return { plans, count: Math.min(limit, ...plans.map((plan) => plan.count)), perSecond };
}
