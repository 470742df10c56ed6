import type { PlannerContext } from '../planner/context.ts';
import { tableFunctionColumns } from '../planner/bind-correlate.ts';
import { lookUpTableFunction } from '../planner/function-lookup.ts';
import { renameColumns } from '../planner/rename-columns.ts';
import { bindQuery } from '../planner/bind-query.ts';
import type { FromItem, Query } from '../sql/ast/query.ts';

export type WithTables = (Query & { kind: 'with' })['tables'];

/** Names of what `SELECT * FROM item` gives, under the tables of WITH. */
export function fromColumns(item: FromItem, tables: WithTables, planner: PlannerContext): readonly string[] {
  const { span } = item;
  const called = item.kind === 'function' ? lookUpTableFunction(item.call, planner) : undefined;
  // LATERAL arguments name columns of other items
  if (called !== undefined) {
    const { alias, columnAliases } = item;
    return renameColumns(tableFunctionColumns(called, alias), columnAliases, span).map((field) => field.name);
  }
  const star = { value: { kind: 'star', qualifier: undefined, span }, alias: undefined, span } as const;
  const all: Query = {
    kind: 'select',
    distinct: false,
    items: [star],
    from: [item],
    where: undefined,
    groupBy: [],
    having: undefined,
    qualify: undefined,
    span,
  };
  const query: Query = tables.length === 0 ? all : { kind: 'with', tables, body: all, span };
  return bindQuery(query, planner).schema.map((field) => field.name);
}
