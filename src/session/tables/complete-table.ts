import type { CatalogColumn, CatalogTable, ObjectId } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import { located } from '../../common/located.ts';
import { didYouMean } from '../../common/nearest.ts';
import { bindExpression } from '../../planner/bind-expression.ts';
import { tableContext } from '../../planner/bind-table.ts';
import type { PlannerContext } from '../../planner/context.ts';
import type { Expression } from '../../sql/ast/query.ts';
import type { Field } from '../../types/schema.ts';
import { printType, withNullability, withoutAttribute, type SqlType } from '../../types/type.ts';
import { validType } from '../../types/valid-type.ts';
import { qualifyFunctions } from './qualify-functions.ts';
import type { DraftColumn, DraftWatermark, TableDraft } from './table-draft.ts';

/**
 * Makes a table of a draft: every name exists once, the key is there and NOT NULL, expressions have types, the watermark
 * is of a time. Throws E_DEFINITION or what the expressions throw. Nothing is asked of the connector.
 */
export function completeTable(
  written: TableDraft,
  id: ObjectId,
  temporary: boolean,
  planner: PlannerContext,
): CatalogTable {
  refuseTwins(written.columns);
  const draft = qualifyFunctions({ ...written, columns: written.columns.map(withValidType) }, planner);
  const stored = withKey(draft);
  const typed = stored.map((column) => withType(column, stored, planner));
  const columns = withRowtime(typed, draft.watermark, planner);
  refuseUnknownPartitions(draft);
  return {
    kind: 'table',
    id,
    temporary,
    columns,
    watermark: draft.watermark && {
      column: draft.watermark.path.join('.'),
      expression: draft.watermark.expression,
      text: draft.watermark.text,
    },
    primaryKey: draft.primaryKey && {
      name: draft.primaryKey.name,
      columns: draft.primaryKey.columns.map((column) => column.name),
    },
    partitionKeys: draft.partitionKeys.map((key) => key.name),
    comment: draft.comment,
    options: draft.options,
  };
}

function withValidType(column: DraftColumn): DraftColumn {
  if (column.kind === 'computed') return column;
  const { type } = column;
  const valid = () => validType(type);
  return { ...column, type: column.span === undefined ? valid() : located(column.span, valid) };
}

function refuseTwins(columns: readonly DraftColumn[]): void {
  const seen = new Set<string>();
  for (const { name, span } of columns) {
    if (seen.has(name)) throw new SqlError('E_DEFINITION', `column '${name}' is defined twice`, { span });
    seen.add(name);
  }
}

/** The columns with those of the primary key NOT NULL. */
function withKey({ columns, primaryKey }: TableDraft): readonly DraftColumn[] {
  if (primaryKey === undefined) return columns;
  const names = new Set<string>();
  for (const { name, span } of primaryKey.columns) {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      const known = columns.map((candidate) => candidate.name);
      throw new SqlError('E_DEFINITION', `primary key: the table has no column '${name}'`, {
        span,
        hint: didYouMean(name, known),
      });
    }
    if (column.kind !== 'physical') {
      throw new SqlError('E_DEFINITION', `primary key: '${name}' is a ${column.kind} column`, {
        span,
        hint: 'a key is made of columns that the rows bring with them',
      });
    }
    if (names.has(name))
      throw new SqlError('E_DEFINITION', `primary key: '${name}' stands there twice`, { span });
    names.add(name);
  }
  return columns.map((column) =>
    column.kind === 'physical' && names.has(column.name)
      ? { ...column, type: withNullability(column.type, false) }
      : column,
  );
}

/** Computed columns see the physical and metadata columns, not each other. */
function withType(
  column: DraftColumn,
  columns: readonly DraftColumn[],
  planner: PlannerContext,
): CatalogColumn {
  const { span, ...rest } = column;
  if (rest.kind !== 'computed') return rest;
  const visible: Field[] = columns.flatMap((other) =>
    other.kind === 'computed' ? [] : [{ name: other.name, type: other.type }],
  );
  return {
    ...rest,
    type: typeOf(rest.expression, visible, planner, span === undefined ? `column '${rest.name}'` : undefined),
  };
}

