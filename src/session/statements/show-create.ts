import { printId } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import { STRING } from '../../types/type.ts';
import type { Handler, StatementContext } from '../context.ts';
import { catalogNamed } from './describe.ts';
import { showCreateCatalog, showCreateModel, showCreateTable, showCreateView } from '../show-create.ts';
import { utilityRows } from '../utility-rows.ts';

/** SHOW CREATE TABLE, VIEW, MODEL, CATALOG: one row, one column `result`. */
export const showCreate: Handler<'showCreate'> = async (statement, context) => {
  return utilityRows([{ name: 'result', type: STRING }], [[textOf(statement, context)]]);
};

function textOf(statement: Parameters<typeof showCreate>[0], context: StatementContext): string {
  const { catalog } = context;
  const { what, name } = statement;
  if (what === 'CATALOG') return showCreateCatalog(catalogNamed(name, catalog));
  const id = catalog.resolve(name);
  if (what === 'MODEL') {
    const model = catalog.model(id);
    if (model !== undefined) return showCreateModel(model);
    const hint = didYouMean(id.name, catalog.modelNames());
    throw new SqlError('E_UNKNOWN_MODEL', `model ${printId(id)} does not exist`, { span: name.span, hint });
  }
  const found = catalog.table(id);
  if (found === undefined) {
    const hint = didYouMean(id.name, catalog.tableNames());
    throw new SqlError('E_UNKNOWN_TABLE', `${what.toLowerCase()} ${printId(id)} does not exist`, {
      span: name.span,
      hint,
    });
  }
  if (found.kind !== what.toLowerCase()) {
    throw new SqlError('E_UNSUPPORTED', `${id.name} is a ${found.kind}`, {
      span: name.span,
      hint: `SHOW CREATE ${found.kind.toUpperCase()} ${id.name};`,
    });
  }
  return found.kind === 'table' ? showCreateTable(found) : showCreateView(found);
}
