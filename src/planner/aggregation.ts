import type { Schema } from '../types/schema.ts';
import type { AggregateCall, Plan } from './plan.ts';
import { windowColumns } from './window-columns.ts';

/**
 * Groups of the rows of `input`. In a stream, keys that name both start and end of a window make it one that gives each
 * group once, when the window has passed; any other one updates its results with each row. Flink decides so too.
 */
export function aggregation(
  input: Plan,
  keys: readonly number[],
  calls: readonly AggregateCall[],
  schema: Schema,
  mode: 'streaming' | 'batch',
): Plan {
  const windows = mode === 'batch' ? undefined : windowColumns(input);
  const end = keys.find((key) => windows?.ends.has(key));
  if (windows === undefined || end === undefined || !keys.some((key) => windows.starts.has(key)))
    return { kind: 'aggregate', input, keys, calls, final: mode === 'batch', updateBefore: true, schema };
  return { kind: 'windowAggregate', input, keys, calls, end, isZoned: windows.isZoned, schema };
}

/** SELECT DISTINCT and UNION: a group for each row, without aggregates. */
export function distinct(input: Plan, mode: 'streaming' | 'batch'): Plan {
  return aggregation(input, [...input.schema.keys()], [], input.schema, mode);
}
