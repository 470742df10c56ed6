import { unreachable } from '../../common/errors.ts';
import type { BoundExpression } from '../expression.ts';
import type { AggregatePlan, Plan, PlannedTable, WindowAggregatePlan } from '../plan.ts';
import { visitExpression } from '../substitute.ts';
import { distinctAlready } from './distinct-already.ts';
import { mergeProjections } from './merge-projections.ts';

/**
 * Columns that nobody reads are NULL from the start: scans mark them, so that formats do not decode them, and
 * projections do not compute them. Rows keep their width and every column its place. Aggregates that nobody reads are
 * left out: no update tells of them. Works on a whole plan.
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
      const input = prune(node.input, withColumns(new Set(), ...expressions));
      return mergeProjections({ ...node, expressions, input });
    }
    case 'watermark': {
      const read = withColumns(used, node.expression);
      return { ...node, input: prune(node.input, read.add(node.column)) };
    }
    case 'window': {
      const own = new Set([...used].filter((index) => index < node.input.schema.length));
      return { ...node, input: prune(node.input, own.add(node.column)) };
    }
    case 'correlate': {
      const condition = node.condition === undefined ? [] : [node.condition];
      return { ...node, input: prune(node.input, withColumns(used, ...node.args, ...condition)) };
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
    case 'aggregate':
    case 'windowAggregate':
      return pruneCalls(node, used);
    default:
      return unreachable(node);
  }
}

/** The aggregation with the calls that are read; NULL stands in the place of the others. */
function pruneCalls(node: AggregatePlan | WindowAggregatePlan, used: ReadonlySet<number>): Plan {
  const { keys, calls, schema } = node;
  const read = calls.filter((_, i) => used.has(keys.length + i));
  // Without keys and calls nothing would tell that there were rows.
  const kept = keys.length === 0 && read.length === 0 ? calls.slice(0, 1) : read;
  const columns = kept.flatMap(({ argument, filter }) => [argument, filter]);
  const wanted = new Set([...keys, ...columns.filter((column) => column !== undefined)]);
  const input = prune(node.input, wanted);
  if (kept.length === calls.length) return { ...node, input };
  const places = [...keys.keys(), ...kept.map((call) => keys.length + calls.indexOf(call))];
  const narrow = { ...node, input, calls: kept, schema: schema.filter((_, i) => places.includes(i)) };
  const expressions = schema.map(({ name, type }, i): BoundExpression => {
    const index = places.indexOf(i);
    return index === -1 ? { kind: 'constant', value: null, type } : { kind: 'column', index, name, type };
  });
  return mergeProjections({ kind: 'project', input: distinctAlready(narrow), expressions, schema });
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
