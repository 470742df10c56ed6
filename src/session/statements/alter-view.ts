import { printId, type CatalogView } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import { located } from '../../common/located.ts';
import { didYouMean } from '../../common/nearest.ts';
import { bindQuery } from '../../planner/bind-query.ts';
import type { ObjectName } from '../../sql/ast/query.ts';
import { newName } from '../alteration.ts';
import type { Handler, StatementContext } from '../context.ts';
import { expandStars } from '../expand-stars.ts';
import { plannerContext } from '../planning.ts';
import { viewText } from '../view-text.ts';

/** ALTER VIEW: another name, or another query with its own columns. */
export const alterView: Handler<'alterView'> = async ({ name, action }, context) => {
  const { catalog } = context;
  const view = findView(name, context);
  if (action.kind === 'rename') {
    const to = newName(action.to, view.id, context.notice);
    located(action.to.span, () => catalog.rename('table', view.id, to));
    return { kind: 'message', text: 'View renamed.' };
  }
  const planner = plannerContext(context);
  const { schema } = bindQuery(action.query, planner, view.id);
  const query = expandStars(action.query, planner);
  catalog.replace({
    ...view,
    columns: schema.map(({ name: column, type }) => ({ name: column, type })),
    query,
    place: { catalog: catalog.currentCatalog, database: catalog.currentDatabase },
    text: viewText(query, planner),
  });
  return { kind: 'message', text: 'View altered.' };
};

/** The permanent view of that name. */
function findView(name: ObjectName, { catalog }: StatementContext): CatalogView {
  const id = catalog.resolve(name);
  const found = catalog.table(id);
  const { span } = name;
  if (found === undefined) {
    throw new SqlError('E_UNKNOWN_TABLE', `view ${printId(id)} does not exist`, {
      span,
      hint: didYouMean(id.name, catalog.tableNames()),
    });
  }
  if (found.kind === 'table') {
    throw new SqlError('E_DEFINITION', `${id.name} is a table, ALTER VIEW changes views`, {
      span,
      hint: `ALTER TABLE ${id.name} ...`,
    });
  }
  if (found.temporary) {
    throw new SqlError('E_DEFINITION', `${id.name} is a temporary view and cannot be altered`, {
      span,
      hint: `DROP TEMPORARY VIEW ${id.name}; and create it anew`,
    });
  }
  return found;
}
