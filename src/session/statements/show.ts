import { functionKey } from '../../catalog/functions.ts';
import { SqlError } from '../../common/errors.ts';
import { FUNCTIONS } from '../../functions/index.ts';
import type { ObjectName } from '../../sql/ast/query.ts';
import type { LikePattern } from '../../sql/ast/statement.ts';
import { BOOLEAN, STRING } from '../../types/type.ts';
import type { Handler, StatementContext } from '../context.ts';
import type { Result } from '../result.ts';
import { located } from '../../common/located.ts';
import { matchesLike } from '../like.ts';
import { describeColumns } from '../table-columns.ts';
import { utilityRows } from '../utility-rows.ts';
import { findTable } from './describe.ts';
import { showJobs } from './jobs.ts';
import { CORE_MODULE } from './modules.ts';
import { databaseOf } from './places.ts';

/** SHOW: lists sorted by name, in Flink's columns. */
export const show: Handler<'show'> = async (statement, context) => {
  const { what, from, like } = statement;
  const { catalog } = context;
  switch (what) {
    case 'TABLES':
      return names('table name', objectNames('table', from, context), like);
    case 'VIEWS':
      return names('view name', objectNames('view', from, context), like);
    case 'MODELS':
      return names('model name', objectNames('model', from, context), like);
    case 'FUNCTIONS':
      return names('function name', functionNames(from, context), like);
    case 'USER FUNCTIONS':
      return names('function name', userFunctions(from, context), like);
    case 'MATERIALIZED TABLES':
      return names('materialized table', [], like);
    case 'MODULES':
      return names('module name', [CORE_MODULE], undefined);
    case 'FULL MODULES':
      return fullModules();
    case 'JARS':
      return names('jars', [], undefined);
    case 'CATALOGS':
      return names('catalog name', catalog.catalogs(), like);
    case 'DATABASES':
      return names('database name', databaseNames(from, context), like);
    case 'CURRENT CATALOG':
      return names('current catalog name', [catalog.currentCatalog], undefined);
    case 'CURRENT DATABASE':
      return names('current database name', [catalog.currentDatabase], undefined);
    case 'COLUMNS':
      return columns(from, like, context);
    case 'JOBS':
      return showJobs(context);
  }
};

function fullModules(): Result {
  const columns = [
    { name: 'module name', type: STRING },
    { name: 'used', type: BOOLEAN },
  ];
  return utilityRows(columns, [[CORE_MODULE, true]]);
}

function names(title: string, all: readonly string[], like: LikePattern | undefined): Result {
  const rows = all.filter((name) => like === undefined || matchesLike(name, like)).map((name) => [name]);
  return utilityRows([{ name: title, type: STRING }], rows);
}

function objectNames(
  kind: 'table' | 'view' | 'model',
  from: ObjectName | undefined,
  { catalog }: StatementContext,
): readonly string[] {
  const place = from && databaseOf(from, catalog.currentCatalog);
  const list = () => catalog.list(kind, place).map((object) => object.id.name);
  return from === undefined ? list() : located(from.span, list);
}

function databaseNames(from: ObjectName | undefined, { catalog }: StatementContext): readonly string[] {
  if (from === undefined) return catalog.databases();
  const [name, tooMany] = from.parts;
  if (name !== undefined && tooMany === undefined)
    return located(from.span, () => catalog.databases(name.name));
  throw new SqlError('E_DEFINITION', 'a catalog has a name of one part', { span: from.span });
}

/** What is called by a name; operators have none. */
function functionNames(from: ObjectName | undefined, context: StatementContext): readonly string[] {
  const all = FUNCTIONS.flatMap((record) => [record.name, ...record.aliases]);
  const builtIn = all.filter((name) => /^[A-Z_]\w*$/.test(name));
  return [...new Set([...builtIn, ...userFunctions(from, context)])].sort();
}

/** As Flink keeps their names: in small letters. */
function userFunctions(from: ObjectName | undefined, { catalog }: StatementContext): readonly string[] {
  const { currentCatalog, currentDatabase } = catalog;
  if (from !== undefined) {
    const place = databaseOf(from, currentCatalog);
    located(from.span, () => catalog.list('table', place)); // that it is there
    return catalog.functions.list(place).map(({ id }) => functionKey(id.name));
  }
  const here = { catalog: currentCatalog, database: currentDatabase };
  return catalog.functions.list(here).map(({ id }) => functionKey(id.name));
}

function columns(
  from: ObjectName | undefined,
  like: LikePattern | undefined,
  context: StatementContext,
): Result {
  if (from === undefined) throw new SqlError('E_INTERNAL', 'SHOW COLUMNS without a table');
  const table = describeColumns(findTable(from, context));
  const rows = table.rows.filter(([name]) => like === undefined || matchesLike(String(name), like));
  return utilityRows(table.columns, rows);
}
