import type { CatalogTable } from '../catalog/objects.ts';
import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { Statement } from '../sql/ast.ts';
import { printType, withNullability } from '../types/type.ts';
import { castTo, fits } from './bind-expression.ts';
import { bindQuery } from './bind-query.ts';
import { plannedTable } from './bind-table.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
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
  const table = sinkTable(object, plannedTable(object, insert.options));
  const traits = planner.sinkTraits(table);
  const input = bindQuery(insert.query, planner);
  return { kind: 'insert', input: fitColumns(insert, input, table), table, traits };
}

/** The table without columns that cannot be written: virtual metadata (computed ones are gone already). */
function sinkTable(object: CatalogTable, planned: PlannedTable): PlannedTable {
  const virtual = new Set(
    object.columns.flatMap((c) => (c.kind === 'metadata' && c.virtual ? [c.name] : [])),
  );
  return { ...planned, columns: planned.columns.filter((column) => !virtual.has(column.name)) };
}

function fitColumns(insert: Insert, input: Plan, table: PlannedTable): Plan {
  const targets = insert.columns.length === 0 ? table.columns : namedColumns(insert, table);
  if (targets.length !== input.schema.length) {
    throw new SqlError(
      'E_SINK_SCHEMA',
      `the query has ${input.schema.length} column(s), ${table.id.name} takes ${targets.length}: ${describe(targets)}`,
      { span: insert.query.span, hint: `the query gives ${describe(input.schema)}` },
    );
  }
  const expressions = table.columns.map((column): BoundExpression => {
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

function namedColumns(insert: Insert, table: PlannedTable): PlannedColumn[] {
  const seen = new Set<string>();
  return insert.columns.map(({ name, span }) => {
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
