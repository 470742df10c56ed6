import { printId, type CatalogModel, type ModelField } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import type { ModelColumn, Statement } from '../../sql/ast/statement.ts';
import type { Handler, StatementContext } from '../context.ts';
import { located } from '../../common/located.ts';
import { willFail } from '../will-fail.ts';
import { findProvider, modelSpec } from '../planning.ts';
import { validType } from '../../types/valid-type.ts';
import { optionMap } from '../tables/table-draft.ts';

/** CREATE MODEL. As in Flink the provider is not asked whether it can work; what it says becomes notes and warnings. */
export const createModel: Handler<'createModel'> = async (statement, context) => {
  const { catalog } = context;
  const id = catalog.resolve(statement.name);
  refuseHalf(statement);
  const model: CatalogModel = {
    kind: 'model',
    id,
    temporary: statement.temporary,
    input: fields(statement.input ?? [], 'INPUT'),
    output: fields(statement.output ?? [], 'OUTPUT'),
    comment: statement.comment,
    options: optionMap(statement.options),
  };
  if (!create(model, statement, context)) {
    return { kind: 'message', text: `Model ${id.name} exists already; nothing is changed.` };
  }
  noteModel(model, context);
  return { kind: 'message', text: 'Model created.' };
};

/** Flink reads OR REPLACE and does not do it; so an existing model is an error here too, but one that says why. */
function create(
  model: CatalogModel,
  { ifNotExists, orReplace, name }: Statement & { kind: 'createModel' },
  { catalog }: StatementContext,
): boolean {
  try {
    return located(name.span, () => catalog.create(model, { ifNotExists, replace: false }));
  } catch (error) {
    if (!orReplace || !(error instanceof SqlError) || error.code !== 'E_EXISTS') throw error;
    throw error.with({
      message: `model ${printId(model.id)} exists already, and models are not replaced`,
      hint: `ALTER MODEL ${model.id.name} SET (...) changes options; DROP MODEL ${model.id.name}; makes room`,
    });
  }
}

/** Tells what the provider reads differently, or why the model will fail. Never an error. */
export function noteModel(model: CatalogModel, { parts, settings, notice }: StatementContext): void {
  try {
    const provider = findProvider(model, parts.providers);
    const surroundings = { environment: parts.environment, setting: (key: string) => settings.text(key) };
    const lines = provider.check(modelSpec(model), surroundings);
    if (lines.length > 0) notice(`note: ${lines.join('; ')}`);
  } catch (error) {
    notice(willFail(`model ${model.id.name}`, error));
  }
}

function refuseHalf({ input, output, options, span }: Statement & { kind: 'createModel' }): void {
  const [first] = input ?? [];
  const [answer] = output ?? [];
  if (first !== undefined && answer === undefined) {
    throw new SqlError('E_DEFINITION', 'the model has INPUT columns but no OUTPUT', {
      span: first.span,
      hint: 'OUTPUT (response STRING) takes the text of a chat model',
    });
  }
  if (answer !== undefined && first === undefined) {
    throw new SqlError('E_DEFINITION', 'the model has OUTPUT columns but no INPUT', {
      span: answer.span,
      hint: 'INPUT (text STRING)',
    });
  }
  if (options.length === 0) {
    throw new SqlError('E_DEFINITION', 'the model has no options', {
      span,
      hint: "WITH ('provider' = 'openai', 'endpoint' = '...', 'model' = '...')",
    });
  }
}

function fields(columns: readonly ModelColumn[], clause: string): readonly ModelField[] {
  const seen = new Set<string>();
  return columns.map(({ name, type, comment, span }) => {
    if (seen.has(name.name)) {
      throw new SqlError('E_DEFINITION', `${clause} has two columns '${name.name}'`, { span: name.span });
    }
    seen.add(name.name);
    return { name: name.name, type: located(span, () => validType(type)), comment };
  });
}
