import { printId, type CatalogTable } from '../../catalog/objects.ts';
import { SqlError, unreachable, type Span } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import type { ObjectName } from '../../sql/ast/query.ts';
import type { AlterTableAction, Statement } from '../../sql/ast/statement.ts';
import { changedOptions, newName } from '../alteration.ts';
import type { Handler, StatementContext } from '../context.ts';
import { located } from '../../common/located.ts';
import { plannerContext } from '../planning.ts';
import { tableMoved } from '../table-moved.ts';
import { addToTable, modifyTable } from '../tables/add-and-modify.ts';
import { completeTable } from '../tables/complete-table.ts';
import { dropColumns, dropPrimaryKey, dropWatermark, renameColumn } from '../tables/drop-and-rename.ts';
import { draftOf, type TableDraft } from '../tables/table-draft.ts';

/** ALTER TABLE: the definition is changed and checked as a whole. Queries that run keep the table they began with. */
export const alterTable: Handler<'alterTable'> = async (statement, context) => {
  const { action } = statement;
  const { catalog } = context;
  const table = findTable(statement.name, statement.ifExists, context);
  if (table === undefined) return { kind: 'message', text: 'There is no such table; nothing is changed.' };
  if (action.kind === 'rename') {
    const to = newName(action.to, table.id, context.notice);
    located(action.to.span, () => catalog.rename('table', table.id, to));
    tableMoved(table, to, context);
    return { kind: 'message', text: 'Table renamed.' };
  }
  if (action.kind === 'set' || action.kind === 'reset') {
    checkOptions(action, statement);
    catalog.replace({ ...table, options: changedOptions(table.options, action) });
  } else {
    const draft = altered(draftOf(table), action, statement.span);
    catalog.replace(completeTable(draft, table.id, false, plannerContext(context)));
  }
  return { kind: 'message', text: 'Table altered.' };
};

/** The permanent table; undefined when there is none and IF EXISTS says that this is fine. */
function findTable(
  name: ObjectName,
  ifExists: boolean,
  { catalog }: StatementContext,
): CatalogTable | undefined {
  const id = catalog.resolve(name);
  const found = catalog.table(id);
  const { span } = name;
  if (found?.kind === 'view') {
    throw new SqlError('E_DEFINITION', `${id.name} is a view, ALTER TABLE changes tables`, {
      span,
      hint: 'CREATE OR REPLACE VIEW ... AS changes a view',
    });
  }
  if (found?.temporary === true) {
    throw new SqlError('E_DEFINITION', `${id.name} is a temporary table and cannot be altered`, {
      span,
      hint: `DROP TEMPORARY TABLE ${id.name}; and create it anew`,
    });
  }
  if (found !== undefined || ifExists) return found;
  throw new SqlError('E_UNKNOWN_TABLE', `table ${printId(id)} does not exist`, {
    span,
    hint: didYouMean(id.name, catalog.tableNames()),
  });
}

function checkOptions(
  action: AlterTableAction & { kind: 'set' | 'reset' },
  { span }: Statement & { kind: 'alterTable' },
): void {
  if (action.kind === 'set') return;
  if (action.keys.length === 0) {
    throw new SqlError('E_DEFINITION', 'ALTER TABLE RESET names no option', { span });
  }
  if (action.keys.includes('connector')) {
    throw new SqlError('E_DEFINITION', "a table cannot lose its option 'connector'", {
      span,
      hint: "ALTER TABLE ... SET ('connector' = '...') gives it another one",
    });
  }
}

function altered(
  draft: TableDraft,
  action: Exclude<AlterTableAction, { kind: 'set' | 'reset' | 'rename' }>,
  span: Span,
): TableDraft {
  switch (action.kind) {
    case 'add':
      return addToTable(draft, action);
    case 'modify':
      return modifyTable(draft, action);
    case 'dropColumns':
      return dropColumns(draft, action.columns);
    case 'dropPrimaryKey':
      return dropPrimaryKey(draft, action.name, span);
    case 'dropWatermark':
      return dropWatermark(draft, span);
    case 'renameColumn':
      return renameColumn(draft, action.from, action.to);
    default:
      return unreachable(action);
  }
}
