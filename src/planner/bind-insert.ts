import type { CatalogTable } from '../catalog/objects.ts';
import { SqlError } from '../common/errors.ts';
import { located } from '../common/located.ts';
import { didYouMean } from '../common/nearest.ts';
import type { Identifier } from '../sql/ast/query.ts';
import type { Statement } from '../sql/ast/statement.ts';
import { canCast } from '../types/coercion.ts';
import { printType, withNullability } from '../types/type.ts';
import { bindTyped } from './bind-expression.ts';
import { bindQuery } from './bind-query.ts';
import { plannedTable, tableContext } from './bind-table.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
import { castTo, fits } from './implicit-cast.ts';
import { itemSpan } from './item-span.ts';
import type { InsertPlan, Plan, PlannedColumn, PlannedTable } from './plan.ts';

type Insert = Extract<Statement, { kind: 'insert' }>;

/** INSERT INTO: columns by position, or by the given list with NULL for the rest; implicit casts only, as in Flink. */
export function bindInsert(insert: Insert, planner: PlannerContext): InsertPlan {
  if (insert.overwrite)
    throw new SqlError('E_UNSUPPORTED', 'weir does not run INSERT OVERWRITE', { span: insert.span });
  const object = planner.catalog.table(planner.catalog.resolve(insert.table));
  const written = insert.table.parts.map((part) => part.name).join('.');
  if (object === undefined) {
    throw new SqlError('E_UNKNOWN_TABLE', `no table is called ${written}`, {
      span: insert.table.span,
      hint: didYouMean(insert.table.parts.at(-1)?.name ?? '', planner.catalog.tableNames()),
    });
  }
  if (object.kind === 'view')
    throw new SqlError('E_UNSUPPORTED', `${written} is a view`, { span: insert.table.span });
  const { span } = insert.table;
  const table = located(span, () => sinkTable(object, plannedTable(object, insert.options)));
  const fixed = fixedColumns(insert, table, planner);
  const input = fitColumns(insert, bindQuery(insert.query, planner), table, fixed);
  return { kind: 'insert', input, table, traits: located(span, () => planner.sinkTraits(table)) };
}

/** The table without columns that cannot be written: virtual metadata (computed ones are gone already). */
function sinkTable(object: CatalogTable, planned: PlannedTable): PlannedTable {
  const virtual = new Set(
    object.columns.flatMap((c) => (c.kind === 'metadata' && c.virtual ? [c.name] : [])),
  );
  return { ...planned, columns: planned.columns.filter((column) => !virtual.has(column.name)) };
}

type Fixed = ReadonlyMap<PlannedColumn, BoundExpression>;

/** The columns of PARTITION, each with its value. They must be ones by which the table is partitioned. */
function fixedColumns(insert: Insert, table: PlannedTable, planner: PlannerContext): Fixed {
  const fixed = new Map<PlannedColumn, BoundExpression>();
  for (const { column, value } of insert.partition ?? []) {
    const [target] = namedColumns([column], table);
    if (target === undefined) continue;
    if (table.partitionKeys?.includes(column.name) !== true) {
      throw new SqlError('E_SINK_SCHEMA', `table ${table.id.name} is not partitioned by ${column.name}`, {
        span: column.span,
      });
    }
    const bound = bindTyped(value, tableContext([], planner));
    if (!canCast(bound.type, target.type)) {
      throw new SqlError('E_SINK_SCHEMA', `column ${column.name} is ${printType(target.type)}`, {
        span: value.span,
      });
    }
    fixed.set(target, castTo(bound, target.type));
  }
  return fixed;
}

function fitColumns(insert: Insert, input: Plan, table: PlannedTable, fixed: Fixed): Plan {
  const free = table.columns.filter((column) => !fixed.has(column));
  const targets = insert.columns.length === 0 ? free : namedColumns(insert.columns, table);
  if (targets.length !== input.schema.length) {
    throw new SqlError(
      'E_SINK_SCHEMA',
      `the query has ${input.schema.length} column(s), ${table.id.name} takes ${targets.length}: ${describe(targets)}`,
      { span: insert.query.span, hint: `the query gives ${describe(input.schema)}` },
    );
  }
  const expressions = table.columns.map((column): BoundExpression => {
    const constant = fixed.get(column);
    if (constant !== undefined) return constant;
    const position = targets.indexOf(column);
    const field = input.schema[position];
    if (field === undefined) return noValue(column, insert, table);
    const value: BoundExpression = { kind: 'column', index: position, name: field.name, type: field.type };
    if (!fits(value, withNullability(column.type, true))) {
      throw new SqlError(
        'E_SINK_SCHEMA',
        `${isGiven(field.name) ? `column ${field.name}` : `value ${position + 1}`} is ${printType(field.type)}, column ${column.name} of ${table.id.name} is ${printType(column.type)}`,
        {
          span: itemSpan(insert.query, position),
          hint: `CAST(${isGiven(field.name) ? field.name : '...'} AS ${printType(withNullability(column.type, true))})`,
        },
      );
    }
    return castTo(value, column.type);
  });
  const schema = table.columns.map(({ name, type }) => ({ name, type }));
  return { kind: 'project', input, expressions, schema };
}

/** NULL for a column that the list leaves out. */
function noValue(column: PlannedColumn, insert: Insert, table: PlannedTable): BoundExpression {
  if (column.type.nullable) return { kind: 'constant', value: null, type: column.type };
  const [first] = insert.columns;
  const last = insert.columns.at(-1);
  throw new SqlError(
    'E_SINK_SCHEMA',
    `column ${column.name} of ${table.id.name} is NOT NULL and gets no value`,
    {
      span: first && last && { start: first.span.start, end: last.span.end },
      hint: `put ${column.name} into the list of columns`,
    },
  );
}

/** Whether the user knows the column by that name. */
function isGiven(name: string): boolean {
  return !name.startsWith('EXPR$');
}

function namedColumns(names: readonly Identifier[], table: PlannedTable): PlannedColumn[] {
  const seen = new Set<string>();
  return names.map(({ name, span }) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      throw new SqlError('E_UNKNOWN_COLUMN', `table ${table.id.name} has no column '${name}' to write`, {
        span,
        hint: didYouMean(
          name,
          table.columns.map((c) => c.name),
        ),
      });
    }
    if (seen.has(name)) throw new SqlError('E_SINK_SCHEMA', `column '${name}' is written twice`, { span });
    seen.add(name);
    return column;
  });
}

function describe(columns: readonly { name: string; type: Parameters<typeof printType>[0] }[]): string {
  return columns.map(({ name, type }) => `${name} ${printType(type)}`).join(', ');
}
