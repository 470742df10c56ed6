import { SqlError, type Span } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import type { Identifier } from '../../sql/ast/query.ts';
import type { Field, Schema } from '../../types/schema.ts';
import { withoutAttribute } from '../../types/type.ts';
import type { TableDraft } from './table-draft.ts';

/**
 * CREATE TABLE own AS query: the columns that are written down, then those of the query that are not among them.
 * `names` puts the query's columns into another order. Throws E_DEFINITION.
 */
export function withQuery(
  own: TableDraft,
  query: { readonly schema: Schema; readonly span: Span },
  names: readonly Identifier[] | undefined,
): TableDraft {
  const fields = names === undefined ? query.schema : reorder(query.schema, names, query.span);
  const declared = new Set(own.columns.map((column) => column.name));
  const added = fields.flatMap(({ name, type }) =>
    declared.has(name)
      ? []
      : [
          {
            kind: 'physical' as const,
            name,
            type: withoutAttribute(type),
            comment: undefined,
            span: query.span,
          },
        ],
  );
  return { ...own, columns: [...own.columns, ...added] };
}

function reorder(schema: Schema, names: readonly Identifier[], span: Span): readonly Field[] {
  const known = schema.map((field) => field.name);
  const fields = names.map(({ name, span: at }) => {
    const field = schema.find((candidate) => candidate.name === name);
    if (field !== undefined) return field;
    throw new SqlError('E_DEFINITION', `the query has no column '${name}'`, {
      span: at,
      hint: didYouMean(name, known) ?? `its columns: ${known.join(', ')}`,
    });
  });
  if (fields.length === schema.length) return fields;
  throw new SqlError(
    'E_DEFINITION',
    `the table names ${fields.length} columns, its query has ${schema.length}`,
    {
      span,
      hint: `its columns: ${known.join(', ')}`,
    },
  );
}
