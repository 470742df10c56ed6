import type { CatalogTable, CatalogView, ObjectId } from '../catalog/objects.ts';
import { SqlError, unreachable } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { FromItem, ObjectName, OptionEntry } from '../sql/ast.ts';
import type { Schema } from '../types/schema.ts';
import { bindJoin, crossJoin } from './bind-join.ts';
import { bindPredict } from './bind-predict.ts';
import { bindTable, plannedTable } from './bind-table.ts';
import type { Plan } from './plan.ts';
import type { BoundFrom, QueryContext } from './query-context.ts';
import { Scope } from './scope.ts';

/** FROM: no item is one row of nothing. Several items are a comma join. */
export function bindFrom(items: readonly FromItem[], context: QueryContext): BoundFrom {
  const [first, ...rest] = items;
  if (first === undefined) {
    return { plan: { kind: 'values', rows: [[]], schema: [] }, scope: new Scope([]) };
  }
  return rest.reduce(
    (left, item) => crossJoin(left, bindItem(item, context), context),
    bindItem(first, context),
  );
}

function bindItem(item: FromItem, context: QueryContext): BoundFrom {
  switch (item.kind) {
    case 'table':
      if (item.asOf !== undefined) {
        throw new SqlError('E_UNSUPPORTED', 'weir does not run FOR SYSTEM_TIME', { span: item.asOf.span });
      }
      return named(
        bindNamedTable(item.name, item.options, context),
        item,
        context.planner.catalog.resolve(item.name),
      );
    case 'subquery':
      if (item.lateral) throw new SqlError('E_UNSUPPORTED', 'weir does not run LATERAL', { span: item.span });
      return named(context.query(item.query, context), item, undefined);
    case 'function':
      return named(bindTableFunction(item, context), item, undefined);
    case 'join':
      return bindJoin(item, bindItem(item.left, context), bindItem(item.right, context), context);
    default:
      return unreachable(item);
  }
}

/** A table, a view or a name of WITH. */
function bindNamedTable(name: ObjectName, options: readonly OptionEntry[], context: QueryContext): Plan {
  const [only, more] = name.parts;
  const local = more === undefined && only !== undefined ? context.tables.get(only.name) : undefined;
  if (local !== undefined) return local();
  const object = findTable(name, context);
  if (object.kind === 'view') return bindView(object, context);
  return bindTable(object, plannedTable(object, options), context.planner);
}

/** The catalog's table or view of that name. Throws E_UNKNOWN_TABLE with the nearest names. */
function findTable(name: ObjectName, context: QueryContext): CatalogTable | CatalogView {
  const { catalog } = context.planner;
  const object = catalog.table(catalog.resolve(name));
  if (object !== undefined) return object;
  throw new SqlError(
    'E_UNKNOWN_TABLE',
    `no table is called ${name.parts.map((part) => part.name).join('.')}`,
    {
      span: name.span,
      hint: didYouMean(name.parts.at(-1)?.name ?? '', catalog.tableNames()) ?? 'SHOW TABLES; lists them',
    },
  );
}

function bindView(view: CatalogView, context: QueryContext): Plan {
  try {
    const plan = context.query(view.query, { ...context, tables: new Map() });
    const schema = plan.schema.map((field, i) => ({ ...field, name: view.columns[i]?.name ?? field.name }));
    return { ...plan, schema };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    // The span points into the text of CREATE VIEW, not into this statement.
    throw new SqlError(error.code, `view ${view.id.name}: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  }
}

function bindTableFunction(item: FromItem & { kind: 'function' }, context: QueryContext): Plan {
  if (item.call.name.toUpperCase() !== 'ML_PREDICT') {
    throw new SqlError('E_UNSUPPORTED', `weir does not run ${item.call.name} in FROM`, {
      span: item.call.nameSpan,
    });
  }
  return bindPredict(item.call, context.planner, {
    table: (name) => bindNamedTable(name, [], context),
    query: (query) => context.query(query, context),
  });
}

function named(plan: Plan, item: FromItem, id: ObjectId | undefined): BoundFrom {
  const schema = renameColumns(plan.schema, item);
  const owner = id === undefined || item.alias !== undefined ? undefined : [id.catalog, id.database, id.name];
  return { plan: { ...plan, schema }, scope: Scope.of(schema, item.alias?.name ?? id?.name, owner) };
}

function renameColumns(schema: Schema, item: FromItem): Schema {
  const names = item.columnAliases;
  if (names.length === 0) return schema;
  if (names.length !== schema.length) {
    throw new SqlError('E_DEFINITION', `${names.length} column names for ${schema.length} columns`, {
      span: item.span,
    });
  }
  return schema.map((field, i) => ({ ...field, name: names[i]?.name ?? field.name }));
}
