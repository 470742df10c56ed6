import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import type { AlterTableAction, ColumnDefinition } from '../../sql/ast/statement.ts';
import { draftColumn, draftKey, draftWatermark, type DraftColumn, type TableDraft } from './table-draft.ts';

type Change = AlterTableAction & { kind: 'add' | 'modify' };

/** ALTER TABLE ... ADD: columns at the end or where FIRST and AFTER say, a watermark or key where there is none. */
export function addToTable(table: TableDraft, change: Change): TableDraft {
  const key = draftKey(change.primaryKey);
  if (key !== undefined && table.primaryKey !== undefined) {
    throw new SqlError('E_DEFINITION', `the table has a primary key already: ${keyText(table.primaryKey)}`, {
      span: change.primaryKey?.span,
      hint: 'ALTER TABLE ... MODIFY PRIMARY KEY changes it',
    });
  }
  if (change.watermark !== undefined && table.watermark !== undefined) {
    throw new SqlError(
      'E_DEFINITION',
      `the table has a watermark already, on '${table.watermark.path.join('.')}'`,
      {
        span: change.watermark.span,
        hint: 'ALTER TABLE ... MODIFY WATERMARK changes it',
      },
    );
  }
  let columns = table.columns;
  for (const definition of change.columns) {
    const column = draftColumn(definition);
    if (columns.some((known) => known.name === column.name)) {
      throw new SqlError('E_DEFINITION', `the table has a column '${column.name}' already`, {
        span: column.span,
      });
    }
    columns = place(columns, column, definition);
  }
  return changed({ ...table, columns }, change, key);
}

/** ALTER TABLE ... MODIFY: what is there is replaced; a column keeps its place and comment unless others are written. */
export function modifyTable(table: TableDraft, change: Change): TableDraft {
  const key = draftKey(change.primaryKey);
  if (key !== undefined && table.primaryKey === undefined) {
    throw new SqlError('E_DEFINITION', 'the table has no primary key to modify', {
      span: change.primaryKey?.span,
      hint: 'ALTER TABLE ... ADD PRIMARY KEY (...) NOT ENFORCED',
    });
  }
  if (change.watermark !== undefined && table.watermark === undefined) {
    throw new SqlError('E_DEFINITION', 'the table has no watermark to modify', {
      span: change.watermark.span,
      hint: 'ALTER TABLE ... ADD WATERMARK FOR ... AS ...',
    });
  }
  let columns = table.columns;
  for (const definition of change.columns) {
    const column = draftColumn(definition);
    const known = columns.find((candidate) => candidate.name === column.name);
    if (known === undefined) {
      throw new SqlError('E_DEFINITION', `the table has no column '${column.name}'`, {
        span: column.span,
        hint: didYouMean(
          column.name,
          columns.map((candidate) => candidate.name),
        ),
      });
    }
    const merged = { ...column, comment: column.comment ?? known.comment };
    columns =
      definition.position === undefined
        ? columns.map((candidate) => (candidate === known ? merged : candidate))
        : place(
            columns.filter((candidate) => candidate !== known),
            merged,
            definition,
          );
  }
  return changed({ ...table, columns }, change, key);
}

function changed(table: TableDraft, change: Change, key: TableDraft['primaryKey']): TableDraft {
  return {
    ...table,
    primaryKey: key ?? table.primaryKey,
    watermark: change.watermark === undefined ? table.watermark : draftWatermark(change.watermark),
  };
}

function place(
  columns: readonly DraftColumn[],
  column: DraftColumn,
  { position }: ColumnDefinition,
): readonly DraftColumn[] {
  if (position === undefined) return [...columns, column];
  if (position.kind === 'first') return [column, ...columns];
  const { name, span } = position.column;
  const index = columns.findIndex((candidate) => candidate.name === name);
  if (index < 0) {
    throw new SqlError('E_DEFINITION', `AFTER: the table has no column '${name}'`, {
      span,
      hint: didYouMean(
        name,
        columns.map((candidate) => candidate.name),
      ),
    });
  }
  return columns.toSpliced(index + 1, 0, column);
}

function keyText(key: { readonly columns: readonly { readonly name: string }[] }): string {
  return key.columns.map((column) => column.name).join(', ');
}
