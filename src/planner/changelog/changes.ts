import { unreachable } from '../../common/errors.ts';
import { inputsOf, type Plan } from '../plan.ts';

/** What may follow the insert of a row. */
export interface Changes {
  /** Updates: none, as the new row alone (+U), or with the old one before it (-U, +U). */
  readonly update: 'none' | 'after' | 'both';
  readonly delete: boolean;
}

const INSERT_ONLY: Changes = { update: 'none', delete: false };

/** The changes that a node yields, by what its inputs yield and by what was settled for it. */
export function changesOf(plan: Plan): Changes {
  switch (plan.kind) {
    case 'scan': {
      const { changelog } = plan.traits;
      if (changelog === 'insert') return INSERT_ONLY;
      return { update: changelog === 'all' ? 'both' : 'after', delete: true };
    }
    case 'values':
      return INSERT_ONLY;
    case 'dropUpdateBefore':
      return { ...changesOf(plan.input), update: 'after' };
    case 'aggregate': {
      if (plan.final) return INSERT_ONLY;
      // A group ends only when its rows are taken back.
      return { update: plan.updateBefore ? 'both' : 'after', delete: !isInsertOnly(changesOf(plan.input)) };
    }
    case 'join': {
      const inputs = merged(inputsOf(plan));
      // An outer row without a match is taken back when one arrives; in batch mode the end is waited for.
      if (plan.type === 'INNER' || plan.final) return inputs;
      return { update: inputs.update === 'after' ? 'after' : 'both', delete: true };
    }
    case 'union':
      return merged(plan.inputs);
    case 'limit': {
      // A row that goes makes room for another one.
      const inner = changesOf(plan.input);
      return isInsertOnly(inner) ? inner : { update: 'both', delete: true };
    }
    case 'windowAggregate':
      // A window that has closed is not opened again.
      return INSERT_ONLY;
    case 'filter':
    case 'project':
    case 'watermark':
    case 'window':
    case 'correlate':
    case 'predict':
      return changesOf(plan.input);
    default:
      return unreachable(plan);
  }
}

export function isInsertOnly(changes: Changes): boolean {
  return changes.update === 'none' && !changes.delete;
}

/** As EXPLAIN CHANGELOG_MODE prints them: `[I,UB,UA,D]`. */
export function printChanges({ update, delete: deletes }: Changes): string {
  const kinds = ['I', update === 'both' ? 'UB' : '', update === 'none' ? '' : 'UA', deletes ? 'D' : ''];
  return `[${kinds.filter((kind) => kind !== '').join(',')}]`;
}

function merged(inputs: readonly Plan[]): Changes {
  const all = inputs.map(changesOf);
  const update = all.reduce<Changes['update']>(
    (most, { update: own }) => (own === 'both' || most === 'none' ? own : most),
    'none',
  );
  return { update, delete: all.some((changes) => changes.delete) };
}
