import { unreachable } from '../common/errors.ts';
import type { Plan } from './plan.ts';

/** The most rows that a node can yield, as far as its query says; Infinity where only the data would tell. */
export function mostRows(plan: Plan): number {
  switch (plan.kind) {
    case 'scan':
      return Infinity;
    case 'values':
      return plan.rows.length;
    case 'filter':
    case 'project':
    case 'watermark':
    case 'window':
    case 'windowAggregate':
    case 'dropUpdateBefore':
      return mostRows(plan.input);
    case 'correlate':
      return mostRows(plan.input) === 0 ? 0 : Infinity;
    case 'predict':
      return plan.form === 'scalar' ? mostRows(plan.input) : Infinity;
    case 'limit':
      return Math.min(plan.count, Math.max(0, mostRows(plan.input) - plan.offset));
    case 'union':
      return plan.inputs.reduce((sum, input) => sum + mostRows(input), 0);
    case 'aggregate':
      // An update is a row too, and so is the one that it replaces.
      if (!plan.final) return 2 * mostRows(plan.input);
      return plan.keys.length === 0 ? 1 : mostRows(plan.input);
    case 'join': {
      const [left, right] = [mostRows(plan.left), mostRows(plan.right)];
      const pairs = left === 0 || right === 0 ? 0 : left * right;
      // A row without a match comes, and goes when one arrives.
      return plan.type === 'INNER' ? pairs : pairs + 2 * (left + right);
    }
    default:
      return unreachable(plan);
  }
}
