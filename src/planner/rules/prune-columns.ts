import type { BoundExpression } from '../expression.ts';
import { withInputs, type Plan, type PlannedTable } from '../plan.ts';
import { visitExpression } from '../substitute.ts';

/**
 * Columns that nobody reads are NULL from the start: scans mark them, so that formats do not decode them, and
 * projections do not compute them. Rows keep their width and every column its place. Works on a whole plan.
 */
export function pruneColumns(plan: Plan): Plan {
  return prune(plan, allOf(plan));
}

/** `used`: the columns of the node that are read above it. */
function prune(node: Plan, used: ReadonlySet<number>): Plan {
  switch (node.kind) {
    case 'scan':
      return { ...node, table: markUnused(node.table, used) };
    case 'values':
      return node;
    case 'filter':
      return { ...node, input: prune(node.input, withColumns(used, node.condition)) };
    case 'limit':
    case 'dropUpdateBefore':
      return { ...node, input: prune(node.input, used) };
    case 'union':
      return { ...node, inputs: node.inputs.map((input) => prune(input, used)) };
    case 'project': {
      const expressions = node.expressions.map((expression, i): BoundExpression =>
        used.has(i) ? expression : { kind: 'constant', value: null, type: expression.type },
      );
      return { ...node, expressions, input: prune(node.input, withColumns(new Set(), ...expressions)) };
    }
    case 'watermark': {
      const read = withColumns(used, node.expression);
      return { ...node, input: prune(node.input, read.add(node.column)) };
    }
    case 'window': {
      const own = new Set([...used].filter((index) => index < node.input.schema.length));
      return { ...node, input: prune(node.input, own.add(node.column)) };
    }
    case 'predict': {
      const read = withColumns(used, ...node.args, ...(node.guard === undefined ? [] : [node.guard]));
      return { ...node, input: prune(node.input, read) };
    }
    case 'join': {
      const read = node.condition === undefined ? used : withColumns(used, node.condition);
      const width = node.left.schema.length;
      const left = [...read].filter((index) => index < width);
      const right = [...read].filter((index) => index >= width).map((index) => index - width);
      return {
        ...node,
        left: prune(node.left, new Set([...left, ...node.keys.map((key) => key.left)])),
        right: prune(node.right, new Set([...right, ...node.keys.map((key) => key.right)])),
      };
    }
    default:
      return withInputs(node, pruneColumns);
  }
}

function markUnused(table: PlannedTable, used: ReadonlySet<number>): PlannedTable {
  const columns = table.columns.map((column, i) => (used.has(i) ? column : { ...column, unused: true }));
  return { ...table, columns };
}

function allOf({ schema }: Plan): ReadonlySet<number> {
  return new Set(schema.keys());
}

function withColumns(used: ReadonlySet<number>, ...expressions: readonly BoundExpression[]): Set<number> {
  const all = new Set(used);
  for (const expression of expressions) {
    visitExpression(expression, (part) => {
      if (part.kind === 'column') all.add(part.index);
    });
  }
  return all;
}
