import type { CatalogColumn, CatalogTable } from '../../catalog/objects.ts';
import { SqlError, type Span } from '../../common/errors.ts';
import { printExpression } from '../../sql/print-expression.ts';
import type { Expression, OptionEntry } from '../../sql/ast/query.ts';
import type { ColumnDefinition, PrimaryKeyDefinition, WatermarkDefinition } from '../../sql/ast/statement.ts';

/** A column before its expression has a type. `span`: where the statement at hand defines it, if it does. */
export type DraftColumn = { readonly span: Span | undefined } & (
  | (CatalogColumn & { readonly kind: 'physical' | 'metadata' })
  | {
      readonly kind: 'computed';
      readonly name: string;
      readonly comment: string | undefined;
      readonly expression: Expression;
      readonly text: string;
    }
);

export interface DraftWatermark {
  /** Name of the column; more than one part can never fit. */
  readonly path: readonly string[];
  readonly expression: Expression;
  readonly text: string;
  readonly span: Span | undefined;
}

export interface DraftKey {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly span: Span | undefined }[];
}

/** A table as CREATE, LIKE and ALTER put it together; `completeTable` checks it as a whole. */
export interface TableDraft {
  readonly columns: readonly DraftColumn[];
  readonly watermark: DraftWatermark | undefined;
  readonly primaryKey: DraftKey | undefined;
  readonly partitionKeys: readonly { readonly name: string; readonly span: Span | undefined }[];
  readonly comment: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

/** An existing table as a draft: the start of ALTER, the base of LIKE. */
export function draftOf(table: CatalogTable): TableDraft {
  const watermark = table.watermark && {
    path: [table.watermark.column],
    expression: table.watermark.expression,
    text: table.watermark.text,
    span: undefined,
  };
  const key = table.primaryKey && {
    name: table.primaryKey.name,
    columns: table.primaryKey.columns.map((name) => ({ name, span: undefined })),
  };
  return {
    columns: table.columns.map((column) => ({ ...column, span: undefined })),
    watermark,
    primaryKey: key,
    partitionKeys: table.partitionKeys.map((name) => ({ name, span: undefined })),
    comment: table.comment,
    options: table.options,
  };
}

export function draftColumn(column: ColumnDefinition): DraftColumn {
  const common = { name: column.name.name, comment: column.comment, span: column.name.span };
  switch (column.kind) {
    case 'physical':
      return { ...common, kind: 'physical', type: column.type };
    case 'metadata': {
      const key = column.from ?? column.name.name;
      const explicitKey = column.from !== undefined;
      return { ...common, kind: 'metadata', type: column.type, key, explicitKey, virtual: column.virtual };
    }
    case 'computed': {
      const { expression } = column;
      return { ...common, kind: 'computed', expression, text: printExpression(expression) };
    }
  }
}

export function draftWatermark(watermark: WatermarkDefinition): DraftWatermark {
  return {
    path: watermark.column.parts.map((part) => part.name),
    expression: watermark.expression,
    text: printExpression(watermark.expression),
    span: watermark.column.span,
  };
}

/** The primary key as written; Flink's default name for one without. Throws E_DEFINITION for ENFORCED. */
export function draftKey(constraint: PrimaryKeyDefinition | undefined): DraftKey | undefined {
  if (constraint === undefined) return undefined;
  if (constraint.enforced) {
    throw new SqlError('E_DEFINITION', 'a primary key cannot be ENFORCED: the rows belong to others', {
      span: constraint.span,
      hint: 'PRIMARY KEY (...) NOT ENFORCED',
    });
  }
  const names = constraint.columns.map((column) => column.name);
  return { name: constraint.name?.name ?? `PK_${names.join('_')}`, columns: constraint.columns };
}

/** Options as a map; the last of two equal keys wins, as in Flink. */
export function optionMap(entries: readonly OptionEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}
