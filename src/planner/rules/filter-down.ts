import { conjuncts } from '../bind-join.ts';
import { isDeterministic } from '../deterministic.ts';
import type { BoundExpression } from '../expression.ts';
import { someNode, type AggregatePlan, type Plan } from '../plan.ts';
import { columnsOf, substitute } from '../substitute.ts';
import { filterIntoJoin } from './filter-into-join.ts';
import { mergeFilters } from './merge-filters.ts';

/**
 * A filter goes below what it does not need: a model call, so that the rows it drops are not paid for, and a projection,
 * whose expressions are then computed for the rows that stay only; into a join, which then keeps and compares fewer rows; below a grouping whose keys alone it looks at.
 * Never below a LIMIT.
 */
export function filterDown(plan: Plan): Plan {
  if (plan.kind !== 'filter' || !isDeterministic(plan.condition)) return plan;
  return push(plan.condition, plan.input) ?? plan;
}

/** The input with the filter somewhere below its top; undefined when it cannot get there. */
function push(condition: BoundExpression, input: Plan): Plan | undefined {
  switch (input.kind) {
    case 'window':
    case 'correlate':
    case 'predict': {
      if (!columnsOf(condition).every((index) => index < input.input.schema.length)) return undefined;
      return { ...input, input: above(condition, input.input) };
    }
    case 'filter': {
      // It may keep the condition from rows that it fails for; only where that saves much is it passed.
      const isWorthIt = someNode(input, (node) => node.kind === 'predict' || node.kind === 'join');
      const pushed = isWorthIt ? push(condition, input.input) : undefined;
      return pushed && { ...input, input: pushed };
    }
    case 'project': {
      const inner = substitute(condition, input.expressions);
      // An expression that both need would be computed twice: for a model call saved that is cheap.
      const isCheap = columnsOf(condition).every((index) => input.expressions[index]?.kind === 'column');
      if (isCheap) return { ...input, input: above(inner, input.input) };
      if (!isDeterministic(inner)) return undefined;
      const pushed = callsModel(input) ? push(inner, input.input) : undefined;
      return pushed && { ...input, input: pushed };
    }
    case 'join':
      return filterIntoJoin(condition, input, above);
    case 'aggregate':
      return pushByKeys(condition, input);
    case 'union':
      if (!callsModel(input)) return undefined;
      return { ...input, inputs: input.inputs.map((each) => above(condition, each)) };
    default:
      return undefined;
  }
}

/** What looks at keys alone drops whole groups: their rows need not come in. */
function pushByKeys(condition: BoundExpression, input: AggregatePlan): Plan | undefined {
  const parts = conjuncts(condition);
  const isOfKeys = (part: BoundExpression) => {
    const columns = columnsOf(part);
    return columns.length > 0 && columns.every((index) => index < input.keys.length);
  };
  const keyColumns = input.keys.map((index, i): BoundExpression => ({
    kind: 'column',
    index,
    name: input.schema[i]?.name ?? '',
    type: input.input.schema[index]?.type ?? condition.type,
  }));
  const below = parts.filter(isOfKeys).map((part) => substitute(part, keyColumns));
  if (below.length === 0) return undefined;
  const grouped = { ...input, input: below.reduce((inner, part) => above(part, inner), input.input) };
  return parts
    .filter((part) => !isOfKeys(part))
    .reduce<Plan>(
      (inner, part) => mergeFilters({ kind: 'filter', input: inner, condition: part, schema: inner.schema }),
      grouped,
    );
}

/** The filter below the top of the input, or right above it. */
function above(condition: BoundExpression, input: Plan): Plan {
  return push(condition, input) ?? mergeFilters({ kind: 'filter', input, condition, schema: input.schema });
}

function callsModel(plan: Plan): boolean {
  return someNode(plan, (node) => node.kind === 'predict');
}
