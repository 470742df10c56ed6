import {
  boolean,
  duration,
  int,
  oneOf,
  readOptions,
  resolveKey,
  type OptionSpecs,
  type OptionValues,
} from '../common/options.ts';
import { SqlError, type Span } from '../common/errors.ts';
import { located } from '../common/located.ts';
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
  let given: Partial<OptionValues<typeof CONFIG>> = {};
  for (const entry of entries) given = { ...given, ...located(entry.span, () => readEntry(entry)) };
  const fallback = (key: string) => planner.setting(`${PREFIX}${key}`);
  const maxConcurrent =
    given['max-concurrent-operations'] ?? Number(fallback('max-concurrent-operations') ?? 10);
  const mode = given['output-mode'] ?? fallback('output-mode')?.toUpperCase() ?? 'ORDERED';
  const timeoutMs = given.timeout ?? parseDuration(fallback('timeout') ?? '') ?? 180_000;
  if (given.async === false) return { maxConcurrent: 1, ordered: true, timeoutMs };
  return { maxConcurrent, ordered: mode === 'ORDERED', timeoutMs };
}

function readEntry({ key, value }: ConfigEntry): Partial<OptionValues<typeof CONFIG>> {
  const name = resolveKey(CONFIG, key);
  if (name === undefined) {
    const known = Object.entries(CONFIG).flatMap(([own, spec]) => [own, ...(spec.aliases ?? [])]);
    const hint = didYouMean(key, known);
    if (hint === undefined) return {};
    throw new SqlError('E_OPTION', `CONFIG has no key '${key}'`, { hint });
  }
  const read = readOptions(CONFIG, new Map([[key, value]]), 'CONFIG');
  const most = read['max-concurrent-operations'];
  if (most !== undefined && most <= 0) {
    throw new SqlError('E_OPTION', `'${key}' must be greater than 0, it is ${most}`);
  }
  return Object.fromEntries(Object.entries(read).filter(([, given]) => given !== undefined));
}
