import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { Expression } from '../sql/ast/query.ts';
import type { Field } from '../types/schema.ts';
import { printType, withNullability, type SqlType } from '../types/type.ts';
import { bindExpression } from './bind-expression.ts';
import { tableContext } from './bind-table.ts';
import type { PlannerContext } from './context.ts';
import type { Plan, WindowPlan, WindowSpec } from './plan.ts';
import { rowtimeColumns } from './rowtime-columns.ts';
import { bindTableInput, type InputBinder } from './table-input.ts';
import type { WindowFunction } from './window-functions.ts';

type Call = Expression & { kind: 'call' };

/** TUMBLE(...) in FROM: the input's columns, then window_start, window_end and window_time. Checks follow Flink 2.3. */
export function bindWindow(
  call: Call,
  record: WindowFunction,
  planner: PlannerContext,
  binder: InputBinder,
): Plan {
  const args = argumentsOf(call, record);
  const of = { parameter: 'DATA', name: record.name, syntax: record.syntax };
  const input = bindTableInput(args.get('DATA'), of, binder);
  const column = timeColumn(args.get('TIMECOL'), input, call, record, planner);
  const sizes = new Map<string, number>();
  for (const name of [...record.required, ...record.optional]) {
    const argument = args.get(name);
    if (argument !== undefined) sizes.set(name, intervalMs(argument, record, planner));
  }
  return windowPlan(input, column, specOf(record, sizes, args, call), planner);
}

function specOf(
  record: WindowFunction,
  sizes: ReadonlyMap<string, number>,
  args: ReadonlyMap<string, Expression>,
  call: Call,
): WindowSpec {
  try {
    return record.spec(sizes);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const culprit = [...record.required, ...record.optional][error.argument ?? 0] ?? '';
    throw error.with({ span: args.get(culprit)?.span ?? call.span });
  }
}

/** The rows of `input` with their windows. */
export function windowPlan(
  input: Plan,
  column: number,
  spec: WindowSpec,
  planner: PlannerContext,
): WindowPlan {
  const moment: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: false };
  const kind = input.schema[column]?.type.kind === 'TIMESTAMP_LTZ' ? 'TIMESTAMP_LTZ' : 'TIMESTAMP';
  const attribute = planner.mode === 'batch' ? undefined : ('ROWTIME' as const);
  const added: Field[] = [
    { name: 'window_start', type: moment },
    { name: 'window_end', type: moment },
    { name: 'window_time', type: { kind, precision: 3, nullable: false, attribute } },
  ];
  return { kind: 'window', input, column, spec, schema: [...input.schema, ...added] };
}

/** The arguments by parameter, whether they stand in order or have names. */
function argumentsOf(call: Call, record: WindowFunction): ReadonlyMap<string, Expression> {
  const parameters = ['DATA', 'TIMECOL', ...record.required, ...record.optional];
  const least = 2 + record.required.length;
  if (call.args.length < least || call.args.length > parameters.length) {
    throw new SqlError(
      'E_ARGUMENTS',
      `${record.name} takes ${least} to ${parameters.length} arguments, this call has ${call.args.length}`,
      { span: call.span, hint: record.syntax },
    );
  }
  const found = new Map<string, Expression>();
  for (const [i, arg] of call.args.entries()) {
    const written = arg.kind === 'named' ? arg.name.name.toUpperCase() : undefined;
    const name = written === undefined ? parameters[i] : parameters.find((one) => one === written);
    if (
      name === undefined ||
      found.has(name) ||
      (arg.kind === 'named') !== (call.args[0]?.kind === 'named')
    ) {
      throw new SqlError('E_ARGUMENTS', `${record.name} does not take this argument here`, {
        span: arg.kind === 'named' ? arg.name.span : arg.span,
        hint: didYouMean(written ?? '', parameters) ?? `all with names or none: ${parameters.join(', ')}`,
      });
    }
    found.set(name, arg.kind === 'named' ? arg.value : arg);
  }
  const missing = parameters.slice(0, least).find((name) => !found.has(name));
  if (missing === undefined) return found;
  throw new SqlError('E_ARGUMENTS', `${record.name} has no argument ${missing}`, {
    span: call.span,
    hint: record.syntax,
  });
}

