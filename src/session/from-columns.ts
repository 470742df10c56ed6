import type { PlannerContext } from '../planner/context.ts';
import { bindQuery } from '../planner/bind-query.ts';
import type { FromItem, Query } from '../sql/ast/query.ts';

export type WithTables = (Query & { kind: 'with' })['tables'];

/** Names of what `SELECT * FROM item` gives, under the tables of WITH. */
export function fromColumns(item: FromItem, tables: WithTables, planner: PlannerContext): readonly string[] {
  const { span } = item;
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
