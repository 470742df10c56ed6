import { SqlError, type Span } from '../common/errors.ts';
import type { Identifier } from '../sql/ast/query.ts';
import type { Schema } from '../types/schema.ts';

/** The columns under the names of an alias list `AS t(a, b)`, as they are without one. Throws E_DEFINITION. */
export function renameColumns(schema: Schema, names: readonly Identifier[], span: Span): Schema {
  if (names.length === 0) return schema;
  if (names.length !== schema.length) {
    throw new SqlError('E_DEFINITION', `${names.length} column names for ${schema.length} columns`, {
      span: names[0]?.span ?? span,
      hint: `the columns: ${schema.map((field) => field.name).join(', ')}`,
    });
  }
  const seen = new Set<string>();
  for (const { name, span: own } of names) {
    if (seen.has(name)) throw new SqlError('E_DEFINITION', `two columns are called '${name}'`, { span: own });
    seen.add(name);
  }
  return schema.map((field, i) => ({ ...field, name: names[i]?.name ?? field.name }));
}
