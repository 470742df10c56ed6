import type { BoundExpression } from '../expression.ts';
import { someNode, type Plan } from '../plan.ts';
import { substitute, visitExpression } from '../substitute.ts';

/** A filter that needs no answer of a model goes below the call: rows it drops are not paid for. */
export function filterBelowModel(plan: Plan): Plan {
  if (plan.kind !== 'filter' || !isDeterministic(plan.condition)) return plan;
  return push(plan.condition, plan.input) ?? plan;
}

/** The input with the filter somewhere below a model call; undefined when it cannot get there. */
function push(condition: BoundExpression, input: Plan): Plan | undefined {
  switch (input.kind) {
    case 'predict': {
      if (!usesOnly(condition, input.input.schema.length)) return undefined;
      const filtered = push(condition, input.input) ?? filterOver(condition, input.input);
      return { ...input, input: filtered };
    }
    case 'filter': {
      const pushed = push(condition, input.input);
      return pushed && { ...input, input: pushed };
    }
    case 'project': {
      if (!someNode(input, (node) => node.kind === 'predict')) return undefined;
      const inner = substitute(condition, input.expressions);
      if (!isDeterministic(inner)) return undefined;
      const pushed = push(inner, input.input);
      return pushed && { ...input, input: pushed };
    }
    default:
      return undefined;
  }
}

function filterOver(condition: BoundExpression, input: Plan): Plan {
  return { kind: 'filter', input, condition, schema: input.schema };
}

function usesOnly(condition: BoundExpression, width: number): boolean {
  let fits = true;
  visitExpression(condition, (part) => {
    if (part.kind === 'column' && part.index >= width) fits = false;
  });
  return fits;
}

function isDeterministic(expression: BoundExpression): boolean {
  let same = true;
  visitExpression(expression, (part) => {
    if (part.kind === 'call' && !part.function.deterministic) same = false;
  });
  return same;
}
