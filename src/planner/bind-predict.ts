import { SqlError, type Span } from '../common/errors.ts';
import { located } from '../common/located.ts';
import { didYouMean } from '../common/nearest.ts';
import type { CatalogModel } from '../catalog/objects.ts';
import type { Expression } from '../sql/ast/query.ts';
import { printType } from '../types/type.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
import { castTo, fits } from './implicit-cast.ts';
import { resolveModel } from './model-calls.ts';
import type { Plan } from './plan.ts';
import { predictConfig, type ConfigEntry } from './predict-config.ts';
import { bindTableInput, type InputBinder } from './table-input.ts';

type Call = Expression & { kind: 'call' };

const PARAMETERS = ['INPUT', 'MODEL', 'ARGS', 'CONFIG'] as const;
const FORM = 'ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(c) [, MAP[...]])';

/** ML_PREDICT in FROM: the input's columns, then the model's. Checks follow Flink 2.3. */
export function bindPredict(call: Call, planner: PlannerContext, binder: InputBinder): Plan {
  const args = parameters(call);
  const of = { parameter: 'INPUT', name: 'ML_PREDICT', syntax: FORM };
  const input = bindTableInput(args.INPUT, of, binder);
  if (args.MODEL?.kind !== 'model') {
    throw new SqlError('E_ARGUMENTS', 'argument MODEL of ML_PREDICT must be MODEL <name>', {
      span: args.MODEL?.span ?? call.span,
      hint: FORM,
    });
  }
  const model = resolveModel(args.MODEL.name, planner);
  const columns = bindDescriptor(args.ARGS, input, model, call.span);
  located(args.MODEL.name.span, () => planner.checkModel(model));
  const config = predictConfig(args.CONFIG === undefined ? [] : configEntries(args.CONFIG), planner);
  const answers = renamed(model, uniqueNames(input, args.INPUT?.span ?? call.span), call.span);
  return {
    kind: 'predict',
    schema: [...input.schema, ...answers],
    input,
    model,
    args: columns,
    config,
    form: 'table',
    guard: undefined,
  };
}

function parameters(call: Call): Partial<Record<(typeof PARAMETERS)[number], Expression>> {
  if (call.args.length < 3 || call.args.length > 4) {
    throw new SqlError(
      'E_ARGUMENTS',
      `ML_PREDICT takes 3 or 4 arguments, this call has ${call.args.length}`,
      {
        span: call.span,
        hint: FORM,
      },
    );
  }
  const found: Partial<Record<(typeof PARAMETERS)[number], Expression>> = {};
  for (const [i, arg] of call.args.entries()) {
    const position = PARAMETERS[i];
    if (arg.kind !== 'named') {
      if (position !== undefined) found[position] = arg;
      continue;
    }
    const name = PARAMETERS.find((parameter) => parameter === arg.name.name.toUpperCase());
    if (name === undefined || found[name] !== undefined) {
      throw new SqlError(
        'E_ARGUMENTS',
        `ML_PREDICT has no ${name === undefined ? '' : 'second '}argument '${arg.name.name}'`,
        {
          span: arg.name.span,
          hint: didYouMean(arg.name.name, PARAMETERS) ?? FORM,
        },
      );
    }
    found[name] = arg.value;
  }
  return found;
}

