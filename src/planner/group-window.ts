import { SqlError } from '../common/errors.ts';
import { located } from '../common/located.ts';
import type { Expression } from '../sql/ast/query.ts';
import { printType, withNullability } from '../types/type.ts';
import { bindExpression } from './bind-expression.ts';
import { intervalMs, windowPlan } from './bind-window.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { ModelCalls } from './model-calls.ts';
import { printBound } from './print-bound.ts';
import { rowtimeColumns } from './rowtime-columns.ts';
import { findWindowFunction, isGroupWindow } from './window-functions.ts';

type Call = Expression & { kind: 'call' };

/** What tells a part of the window, in the order of the columns of a window node. */
const PARTS = ['START', 'END', 'ROWTIME'];

/** The call of the old form in GROUP BY, if there is one. Throws E_UNSUPPORTED for a second one. */
export function findGroupWindow(groupBy: readonly Expression[]): Call | undefined {
  const [first, second] = groupBy.filter((key) => key.kind === 'call' && isGroupWindow(key.name));
  if (second !== undefined)
    throw new SqlError('E_UNSUPPORTED', 'weir does not group by two windows', { span: second.span });
  return first?.kind === 'call' ? first : undefined;
}

/**
 * A window of the old form, GROUP BY TUMBLE(ts, INTERVAL '10' SECOND): its columns below the aggregation, which
 * TUMBLE_START and the like name by repeating its arguments.
 */
export class GroupWindow {
  /** Start, end and time of the window, as columns of the rows. */
  readonly columns: readonly BoundExpression[];
  readonly #name: string;
  readonly #arguments: string;
  readonly #rows: ExpressionContext;

  /** Puts the windows behind the rows of the SELECT. Throws what is wrong with the call. */
  constructor(call: Call, calls: ModelCalls, rows: ExpressionContext) {
    const name = call.name.toUpperCase();
    const record = findWindowFunction(name);
    if (record === undefined)
      throw new SqlError('E_UNSUPPORTED', `weir does not run GROUP BY ${name}`, { span: call.nameSpan });
    const [time, size, alignment] = call.args;
    if (time === undefined || size === undefined) {
      throw new SqlError('E_ARGUMENTS', `${name} in GROUP BY takes a time column and an INTERVAL`, {
        span: call.span,
        hint: `GROUP BY ${name}(ts, INTERVAL '10' SECOND)`,
      });
    }
    if (alignment !== undefined) {
      throw new SqlError('E_UNSUPPORTED', `${name} in GROUP BY cannot be aligned, as in Flink`, {
        span: alignment.span,
        hint: `FROM ${record.syntax} takes an offset`,
      });
    }
    const bound = bindExpression(time, rows);
    const { planner } = rows;
    const isTime = bound.type.kind === 'TIMESTAMP' || bound.type.kind === 'TIMESTAMP_LTZ';
    if (!isTime) {
      throw new SqlError('E_TYPE', `windows are made of times, this is ${printType(bound.type)}`, {
        span: time.span,
        hint: `GROUP BY ${name}(ts, INTERVAL '10' SECOND)`,
      });
    }
    const isBatch = planner.mode === 'batch';
    if (bound.kind !== 'column' || !(isBatch || rowtimeColumns(calls.plan).has(bound.index))) {
      throw new SqlError('E_UNSUPPORTED', `${name} in GROUP BY needs the event time of a table`, {
        span: time.span,
        hint: 'name a column that a WATERMARK is declared for, before a join or an aggregation',
      });
    }
    const sizes = new Map([['SIZE', intervalMs(size, record, planner)]]);
    const spec = located(size.span, () => record.spec(sizes));
    const { length } = calls.plan.schema;
    calls.wrap((input) => windowPlan(input, bound.index, spec, planner));
    this.columns = calls.plan.schema.slice(length).map(({ name: column, type }, i) => ({
      kind: 'column',
      index: length + i,
      name: column,
      // Flink: the time of such a window is as nullable as the column that it was made of
      type: PARTS[i] === 'ROWTIME' ? withNullability(type, bound.type.nullable) : type,
    }));
    this.#name = name;
    this.#rows = rows;
    this.#arguments = this.#print(call);
  }

  /** The column that TUMBLE_START, TUMBLE_END or TUMBLE_ROWTIME stands for. Throws E_ARGUMENTS where it means another window. */
  column(call: Call): BoundExpression | undefined {
    const name = call.name.toUpperCase();
    const part = PARTS.indexOf(name.slice(this.#name.length + 1));
    if (!name.startsWith(`${this.#name}_`) || part === -1) return undefined;
    if (this.#print(call) === this.#arguments) return this.columns[part];
    throw new SqlError('E_ARGUMENTS', `${name} does not name the window of GROUP BY`, {
      span: call.span,
      hint: `repeat the arguments of ${this.#name}`,
    });
  }

  #print({ args }: Call): string {
    return args.map((arg) => printBound(bindExpression(arg, this.#rows))).join(', ');
  }
}
