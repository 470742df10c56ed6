import type { BoundExpression } from '../expression.ts';
import type { AggregateCall, Plan } from '../plan.ts';
import { changesOf, isInsertOnly } from './changes.ts';

/** How the values of a column may change when a row of its node is updated; undefined: in any way. */
export type Monotony = 'constant' | 'rising' | 'falling' | undefined;

/**
 * The monotony of each column; undefined where rows may also be deleted. MAX over a column that only rises need not
 * remember what is taken back, since something greater comes in its place. Flink: FlinkRelMdModifiedMonotonicity.
 */
export function monotonyOf(plan: Plan): readonly Monotony[] | undefined {
  if (isInsertOnly(changesOf(plan))) return plan.schema.map(() => 'constant');
  switch (plan.kind) {
    case 'project': {
      const inner = monotonyOf(plan.input);
      return inner && plan.expressions.map((expression) => ofExpression(expression, inner));
    }
    case 'watermark':
      return monotonyOf(plan.input);
    case 'aggregate': {
      const inner = monotonyOf(plan.input);
      if (inner === undefined || plan.keys.some((key) => inner[key] !== 'constant')) return undefined;
      return [
        ...plan.keys.map((): Monotony => 'constant'),
        ...plan.calls.map((call) => ofCall(call, inner, plan.input)),
      ];
    }
    default:
      return undefined;
  }
}

function ofExpression(expression: BoundExpression, input: readonly Monotony[]): Monotony {
  if (expression.kind === 'column') return input[expression.index];
  if (expression.kind !== 'cast') return undefined;
  const inner = ofExpression(expression.value, input);
  return inner === 'constant' || keepsOrder(expression.value.type.kind, expression.type.kind)
    ? inner
    : undefined;
}

const NUMBERS = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE'];

/** '10' comes before '9', and a number that does not fit begins at the other end. */
function keepsOrder(from: string, to: string): boolean {
  return from === to || (NUMBERS.includes(from) && NUMBERS.indexOf(to) >= NUMBERS.indexOf(from));
}

/** Of the result of a call, when rows are added to its group and its argument changes as `input` says. */
function ofCall(call: AggregateCall, input: readonly Monotony[], rows: Plan): Monotony {
  const own = direction(call, rows);
  if (call.argument === undefined || own === undefined) return own;
  const argument = input[call.argument];
  return argument === 'constant' || argument === own ? own : undefined;
}

function direction({ name, argument }: AggregateCall, rows: Plan): Monotony {
  switch (name) {
    case 'COUNT':
    case 'MAX':
      return 'rising';
    case 'MIN':
      return 'falling';
    case 'SUM': {
      // Only constants are known not to be negative.
      const value =
        rows.kind === 'project' && argument !== undefined ? rows.expressions[argument] : undefined;
      return value?.kind === 'constant' && isNotNegative(value.value) ? 'rising' : undefined;
    }
    default:
      return undefined;
  }
}

function isNotNegative(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'bigint') && value >= 0;
}