function bindDescriptor(
  argument: Expression | undefined,
  input: Plan,
  model: CatalogModel,
  callSpan: Span,
): BoundExpression[] {
  if (argument?.kind !== 'descriptor') {
    throw new SqlError('E_ARGUMENTS', 'argument ARGS of ML_PREDICT must be DESCRIPTOR(<columns>)', {
      span: argument?.span ?? callSpan,
      hint: FORM,
    });
  }
  const names = input.schema.map((field) => field.name);
  const columns = argument.columns.map((column): BoundExpression => {
    const [only, more] = column.parts;
    if (only === undefined || more !== undefined) {
      throw new SqlError(
        'E_ARGUMENTS',
        `DESCRIPTOR takes plain column names, not '${column.parts.map((p) => p.name).join('.')}'`,
        {
          span: column.span,
        },
      );
    }
    const index = names.indexOf(only.name);
    const field = input.schema[index];
    if (field === undefined) {
      throw new SqlError('E_UNKNOWN_COLUMN', `the input of ML_PREDICT has no column '${only.name}'`, {
        span: column.span,
        hint: didYouMean(only.name, names) ?? `columns: ${names.join(', ')}`,
      });
    }
    return { kind: 'column', index, name: field.name, type: field.type };
  });
  if (columns.length !== model.input.length) {
    throw new SqlError(
      'E_ARGUMENTS',
      `DESCRIPTOR has ${columns.length} column(s), model ${model.id.name} has ${model.input.length} INPUT column(s)`,
      {
        span: argument.span,
      },
    );
  }
  return columns.map((column, i) =>
    bindArgument(column, model, i, argument.columns[i]?.span ?? argument.span),
  );
}

function bindArgument(
  column: BoundExpression,
  model: CatalogModel,
  position: number,
  span: Span,
): BoundExpression {
  const wanted = model.input[position];
  if (wanted === undefined || fits(column, wanted.type))
    return wanted === undefined ? column : castTo(column, wanted.type);
  const name = column.kind === 'column' ? column.name : '';
  throw new SqlError(
    'E_TYPE',
    `column ${name} is ${printType(column.type)}, INPUT column ${wanted.name} of model ${model.id.name} wants ${printType(wanted.type)}`,
    {
      span,
      hint: `put it into a query: ML_PREDICT((SELECT *, CAST(${name} AS ${printType(wanted.type)}) AS ${wanted.name} FROM ...), ...)`,
    },
  );
}

function configEntries(argument: Expression): ConfigEntry[] {
  if (argument.kind !== 'call' || argument.name !== 'MAP') {
    throw new SqlError('E_ARGUMENTS', 'argument CONFIG of ML_PREDICT must be MAP[...]', {
      span: argument.span,
      hint: FORM,
    });
  }
  const entries: ConfigEntry[] = [];
  for (let i = 0; i + 1 < argument.args.length; i += 2) {
    const [key, value] = [argument.args[i], argument.args[i + 1]].map(stringLiteral);
    entries.push({ key: key?.text ?? '', value: value?.text ?? '', span: key?.span ?? argument.span });
  }
  return entries;
}

function stringLiteral(argument: Expression | undefined): { text: string; span: Span } {
  const inner = argument?.kind === 'cast' && /CHAR/.test(argument.type.kind) ? argument.value : argument;
  if (inner?.kind === 'literal' && inner.literal.type === 'string')
    return { text: inner.literal.value, span: inner.span };
  throw new SqlError('E_ARGUMENTS', 'keys and values of CONFIG must be string literals', {
    span: argument?.span,
    hint: "MAP['async', 'true']",
  });
}

/** The names of the input's columns. Throws E_DEFINITION for two of one name: DESCRIPTOR could mean either. */
function uniqueNames({ schema }: Plan, span: Span): Set<string> {
  const names = new Set<string>();
  for (const { name } of schema) {
    if (names.has(name)) {
      throw new SqlError('E_DEFINITION', `the input of ML_PREDICT has two columns '${name}'`, {
        span,
        hint: 'name one of them with AS',
      });
    }
    names.add(name);
  }
  return names;
}

/** A clashing name gets the suffix 0, once; what clashes still is an error, as in Flink. */
function renamed(model: CatalogModel, used: Set<string>, span: Span) {
  return model.output.map((field) => {
    const name = used.has(field.name) ? `${field.name}0` : field.name;
    if (used.has(name))
      throw new SqlError('E_DEFINITION', `the output of ML_PREDICT has two columns '${name}'`, { span });
    used.add(name);
    return { name, type: field.type };
  });
}
