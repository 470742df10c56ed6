import { SqlError } from '../../common/errors.ts';
import { bindQuery } from '../../planner/bind-query.ts';
import type { Identifier, Query } from '../../sql/ast/query.ts';
import type { Statement } from '../../sql/ast/statement.ts';
import type { Schema } from '../../types/schema.ts';
import type { Handler } from '../context.ts';
import { expandStars } from '../expand-stars.ts';
import { located } from '../../common/located.ts';
import { plannerContext } from '../planning.ts';
import { viewText } from '../view-text.ts';

/** CREATE VIEW: the query is checked now, its stars are written out, and it is bound anew at each use. */
export const createView: Handler<'createView'> = async (statement, context) => {
  const { catalog } = context;
  const id = catalog.resolve(statement.name);
  refuseTwins(statement.columns.length > 0 ? statement.columns : writtenNames(statement.query));
  const planner = plannerContext(context);
  const hidesAnother = statement.orReplace || statement.temporary;
  const { schema } = bindQuery(statement.query, planner, hidesAnother ? id : undefined);
  const query = expandStars(statement.query, planner);
  // A column written behind a star that has one of its name.
  if (statement.columns.length === 0) refuseTwins(writtenNames(query));
  const view = {
    kind: 'view' as const,
    id,
    temporary: statement.temporary,
    columns: namedColumns(statement, schema),
    query,
    place: { catalog: catalog.currentCatalog, database: catalog.currentDatabase },
    text: viewText(query, planner),
    comment: statement.comment,
  };
  const how = { ifNotExists: statement.ifNotExists, replace: statement.orReplace };
  const created = located(statement.name.span, () => catalog.create(view, how));
  const text = created ? 'View created.' : `View ${id.name} exists already; nothing is changed.`;
  return { kind: 'message', text };
};

/** The query's columns under the names behind the view's name, if there are such. Throws E_DEFINITION. */
function namedColumns(statement: Statement & { kind: 'createView' }, schema: Schema): Schema {
  const { columns, query } = statement;
  if (columns.length > 0 && columns.length !== schema.length) {
    throw new SqlError(
      'E_DEFINITION',
      `the view names ${columns.length} columns, its query has ${schema.length}: ${schema.map((f) => f.name).join(', ')}`,
      {
        span: columns[0] && {
          start: columns[0].span.start,
          end: columns.at(-1)?.span.end ?? columns[0].span.end,
        },
      },
    );
  }
  const named = schema.map((field, i) => ({ name: columns[i]?.name ?? field.name, type: field.type }));
  refuseTwins(named.map(({ name }) => ({ name, span: query.span })));
  return named;
}

/** Flink blames the first of two columns. */
function refuseTwins(columns: readonly Identifier[]): void {
  const seen = new Map<string, Identifier>();
  for (const column of columns) {
    const first = seen.get(column.name);
    if (first !== undefined) {
      throw new SqlError('E_DEFINITION', `the view has two columns '${column.name}'`, {
        span: first.span,
        hint: 'name one of them with AS',
      });
    }
    seen.set(column.name, column);
  }
}

/** The names that a SELECT list gives; the query itself would number equal ones. */
function writtenNames(query: Query): readonly Identifier[] {
  switch (query.kind) {
    case 'select':
      return query.items.flatMap(({ value, alias }) => {
        const own = value.kind === 'reference' ? value.path.at(-1) : undefined;
        return alias ?? own ?? [];
      });
    case 'ordered':
      return writtenNames(query.input);
    case 'with':
      return writtenNames(query.body);
    case 'set':
      return writtenNames(query.left);
    case 'values':
      return [];
  }
}
