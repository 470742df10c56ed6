import type { BoundExpression } from './expression.ts';
import type { Plan, PlannedTable, PredictPlan } from './plan.ts';
import { sameExpression } from './same-expression.ts';

/** Whether both give the same rows whenever they run, so that one may stand for both. False where that is not sure. */
export function samePlan(a: Plan, b: Plan): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'scan':
      return b.kind === 'scan' && sameTable(a.table, b.table);
    case 'filter':
      return b.kind === 'filter' && same([a.condition], [b.condition]) && samePlan(a.input, b.input);
    case 'project':
      return b.kind === 'project' && same(a.expressions, b.expressions) && samePlan(a.input, b.input);
    case 'watermark':
      return b.kind === 'watermark' && same([a.expression], [b.expression]) && samePlan(a.input, b.input);
    case 'correlate':
      return (
        b.kind === 'correlate' &&
        a.function === b.function &&
        a.function.deterministic &&
        a.type === b.type &&
        same(a.args, b.args) &&
        sameOptional(a.condition, b.condition) &&
        samePlan(a.input, b.input)
      );
    case 'predict':
      return b.kind === 'predict' && sameCall(a, b) && samePlan(a.input, b.input);
    default:
      return false;
  }
}

/** Read in the same way; which columns are read does not count. */
export function sameTable(a: PlannedTable, b: PlannedTable): boolean {
  return (
    a.id.catalog === b.id.catalog &&
    a.id.database === b.id.database &&
    a.id.name === b.id.name &&
    a.connector === b.connector &&
    a.options.size === b.options.size &&
    [...a.options].every(([key, value]) => b.options.get(key) === value) &&
    a.columns.length === b.columns.length &&
    a.columns.every(({ name, metadataKey }, i) => {
      const other = b.columns[i];
      return other?.name === name && other.metadataKey === metadataKey;
    })
  );
}

function sameCall(a: PredictPlan, b: PredictPlan): boolean {
  return (
    a.model === b.model &&
    a.form === b.form &&
    a.config.maxConcurrent === b.config.maxConcurrent &&
    a.config.ordered === b.config.ordered &&
    a.config.timeoutMs === b.config.timeoutMs &&
    same(a.args, b.args) &&
    sameOptional(a.guard, b.guard)
  );
}

function sameOptional(a: BoundExpression | undefined, b: BoundExpression | undefined): boolean {
  return a === undefined || b === undefined ? a === b : same([a], [b]);
}

function same(a: readonly BoundExpression[], b: readonly BoundExpression[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return other !== undefined && sameExpression(one, other);
    })
  );
}
