import { SqlError, type Span } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import type { Identifier } from '../../sql/ast/query.ts';
import { columnsOf } from './columns-of.ts';
import type { TableDraft } from './table-draft.ts';

/** ALTER TABLE ... DROP of columns that nothing left in the table needs. */
export function dropColumns(table: TableDraft, columns: readonly Identifier[]): TableDraft {
  const names = new Set<string>();
  for (const { name, span } of columns) {
    if (names.has(name)) throw new SqlError('E_DEFINITION', `column '${name}' stands there twice`, { span });
    names.add(name);
    refuseUnknown(table, name, span);
  }
  for (const { name, span } of columns) {
    const reason =
      useOf(table, name, names) ?? (isInKey(table, name) ? 'is part of the primary key' : undefined);
    if (reason !== undefined) {
      throw new SqlError('E_DEFINITION', `column '${name}' ${reason}`, { span, hint: 'drop that first' });
    }
  }
  return { ...table, columns: table.columns.filter((column) => !names.has(column.name)) };
}

/** ALTER TABLE ... RENAME a TO b. The key follows; expressions do not, so a column that they use keeps its name. */
export function renameColumn(table: TableDraft, from: Identifier, to: Identifier): TableDraft {
  refuseUnknown(table, from.name, from.span);
  if (table.columns.some((column) => column.name === to.name)) {
    throw new SqlError('E_DEFINITION', `the table has a column '${to.name}' already`, { span: to.span });
  }
  const reason = useOf(table, from.name, new Set());
  if (reason !== undefined) {
    throw new SqlError('E_DEFINITION', `column '${from.name}' ${reason}`, { span: from.span });
  }
  const renamed = <T extends { readonly name: string }>(item: T): T =>
    item.name === from.name ? { ...item, name: to.name } : item;
  return {
    ...table,
    columns: table.columns.map((column) => {
      if (column.kind !== 'metadata' || column.name !== from.name) return renamed(column);
      // Its old name was the key that the connector knows.
      return { ...column, name: to.name, explicitKey: true };
    }),
    primaryKey: table.primaryKey && { ...table.primaryKey, columns: table.primaryKey.columns.map(renamed) },
  };
}

/** ALTER TABLE ... DROP PRIMARY KEY, or DROP CONSTRAINT with its name. Throws E_DEFINITION when it is not there. */
export function dropPrimaryKey(table: TableDraft, name: Identifier | undefined, span: Span): TableDraft {
  const key = table.primaryKey;
  if (key === undefined) throw new SqlError('E_DEFINITION', 'the table has no primary key', { span });
  if (name !== undefined && name.name !== key.name) {
    throw new SqlError('E_DEFINITION', `the table has no constraint ${name.name}`, {
      span: name.span,
      hint: `its primary key is called ${key.name}`,
    });
  }
  return { ...table, primaryKey: undefined };
}

export function dropWatermark(table: TableDraft, span: Span): TableDraft {
  if (table.watermark !== undefined) return { ...table, watermark: undefined };
  throw new SqlError('E_DEFINITION', 'the table has no watermark', { span });
}

function refuseUnknown(table: TableDraft, name: string, span: Span): void {
  const known = table.columns.map((column) => column.name);
  if (known.includes(name)) return;
  throw new SqlError('E_DEFINITION', `the table has no column '${name}'`, {
    span,
    hint: didYouMean(name, known),
  });
}

/** What in the table needs the column, columns that go with it aside. */
function useOf({ columns, watermark, partitionKeys }: TableDraft, name: string, going: ReadonlySet<string>) {
  const user = columns.find(
    (column) =>
      column.kind === 'computed' && !going.has(column.name) && columnsOf(column.expression).has(name),
  );
  if (user !== undefined) return `is used by the computed column '${user.name}'`;
  const inWatermark =
    watermark !== undefined &&
    (watermark.path.join('.') === name || columnsOf(watermark.expression).has(name));
  if (inWatermark) return 'is used by the watermark';
  return partitionKeys.some((key) => key.name === name) ? 'is a partition key' : undefined;
}

function isInKey({ primaryKey }: TableDraft, name: string): boolean {
  return primaryKey?.columns.some((column) => column.name === name) ?? false;
}