/** The first column of DESCRIPTOR; Flink does not look at others. */
function timeColumn(
  argument: Expression | undefined,
  input: Plan,
  call: Call,
  record: WindowFunction,
  planner: PlannerContext,
): number {
  const written = argument?.kind === 'descriptor' ? argument.columns[0] : undefined;
  const [name, more] = written?.parts ?? [];
  if (written === undefined || name === undefined || more !== undefined) {
    throw new SqlError('E_ARGUMENTS', `argument TIMECOL of ${record.name} must be DESCRIPTOR(<column>)`, {
      span: written?.span ?? argument?.span ?? call.span,
      hint: record.syntax,
    });
  }
  const names = input.schema.map((field) => field.name);
  const column = names.indexOf(name.name);
  const field = input.schema[column];
  if (field === undefined) {
    throw new SqlError('E_UNKNOWN_COLUMN', `the table of ${record.name} has no column '${name.name}'`, {
      span: written.span,
      hint: didYouMean(name.name, names) ?? `columns: ${names.join(', ')}`,
    });
  }
  if (names.lastIndexOf(name.name) !== column) {
    throw new SqlError('E_AMBIGUOUS_COLUMN', `column '${name.name}' is ambiguous`, { span: written.span });
  }
  checkTime(field, rowtimeColumns(input).has(column), planner, written.span);
  return column;
}

function checkTime(
  { name, type }: Field,
  isRowtime: boolean,
  planner: PlannerContext,
  span: Expression['span'],
) {
  const printed = printType(withNullability(type, true)).replace(/ \*.*/, '');
  if (type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ') {
    throw new SqlError('E_TYPE', `windows are made of times, '${name}' is ${printed}`, {
      span,
      hint: 'name a TIMESTAMP or TIMESTAMP_LTZ column that has a WATERMARK',
    });
  }
  if (type.attribute === 'PROCTIME') {
    throw new SqlError('E_UNSUPPORTED', `weir makes no windows of the processing time '${name}'`, {
      span,
      hint: 'windows of event time work: declare a WATERMARK FOR a column',
    });
  }
  if (isRowtime || planner.mode === 'batch') return;
  throw new SqlError(
    'E_TYPE',
    `'${name}' is no event time here: no watermark follows it, so no window would ever close`,
    {
      span,
      hint:
        type.attribute === 'ROWTIME'
          ? 'a join, an aggregation or an expression made it a plain time: window the table before that'
          : `declare it in the table: WATERMARK FOR ${name} AS ${name} - INTERVAL '5' SECOND`,
    },
  );
}

/** A literal interval of days or less. */
export function intervalMs(
  argument: Expression,
  record: { readonly name: string; readonly syntax: string },
  planner: PlannerContext,
): number {
  const bound = bindExpression(argument, tableContext([], planner));
  if (bound.type.kind === 'INTERVAL_YEAR_MONTH') {
    throw new SqlError('E_UNSUPPORTED', 'windows of months or years are not supported, as in Flink', {
      span: argument.span,
      hint: "DAY, HOUR, MINUTE and SECOND are: INTERVAL '30' DAY",
    });
  }
  if (bound.type.kind !== 'INTERVAL_DAY_TIME') {
    throw new SqlError(
      'E_ARGUMENTS',
      `${record.name} wants an INTERVAL here, this is ${printType(bound.type)}`,
      {
        span: argument.span,
        hint: record.syntax,
      },
    );
  }
  if (bound.kind === 'constant' && typeof bound.value === 'number') return bound.value;
  throw new SqlError('E_UNSUPPORTED', `${record.name} takes only a literal INTERVAL`, {
    span: argument.span,
    hint: record.syntax,
  });
}
