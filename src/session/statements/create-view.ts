import { SqlError } from '../../common/errors.ts';
import { bindQuery } from '../../planner/bind-query.ts';
import type { Statement } from '../../sql/ast.ts';
import type { Schema } from '../../types/schema.ts';
import type { Handler } from '../context.ts';
import { located } from '../located.ts';
import { plannerContext } from '../planning.ts';
import { viewText } from '../view-text.ts';

/** CREATE VIEW: the query is checked now and bound anew at each use. */
export const createView: Handler<'createView'> = async (statement, context) => {
  const { catalog } = context;
  const id = catalog.resolve(statement.name);
  const planner = plannerContext(context);
  const { schema } = bindQuery(statement.query, planner);
  const view = {
    kind: 'view' as const,
    id,
    temporary: statement.temporary,
    columns: namedColumns(statement, schema),
    query: statement.query,
    text: viewText(statement.query, planner),
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
  const seen = new Set<string>();
  for (const [i, { name }] of named.entries()) {
    if (seen.has(name)) {
      throw new SqlError('E_DEFINITION', `the view has two columns '${name}'`, {
        span: columns[i]?.span ?? itemSpan(query, i),
        hint: 'name one of them with AS',
      });
    }
    seen.add(name);
  }
  return named;
}

function itemSpan(query: (Statement & { kind: 'createView' })['query'], index: number) {
  return query.kind === 'select' ? (query.items[index]?.span ?? query.span) : query.span;
}
