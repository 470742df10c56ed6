import { printId, type CatalogTable, type CatalogView } from '../catalog/objects.ts';
import { SqlError, unreachable } from '../common/errors.ts';
import { located } from '../common/located.ts';
import { didYouMean } from '../common/nearest.ts';
import type { FromItem, ObjectName, OptionEntry } from '../sql/ast/query.ts';
import { bindCorrelate, type LateralFunction } from './bind-correlate.ts';
import { bindJoin, crossJoin } from './bind-join.ts';
import { bindPredict } from './bind-predict.ts';
import { bindTable, plannedTable } from './bind-table.ts';
import { bindWindow } from './bind-window.ts';
import { LATER_TABLE_FUNCTIONS, lookUpTableFunction } from './function-lookup.ts';
import type { Plan } from './plan.ts';
import type { BoundFrom, QueryContext } from './query-context.ts';
import { refuseTwinNames } from './relation-names.ts';
import { renameColumns } from './rename-columns.ts';
import { Scope } from './scope.ts';
import type { InputBinder } from './table-input.ts';
import { findWindowFunction, WINDOW_FUNCTIONS } from './window-functions.ts';

/** FROM: no item is one row of nothing. Several items are a comma join. */
export function bindFrom(items: readonly FromItem[], context: QueryContext): BoundFrom {
  const [first, ...rest] = items;
  if (first === undefined) {
    return oneRow();
  }
  refuseTwinNames(items);
  return rest.reduce((left, item) => bindBehind(left, item, context), bindItem(first, context));
}

/** A row of nothing. */
function oneRow(): BoundFrom {
  return { plan: { kind: 'values', rows: [[]], schema: [] }, scope: new Scope([]) };
}

/** An item behind a comma. A comma binds as a JOIN does: `a, b JOIN c` is `(a, b) JOIN c`. */
function bindBehind(before: BoundFrom, item: FromItem, context: QueryContext): BoundFrom {
  if (item.kind !== 'join' || item.enclosed === true) {
    const found = lateralFunction(item, context);
    if (found !== undefined) return bindCorrelate(found, before, undefined, context);
    return crossJoin(before, bindItem(item, context), context);
  }
  return bindJoined(item, bindBehind(before, item.left, context), context);
}

/** The join of what is bound already with the item to its right, which may look at it (LATERAL). */
function bindJoined(item: FromItem & { kind: 'join' }, left: BoundFrom, context: QueryContext): BoundFrom {
  const found = lateralFunction(item.right, context);
  if (found !== undefined) return bindCorrelate(found, left, item, context);
  return bindJoin(item, left, bindItem(item.right, context), context);
}

/** LATERAL TABLE(f(...)) with a user's function. */
function lateralFunction(item: FromItem, context: QueryContext): LateralFunction | undefined {
  if (item.kind !== 'function' || !item.lateral) return undefined;
  const found = lookUpTableFunction(item.call, context.planner);
  return found && { item, function: found };
}

function bindItem(item: FromItem, context: QueryContext): BoundFrom {
  switch (item.kind) {
    case 'table':
      if (item.asOf !== undefined) {
        throw new SqlError('E_UNSUPPORTED', 'weir does not run FOR SYSTEM_TIME', { span: item.asOf.span });
      }
      return named(bindNamedTable(item.name, item.options, context), item, fullName(item.name, context));
    case 'subquery':
      if (item.lateral) throw new SqlError('E_UNSUPPORTED', 'weir does not run LATERAL', { span: item.span });
      return named(context.query(item.query, context), item, []);
    case 'function': {
      const found = lookUpTableFunction(item.call, context.planner);
      if (found !== undefined) return bindCorrelate({ item, function: found }, oneRow(), undefined, context);
      return named(bindTableFunction(item, context), item, []);
    }
    case 'join':
      return bindJoined(item, bindItem(item.left, context), context);
    default:
      return unreachable(item);
  }
}

/** A table, a view or a name of WITH. */
function bindNamedTable(name: ObjectName, options: readonly OptionEntry[], context: QueryContext): Plan {
  const local = localTable(name, context);
  if (local !== undefined) return local();
  const object = findTable(name, context);
  if (context.views.includes(printId(object.id))) {
    throw new SqlError('E_DEFINITION', `view ${object.id.name} would read itself`, { span: name.span });
  }
  // what is wrong with its definition is told at its name: that stands in another statement
  if (object.kind === 'table')
    return located(name.span, () => bindTable(object, plannedTable(object, options), context.planner));
  const [hint] = options;
  if (hint !== undefined) {
    throw new SqlError('E_OPTION', `${object.id.name} is a view: OPTIONS change tables only`, {
      span: hint.keySpan,
    });
  }
  return located(name.span, () => bindView(object, context));
}

/** The table of WITH that the name means, if it means one. */
function localTable(name: ObjectName, context: QueryContext): (() => Plan) | undefined {
  const [only, more] = name.parts;
  return more === undefined && only !== undefined ? context.tables.get(only.name) : undefined;
}

/** What may stand before its columns: the name of WITH, or catalog, database and table. */
function fullName(name: ObjectName, context: QueryContext): readonly string[] {
  if (localTable(name, context) !== undefined) return name.parts.map((part) => part.name);
  const id = context.planner.catalog.resolve(name);
  return [id.catalog, id.database, id.name];
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
    const plan = context.query(view.query, {
      ...context,
      planner: {
        ...context.planner,
        catalog: context.planner.catalog.from(view.place),
        isElsewhere: true,
      },
      tables: new Map(),
      views: [...context.views, printId(view.id)],
    });
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
  const name = item.call.name.toUpperCase();
  const binder: InputBinder = {
    table: (table) => bindNamedTable(table, [], context),
    query: (query) => context.query(query, context),
  };
  if (name === 'ML_PREDICT') return bindPredict(item.call, context.planner, binder);
  const windows = findWindowFunction(name);
  if (windows !== undefined) return bindWindow(item.call, windows, context.planner, binder);
  const span = item.call.nameSpan;
  if (LATER_TABLE_FUNCTIONS.includes(name))
    throw new SqlError('E_UNSUPPORTED', `weir does not run ${name} in FROM`, { span });
  throw new SqlError('E_UNKNOWN_FUNCTION', `no table function is called ${item.call.name}`, {
    span,
    hint: didYouMean(name, [
      'ML_PREDICT',
      ...WINDOW_FUNCTIONS.map((record) => record.name),
      ...LATER_TABLE_FUNCTIONS,
      ...context.planner.catalog.functionNames(),
    ]),
  });
}

function named(plan: Plan, item: FromItem, ownName: readonly string[]): BoundFrom {
  const schema = renameColumns(plan.schema, item.columnAliases, item.span);
  return { plan: { ...plan, schema }, scope: Scope.of(schema, item.alias ? [item.alias.name] : ownName) };
}