/**
 * Type of an expression over columns. One of an earlier statement is named by `owner` in its errors: its spans mean
 * nothing in this statement.
 */
function typeOf(
  expression: Expression,
  visible: readonly Field[],
  planner: PlannerContext,
  owner: string | undefined,
): SqlType {
  try {
    const { type } = bindExpression(expression, tableContext(visible, planner));
    return expression.kind === 'call' && expression.name.toUpperCase() === 'PROCTIME'
      ? asProctime(type)
      : type;
  } catch (error) {
    if (owner === undefined || !(error instanceof SqlError)) throw error;
    throw new SqlError(error.code, `${owner}: ${error.message}`, { hint: error.hint, cause: error });
  }
}

function asProctime(type: SqlType): SqlType {
  return type.kind === 'TIMESTAMP_LTZ' ? { ...type, attribute: 'PROCTIME' } : type;
}

function withRowtime(
  columns: readonly CatalogColumn[],
  watermark: DraftWatermark | undefined,
  planner: PlannerContext,
): readonly CatalogColumn[] {
  const plain = columns.map((column) => ({ ...column, type: withoutRowtime(column.type) }));
  if (watermark === undefined) return plain;
  const { path, span } = watermark;
  const name = path.join('.');
  const column = path.length === 1 ? plain.find((candidate) => candidate.name === name) : undefined;
  if (column === undefined) {
    throw new SqlError('E_DEFINITION', `watermark: the table has no column '${name}'`, {
      span,
      hint:
        path.length > 1
          ? 'a field inside a ROW cannot carry it; make it a computed column'
          : nearby(name, plain),
    });
  }
  const { type } = column;
  if (!isTime(type)) {
    throw new SqlError(
      'E_DEFINITION',
      `watermark: '${name}' is ${printType(type)}, no time of at most 3 digits`,
      {
        span,
        hint: `${name} AS CAST(... AS TIMESTAMP(3)) makes one`,
      },
    );
  }
  if (type.attribute === 'PROCTIME') {
    throw new SqlError('E_DEFINITION', `watermark: '${name}' is the processing time, which has none`, {
      span,
    });
  }
  const owner = span === undefined ? 'watermark' : undefined;
  const bound = typeOf(watermark.expression, plain, planner, owner);
  if (!isTime(bound) || bound.kind !== type.kind) {
    throw new SqlError(
      'E_DEFINITION',
      `watermark: the expression is ${printType(bound)}, the column '${name}' ${printType(type)}`,
      { span: span && watermark.expression.span },
    );
  }
  const rowtime: SqlType = { ...type, attribute: 'ROWTIME' };
  return plain.map((candidate) => (candidate.name === name ? { ...candidate, type: rowtime } : candidate));
}

function isTime(type: SqlType): type is SqlType & { kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' } {
  return (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ') && type.precision <= 3;
}

function withoutRowtime(type: SqlType): SqlType {
  return isTime(type) && type.attribute === 'ROWTIME' ? withoutAttribute(type) : type;
}

function nearby(name: string, columns: readonly CatalogColumn[]): string | undefined {
  const names = columns.map((column) => column.name);
  return didYouMean(name, names) ?? (names.length > 0 ? `columns: ${names.join(', ')}` : undefined);
}

function refuseUnknownPartitions({ columns, partitionKeys }: TableDraft): void {
  for (const { name, span } of partitionKeys) {
    if (columns.some((column) => column.name === name)) continue;
    throw new SqlError('E_DEFINITION', `PARTITIONED BY: the table has no column '${name}'`, {
      span,
      hint: didYouMean(
        name,
        columns.map((column) => column.name),
      ),
    });
  }
}
