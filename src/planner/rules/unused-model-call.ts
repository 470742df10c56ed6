import type { BoundExpression } from '../expression.ts';
import type { Plan } from '../plan.ts';
import { substitute, visitExpression } from '../substitute.ts';

/** A scalar call whose answer nobody reads is not made: it neither drops nor adds rows. The table form may do both. */
export function unusedModelCall(plan: Plan): Plan {
  if (plan.kind !== 'project') return plan;
  const used = new Set<number>();
  for (const expression of plan.expressions) addColumns(expression, used);
  const stripped = strip(plan.input, used);
  if (stripped === undefined) return plan;
  return { ...plan, input: stripped.plan, expressions: plan.expressions.map(stripped.rewrite) };
}

interface Stripped {
  readonly plan: Plan;
  /** An expression over the old columns, now over the new ones. */
  readonly rewrite: (expression: BoundExpression) => BoundExpression;
}

/** The node without unused calls in it or right below it; undefined when there are none. */
function strip(node: Plan, used: ReadonlySet<number>): Stripped | undefined {
  switch (node.kind) {
    case 'filter': {
      const inner = strip(node.input, withColumns(used, node.condition));
      return (
        inner && over(inner, node, { ...node, input: inner.plan, condition: inner.rewrite(node.condition) })
      );
    }
    case 'limit': {
      const inner = strip(node.input, used);
      return inner && over(inner, node, { ...node, input: inner.plan });
    }
    case 'project': {
      // What is not read is NULL from here on, so that the columns keep their places.
      const needed = node.expressions.map((expression, i): BoundExpression =>
        used.has(i) ? expression : { kind: 'constant', value: null, type: expression.type },
      );
      const inner = strip(node.input, withColumns(new Set(), ...needed));
      return (
        inner && {
          plan: { ...node, input: inner.plan, expressions: needed.map(inner.rewrite) },
          rewrite: (e) => e,
        }
      );
    }
    case 'predict': {
      const own = node.input.schema.length;
      if (node.form === 'scalar' && !used.has(own)) {
        const inner = strip(node.input, used);
        return without(own, inner?.plan ?? node.input, inner?.rewrite);
      }
      const inner = strip(node.input, withColumns(used, ...node.args, ...(node.guard ? [node.guard] : [])));
      if (inner === undefined) return undefined;
      const args = node.args.map(inner.rewrite);
      const guard = node.guard && inner.rewrite(node.guard);
      return over(inner, node, { ...node, input: inner.plan, args, guard });
    }
    default:
      return undefined;
  }
}

/** `changed` stands where `node` stood; columns that it appends itself move with those it lost. */
function over(inner: Stripped, node: Plan & { input: Plan }, changed: Plan & { input: Plan }): Stripped {
  const appended = node.schema.slice(node.input.schema.length);
  const lost = node.input.schema.length - changed.input.schema.length;
  const columns = node.schema.map((field, index): BoundExpression => {
    const column: BoundExpression = { kind: 'column', index, name: field.name, type: field.type };
    return index < node.input.schema.length ? inner.rewrite(column) : { ...column, index: index - lost };
  });
  return {
    plan: { ...changed, schema: [...changed.input.schema, ...appended] },
    rewrite: (expression) => substitute(expression, columns),
  };
}

function without(
  own: number,
  plan: Plan,
  rewrite: Stripped['rewrite'] = (expression) => expression,
): Stripped {
  return { plan, rewrite: (expression) => (usesColumn(expression, own) ? expression : rewrite(expression)) };
}

function usesColumn(expression: BoundExpression, index: number): boolean {
  const columns = new Set<number>();
  addColumns(expression, columns);
  return columns.has(index);
}

function withColumns(used: ReadonlySet<number>, ...expressions: readonly BoundExpression[]): Set<number> {
  const all = new Set(used);
  for (const expression of expressions) addColumns(expression, all);
  return all;
}

function addColumns(expression: BoundExpression, into: Set<number>): void {
  visitExpression(expression, (part) => {
    if (part.kind === 'column') into.add(part.index);
  });
}
