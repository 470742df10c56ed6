import type { CatalogTable, CatalogView } from '../../catalog/objects.ts';
import { toSqlError } from '../../common/errors.ts';
import type { Query } from '../../sql/ast/query.ts';
import type { Statement } from '../../sql/ast/statement.ts';
import type { Schema } from '../../types/schema.ts';
import type { StatementContext } from '../context.ts';
import type { Result } from '../result.ts';
import { insert } from './insert.ts';

/**
 * The second half of CREATE TABLE ... AS: an INSERT of the query into the new table. When it cannot even start, the
 * catalog is put back as it was (`before`); a job that fails later leaves the table, as in Flink.
 */
export async function fillTable(
  statement: Statement & { kind: 'createTable' },
  source: { readonly query: Query; readonly schema: Schema },
  before: CatalogTable | CatalogView | undefined,
  context: StatementContext,
  signal: AbortSignal,
): Promise<Result> {
  const { catalog } = context;
  const { query, schema } = source;
  const columns = schema.map(({ name }) => ({ name, span: query.span }));
  const { name: table, span } = statement;
  try {
    const rows = { kind: 'insert', table, columns, overwrite: false, query, options: [], span } as const;
    return await insert(rows, context, signal);
  } catch (error) {
    if (toSqlError(error).kind !== 'runtime') {
      const { temporary } = statement;
      const id = catalog.resolve(table);
      if (catalog.table(id)?.temporary === temporary)
        catalog.drop('table', id, { temporary, ifExists: true });
      if (before !== undefined) catalog.create(before, { ifNotExists: true, replace: true });
    }
    throw error;
  }
}
