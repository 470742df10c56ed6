import { printId, type CatalogTable } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import { bindQuery } from '../../planner/bind-query.ts';
import { plannedTable } from '../../planner/bind-table.ts';
import type { Statement } from '../../sql/ast/statement.ts';
import type { Handler, StatementContext } from '../context.ts';
import { located } from '../../common/located.ts';
import { connectorTable, findConnector, formatMap, plannerContext } from '../planning.ts';
import { completeTable } from '../tables/complete-table.ts';
import { willFail } from '../will-fail.ts';
import { tableMoved } from '../table-moved.ts';
import { mergeLike } from '../tables/merge-like.ts';
import {
  draftColumn,
  draftKey,
  draftOf,
  draftWatermark,
  optionMap,
  type TableDraft,
} from '../tables/table-draft.ts';
import { withQuery } from '../tables/query-draft.ts';
import { fillTable } from './create-table-as.ts';

type CreateTable = Statement & { kind: 'createTable' };

/** CREATE TABLE [LIKE | AS]. Without AS the connector is asked for warnings only: what is wrong fails when it is used. */
export const createTable: Handler<'createTable'> = async (statement, context, signal) => {
  const { catalog } = context;
  const id = catalog.resolve(statement.name);
  const planner = plannerContext(context);
  const { as: query } = statement;
  if (query !== undefined && statement.temporary)
    throw new SqlError('E_DEFINITION', 'CREATE TABLE ... AS makes no temporary table', {
      span: statement.name.span,
      hint: 'CREATE TABLE, or CREATE TEMPORARY TABLE and INSERT INTO',
    });
  const source = query && { query, span: query.span, schema: bindQuery(query, planner).schema };
  const own = ownDraft(statement);
  const draft =
    source === undefined ? withBase(own, statement, context) : withQuery(own, source, statement.columnNames);
  const table = completeTable(draft, id, statement.temporary, planner);
  const before = catalog.table(id);
  const how = { ifNotExists: statement.ifNotExists, replace: statement.orReplace };
  const created = located(statement.name.span, () => catalog.create(table, how));
  if (!created) return { kind: 'message', text: `Table ${id.name} exists already; nothing is changed.` };
  if (source !== undefined) return fillTable(statement, source, before, context, signal);
  if (before?.kind === 'table' && before.temporary === table.temporary)
    tableMoved(before, undefined, context);
  warn(table, context);
  return { kind: 'message', text: 'Table created.' };
};

function ownDraft(statement: CreateTable): TableDraft {
  return {
    columns: statement.columns.map(draftColumn),
    watermark: statement.watermark && draftWatermark(statement.watermark),
    primaryKey: draftKey(statement.primaryKey),
    partitionKeys: statement.partitionedBy.map(({ name, span }) => ({ name, span })),
    comment: statement.comment,
    options: optionMap(statement.options),
  };
}

function withBase(own: TableDraft, { like }: CreateTable, { catalog }: StatementContext): TableDraft {
  if (like === undefined) return own;
  const id = catalog.resolve(like.table);
  const base = catalog.table(id);
  const { span } = like.table;
  if (base === undefined) {
    const hint = didYouMean(id.name, catalog.tableNames());
    throw new SqlError('E_UNKNOWN_TABLE', `LIKE: table ${printId(id)} does not exist`, { span, hint });
  }
  if (base.kind === 'view') {
    throw new SqlError('E_DEFINITION', `LIKE: ${id.name} is a view, no table`, { span });
  }
  return mergeLike(draftOf(base), own, like.clauses, span);
}

/** Says now what would fail later. A table without options is a pattern for LIKE. */
function warn(table: CatalogTable, context: StatementContext): void {
  if (table.options.size === 0) return;
  const { connectors, formats } = context.parts;
  try {
    const planned = plannedTable(table, []);
    const connector = findConnector(planned, connectors);
    const resolve = connector.sourceTraits ?? connector.sinkTraits;
    resolve?.call(connector, connectorTable(planned), formatMap(formats));
  } catch (error) {
    context.notice(willFail(`table ${table.id.name}`, error));
  }
}
