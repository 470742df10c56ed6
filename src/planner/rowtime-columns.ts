import { inputsOf, type Plan } from './plan.ts';
import { windowColumns } from './window-columns.ts';

/**
 * Columns whose times the watermark follows, so that windows can be made of them. Flink goes on printing *ROWTIME* behind
 * expressions, regular joins and aggregations, where a column no longer is one.
 */
export function rowtimeColumns(plan: Plan): ReadonlySet<number> {
  switch (plan.kind) {
    case 'watermark':
      return new Set([plan.column]);
    case 'filter':
    case 'limit':
    case 'correlate':
    case 'predict':
      return rowtimeColumns(plan.input);
    case 'window':
      return new Set([...rowtimeColumns(plan.input), plan.input.schema.length + 2]);
    case 'project': {
      const inner = rowtimeColumns(plan.input);
      return new Set(
        plan.expressions.flatMap((e, i) => (e.kind === 'column' && inner.has(e.index) ? [i] : [])),
      );
    }
    case 'windowAggregate':
      return windowColumns(plan)?.times ?? new Set();
    case 'union': {
      const [first] = inputsOf(plan);
      return first === undefined ? new Set() : rowtimeColumns(first);
    }
    default:
      return new Set();
  }
}
