import { SqlError } from '../common/errors.ts';
import type { SegmentInfo, StateId } from './segment.ts';

/** What a checkpoint keeps of a job's state, as plain data for the job's manifest: which files, and what is in them. */
export interface StateSnapshot {
  readonly states: readonly StateId[];
  /** Oldest first. */
  readonly segments: readonly SegmentInfo[];
}

/** Reads what a manifest holds; undefined when it is something else. */
export function readStateSnapshot(value: unknown): StateSnapshot | undefined {
  const { states, segments } = fieldsOf(value);
  if (!Array.isArray(states) || !Array.isArray(segments)) return undefined;
  const ids = states.map((one) => {
    const { operator, name, layout } = fieldsOf(one);
    if (typeof operator !== 'string' || typeof name !== 'string' || typeof layout !== 'string')
      return undefined;
    return { operator, name, layout };
  });
  const files = segments.map((one) => {
    const { file, bytes, upTo } = fieldsOf(one);
    if (typeof file !== 'string' || typeof bytes !== 'number' || typeof upTo !== 'string') return undefined;
    return { file, bytes, upTo };
  });
  const snapshot = { states: ids.filter(isThere), segments: files.filter(isThere) };
  const isWhole = snapshot.states.length === states.length && snapshot.segments.length === segments.length;
  return isWhole ? snapshot : undefined;
}

/** Throws E_JOB_STATE, naming the differences, unless the statement keeps exactly the states of the snapshot. */
export function checkStates(saved: readonly StateId[], wanted: readonly StateId[]): void {
  const differences: string[] = [];
  for (const { operator, name, layout } of wanted) {
    const old = saved.find((one) => one.operator === operator && one.name === name);
    const title = `state '${name}' of operator '${operator}'`;
    if (old === undefined) differences.push(`${title} is new`);
    else if (old.layout !== layout) differences.push(`${title} holds ${old.layout}, but now needs ${layout}`);
  }
  for (const { operator, name } of saved) {
    if (wanted.some((one) => one.operator === operator && one.name === name)) continue;
    differences.push(`state '${name}' of operator '${operator}' has no place any more`);
  }
  if (differences.length === 0) return;
  const more = differences.length > 3 ? ` and ${differences.length - 3} more` : '';
  throw new SqlError(
    'E_JOB_STATE',
    `the saved state does not fit the statement: ${differences.slice(0, 3).join('; ')}${more}`,
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  // each field is checked by whoever reads it
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
