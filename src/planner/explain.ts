import { unreachable } from '../common/errors.ts';
import { isSecretKey, MASK } from '../common/redact.ts';
import {
  inputsOf,
  type AggregatePlan,
  type InsertPlan,
  type Plan,
  type PlannedTable,
  type WindowAggregatePlan,
} from './plan.ts';
import { printBound } from './print-bound.ts';
import { printWindow } from './window-functions.ts';

/** What stands behind a node. */
export type NodeNote = (plan: Plan) => string;

/** A plan as a tree of text, one node a line, secrets masked. */
export function explain(plan: Plan, note: NodeNote = () => ''): string {
  return lines(plan, note, '', '').join('\n');
}

export function explainInsert(insert: InsertPlan, note: NodeNote = () => ''): string {
  const columns = insert.table.columns.map((column) => column.name).join(', ');
  return [`Sink: ${insert.table.id.name} (${columns})`, ...lines(insert.input, note, '└─ ', '   ')].join(
    '\n',
  );
}

function lines(plan: Plan, note: NodeNote, first: string, rest: string): string[] {
  const inputs = inputsOf(plan);
  const below = inputs.flatMap((input, i) => {
    const last = i === inputs.length - 1;
    return lines(input, note, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`);
  });
  return [first + explainNode(plan) + note(plan), ...below];
}

/** One node, without what is below it. */
export function explainNode(plan: Plan): string {
  switch (plan.kind) {
    case 'scan':
      return `Scan: ${plan.table.id.name} (${readColumns(plan.table)}) ${tableText(plan.table)}`;
    case 'values':
      return `Values: ${plan.rows.length} row(s)`;
    case 'filter':
      return `Filter: ${printBound(plan.condition)}`;
    case 'project': {
      const columns = plan.expressions.map((expression, i) => {
        const name = plan.schema[i]?.name ?? '';
        const text = printBound(expression);
        return expression.kind === 'column' && expression.name === name ? text : `${text} AS ${name}`;
      });
      return `Project: ${columns.join(', ')}`;
    }
    case 'limit':
      return `Limit: ${plan.count === Infinity ? 'ALL' : plan.count}${plan.offset > 0 ? ` OFFSET ${plan.offset}` : ''}`;
    case 'union':
      return 'UnionAll';
    case 'watermark':
      return `Watermark: ${plan.schema[plan.column]?.name ?? ''} AS ${printBound(plan.expression)}`;
    case 'dropUpdateBefore':
      return 'DropUpdateBefore';
    case 'join': {
      const [left, right] = [plan.left.schema, plan.right.schema];
      const keys = plan.keys.map((key) => `${left[key.left]?.name ?? ''} = ${right[key.right]?.name ?? ''}`);
      const rest = plan.condition === undefined ? '' : ` where ${printBound(plan.condition)}`;
      return `Join: ${plan.type} on [${keys.join(', ')}]${rest}`;
    }
    case 'correlate': {
      const call = `${plan.function.name}(${plan.args.map(printBound).join(', ')})`;
      return `Correlate: ${plan.type} ${call}${plan.condition === undefined ? '' : ` where ${printBound(plan.condition)}`}`;
    }
    case 'aggregate':
      return `Aggregate: ${groupText(plan)}`;
    case 'windowAggregate': {
      const end = plan.input.schema[plan.end]?.name ?? '';
      return `WindowAggregate: ${groupText(plan)}, when ${end} has passed`;
    }
    case 'window':
      return `Window: ${printWindow(plan.spec)} of ${plan.input.schema[plan.column]?.name ?? ''}`;
    case 'predict': {
      const { maxConcurrent, ordered, timeoutMs } = plan.config;
      const args = plan.args.map(printBound).join(', ');
      const how = `in flight <= ${maxConcurrent}, ${ordered ? 'ORDERED' : 'ALLOW_UNORDERED'}, timeout ${timeoutMs} ms`;
      const guard = plan.guard === undefined ? '' : `, only if ${printBound(plan.guard)}`;
      return `ModelCall: ${plan.model.id.name}(${args}) as ${plan.form}, ${how}${guard}`;
    }
    default:
      return unreachable(plan);
  }
}

/** Keys and calls of an aggregation. */
function groupText({ input, keys, calls }: AggregatePlan | WindowAggregatePlan): string {
  const names = input.schema.map((field) => field.name);
  const texts = calls.map(({ name, distinct, argument, filter }) => {
    const value = argument === undefined ? '*' : `${distinct ? 'DISTINCT ' : ''}${names[argument] ?? ''}`;
    return ` ${name}(${value})${filter === undefined ? '' : ` FILTER ${names[filter] ?? ''}`}`;
  });
  return `by [${keys.map((key) => names[key] ?? '').join(', ')}]${texts.join(',')}`;
}

function readColumns({ columns }: PlannedTable): string {
  return columns.flatMap(({ name, unused }) => (unused === true ? [] : [name])).join(', ');
}

function tableText(table: PlannedTable): string {
  const options = [...table.options].map(([key, value]) => `${key}=${isSecretKey(key) ? MASK : value}`);
  return `[${[`connector=${table.connector}`, ...options.toSorted()].join(', ')}]`;
}
