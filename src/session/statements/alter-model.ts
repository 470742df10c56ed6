import { printId, type CatalogModel } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import type { ObjectName } from '../../sql/ast/query.ts';
import { changedOptions, newName } from '../alteration.ts';
import type { Handler, StatementContext } from '../context.ts';
import { located } from '../../common/located.ts';
import { noteModel } from './create-model.ts';

/** ALTER MODEL: options and the name. Queries that run keep the model they began with. */
export const alterModel: Handler<'alterModel'> = async ({ name, ifExists, action, span }, context) => {
  const { catalog } = context;
  const model = findModel(name, ifExists, context);
  if (model === undefined) return { kind: 'message', text: 'There is no such model; nothing is changed.' };
  if (action.kind === 'rename') {
    const to = newName(action.to, model.id, context.notice);
    located(action.to.span, () => catalog.rename('model', model.id, to));
    return { kind: 'message', text: 'Model renamed.' };
  }
  if ((action.kind === 'set' ? action.options : action.keys).length === 0) {
    throw new SqlError('E_DEFINITION', `ALTER MODEL ${action.kind.toUpperCase()} names no option`, { span });
  }
  const altered = { ...model, options: changedOptions(model.options, action) };
  catalog.replace(altered);
  noteModel(altered, context);
  return { kind: 'message', text: 'Model altered.' };
};

/** The permanent model; undefined when there is none and IF EXISTS says that this is fine. */
function findModel(
  name: ObjectName,
  ifExists: boolean,
  { catalog }: StatementContext,
): CatalogModel | undefined {
  const id = catalog.resolve(name);
  const found = catalog.model(id);
  if (found?.temporary === true) {
    throw new SqlError('E_DEFINITION', `${id.name} is a temporary model and cannot be altered`, {
      span: name.span,
      hint: `DROP TEMPORARY MODEL ${id.name}; and create it anew`,
    });
  }
  if (found !== undefined || ifExists) return found;
  throw new SqlError('E_UNKNOWN_MODEL', `model ${printId(id)} does not exist`, {
    span: name.span,
    hint: didYouMean(id.name, catalog.modelNames()),
  });
}
