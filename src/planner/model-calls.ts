import { SqlError } from '../common/errors.ts';
import { located } from '../common/located.ts';
import { didYouMean } from '../common/nearest.ts';
import type { CatalogModel } from '../catalog/objects.ts';
import type { Expression, ObjectName } from '../sql/ast/query.ts';
import { BOOLEAN, printType, withNullability, type SqlType } from '../types/type.ts';
import { bindExpression } from './bind-expression.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext, ModelCallCollector } from './expression-context.ts';
import type { Guard } from './guard.ts';
import { castTo, fits } from './implicit-cast.ts';
import type { Plan } from './plan.ts';
import { predictConfig } from './predict-config.ts';
import { sameExpression } from './same-expression.ts';

/** A call that is made already. */
interface MadeCall {
  readonly model: CatalogModel;
  readonly args: readonly BoundExpression[];
  readonly guard: Guard;
  readonly answer: BoundExpression;
}

/**
 * The scalar ML_PREDICT calls of one SELECT. Each becomes a node that appends one column to the row; the call itself
 * is then that column. A call that was surely made for the row already is not made again.
 */
export class ModelCalls implements ModelCallCollector {
  #plan: Plan;
  readonly #made: MadeCall[] = [];

  constructor(input: Plan) {
    this.#plan = input;
  }

  /** The input with all calls bound so far above it. */
  get plan(): Plan {
    return this.#plan;
  }

  /** Puts a node that keeps the row's columns (a filter) over what is there. */
  wrap(build: (plan: Plan) => Plan): void {
    this.#plan = build(this.#plan);
  }

  bind(call: Expression & { kind: 'call' }, context: ExpressionContext): BoundExpression {
    const [first, ...rest] = call.args;
    const name = first === undefined ? undefined : modelName(first);
    if (name === undefined || rest.length === 0) {
      throw new SqlError(
        'E_ARGUMENTS',
        'ML_PREDICT in an expression takes a model and a value for each of its INPUT columns',
        {
          span: call.span,
          hint: 'ML_PREDICT(my_model, title)',
        },
      );
    }
    const model = resolveModel(name, context.planner);
    const args = this.#bindArguments(model, rest, call, context);
    located(name.span, () => context.planner.checkModel(model));
    const { guard } = context;
    const made = this.#made.find(
      (other) =>
        other.model === model &&
        other.guard.isReachedWith(guard) &&
        args.every((arg, i) => isSame(arg, other.args[i])),
    );
    if (made !== undefined) return made.answer;
    const index = this.#plan.schema.length;
    const type = withNullability(outputType(model), true);
    const column: BoundExpression = { kind: 'column', index, name: model.output[0]?.name ?? 'answer', type };
    this.#plan = {
      kind: 'predict',
      schema: [...this.#plan.schema, { name: column.name, type }],
      input: this.#plan,
      model,
      args,
      config: predictConfig([], context.planner),
      form: 'scalar',
      guard: guard.condition,
    };
    this.#made.push({ model, args, guard, answer: column });
    return column;
  }

  #bindArguments(
    model: CatalogModel,
    given: readonly Expression[],
    call: Expression & { kind: 'call' },
    context: ExpressionContext,
  ): BoundExpression[] {
    if (given.length !== model.input.length) {
      throw new SqlError(
        'E_ARGUMENTS',
        `model ${model.id.name} has ${model.input.length} INPUT column(s), the call gives ${given.length} value(s)`,
        { span: call.span },
      );
    }
    return given.map((argument, i) => {
      const wanted = model.input[i]?.type ?? BOOLEAN;
      const value = bindExpression(argument, context);
      if (fits(value, wanted)) return castTo(value, wanted);
      throw new SqlError(
        'E_TYPE',
        `${printType(value.type)} does not fit INPUT column ${model.input[i]?.name} ${printType(wanted)}`,
        {
          span: argument.span,
          hint: `CAST(... AS ${printType(withNullability(wanted, true))})`,
        },
      );
    });
  }
}

function isSame(arg: BoundExpression, other: BoundExpression | undefined): boolean {
  return other !== undefined && sameExpression(arg, other);
}

/** Argument 1 names a model: a bare name, a string, or MODEL m. It is never a column. */
function modelName(argument: Expression): ObjectName | undefined {
  if (argument.kind === 'model') return argument.name;
  if (argument.kind === 'reference') return { parts: argument.path, span: argument.span };
  if (argument.kind !== 'literal' || argument.literal.type !== 'string') return undefined;
  const { span } = argument;
  return { parts: argument.literal.value.split('.').map((name) => ({ name, span })), span };
}

/** The model of that name. Throws E_UNKNOWN_MODEL with the nearest names. */
export function resolveModel(name: ObjectName, planner: PlannerContext): CatalogModel {
  const model = planner.catalog.model(planner.catalog.resolve(name));
  if (model !== undefined) return model;
  const written = name.parts.at(-1)?.name ?? '';
  throw new SqlError(
    'E_UNKNOWN_MODEL',
    `no model is called ${name.parts.map((part) => part.name).join('.')}`,
    {
      span: name.span,
      hint: didYouMean(written, planner.catalog.modelNames()) ?? 'SHOW MODELS; lists them',
    },
  );
}

/** Type of a model's answer as one value: its OUTPUT column, or a ROW of them. */
function outputType(model: CatalogModel): SqlType {
  const [only] = model.output;
  if (only === undefined) throw new SqlError('E_DEFINITION', `model ${model.id.name} has no OUTPUT columns`);
  if (model.output.length === 1) return only.type;
  return { kind: 'ROW', fields: model.output.map(({ name, type }) => ({ name, type })), nullable: true };
}
