import { boolean, duration, int, oneOf, readOptions, type OptionSpecs } from '../common/options.ts';
import { SqlError, type Span } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import { parseDuration } from '../common/duration.ts';
import type { PlannerContext } from './context.ts';
import type { PredictConfig } from './plan.ts';

/** Keys of ML_PREDICT's CONFIG map, as Flink has them, with the names that older Flink and Confluent used. */
const CONFIG = {
  async: boolean('Calls overlap; false makes them one after another.'),
  'max-concurrent-operations': int('Most calls running at once.', {
    aliases: ['capacity', 'max_parallelism'],
  }),
  'output-mode': oneOf('ORDERED keeps the order of the input.', ['ORDERED', 'ALLOW_UNORDERED']),
  timeout: duration('From the first try of a call to its end, retries included.'),
} satisfies OptionSpecs;

export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

const PREFIX = 'table.exec.async-ml-predict.';

/** CONFIG map over SET over default, key by key. Flink: unknown keys are ignored; here a misspelt one is an error. */
export function predictConfig(entries: readonly ConfigEntry[], planner: PlannerContext): PredictConfig {
  for (const { key, span } of entries) {
    const known = Object.entries(CONFIG).flatMap(([name, spec]) => [name, ...(spec.aliases ?? [])]);
    const hint = known.includes(key) ? undefined : didYouMean(key, known);
    if (hint !== undefined) throw new SqlError('E_OPTION', `CONFIG has no key '${key}'`, { span, hint });
  }
  const known = entries.filter(({ key }) =>
    Object.entries(CONFIG).some(([name, spec]) => name === key || spec.aliases?.includes(key)),
  );
  const given = readOptions(CONFIG, new Map(known.map(({ key, value }) => [key, value])), 'CONFIG');
  const maxConcurrent =
    given['max-concurrent-operations'] ?? Number(planner.setting(`${PREFIX}max-concurrent-operations`) ?? 10);
  if (maxConcurrent <= 0) {
    throw new SqlError(
      'E_OPTION',
      `max-concurrent-operations must be greater than 0, it is ${maxConcurrent}`,
    );
  }
  const mode = given['output-mode'] ?? planner.setting(`${PREFIX}output-mode`)?.toUpperCase() ?? 'ORDERED';
  const timeoutMs = given.timeout ?? parseDuration(planner.setting(`${PREFIX}timeout`) ?? '3 min') ?? 180_000;
  if (given.async === false) return { maxConcurrent: 1, ordered: true, timeoutMs };
  return { maxConcurrent, ordered: mode === 'ORDERED', timeoutMs };
}
