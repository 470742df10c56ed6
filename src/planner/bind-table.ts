import type { CatalogTable } from '../catalog/objects.ts';
import { SqlError } from '../common/errors.ts';
import type { OptionEntry } from '../sql/ast/query.ts';
import type { Schema } from '../types/schema.ts';
import { withoutAttribute } from '../types/type.ts';
import { bindExpression } from './bind-expression.ts';
import type { PlannerContext } from './context.ts';
import { Guard } from './guard.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { Plan, PlannedTable } from './plan.ts';
import { Scope } from './scope.ts';

/** A catalog table as a connector will see it, with the OPTIONS hint over its WITH list. Throws E_OPTION without 'connector'. */
export function plannedTable(table: CatalogTable, hints: readonly OptionEntry[]): PlannedTable {
  const options = new Map(table.options);
  for (const { key, value } of hints) options.set(key, value);
  const connector = options.get('connector');
  if (connector === undefined) {
    throw new SqlError('E_OPTION', `table ${table.id.name} has no option 'connector'`, {
      hint: `ALTER TABLE ${table.id.name} SET ('connector' = 'kafka', ...)`,
    });
  }
  options.delete('connector');
  return {
    id: table.id,
    connector,
    options,
    columns: table.columns.flatMap((column) =>
      column.kind === 'computed'
        ? []
        : [
            {
              name: column.name,
              type: withoutAttribute(column.type),
              metadataKey: column.kind === 'metadata' ? column.key : undefined,
            },
          ],
    ),
    primaryKey: table.primaryKey?.columns ?? [],
    partitionKeys: table.partitionKeys,
  };
}

/** Reads a table: scan, then computed columns, then the watermark, in declared order. */
export function bindTable(table: CatalogTable, planned: PlannedTable, planner: PlannerContext): Plan {
  const traits = planner.sourceTraits(planned);
  if (planner.mode === 'batch' && !traits.bounded) {
    throw new SqlError(
      'E_UNSUPPORTED',
      `table ${table.id.name} is unbounded and cannot be read in batch mode`,
      {
        hint: "SET 'execution.runtime-mode' = 'streaming';",
      },
    );
  }
  if (planner.mode === 'batch' && traits.changelog !== 'insert') {
    throw new SqlError(
      'E_UNSUPPORTED',
      `table ${table.id.name} updates and deletes rows and cannot be read in batch mode`,
      {
        hint: "SET 'execution.runtime-mode' = 'streaming';",
      },
    );
  }
  const scan: Plan = {
    kind: 'scan',
    table: planned,
    traits,
    schema: planned.columns.map(({ name, type }) => ({ name, type })),
  };
  const complete = withComputed(table, scan, planner);
  // At the end of all input there is nothing to wait for.
  return planner.mode === 'batch' ? complete : withWatermark(table, complete, planner);
}

function withComputed(table: CatalogTable, scan: Plan, planner: PlannerContext): Plan {
  if (!table.columns.some((column) => column.kind === 'computed')) return scan;
  const context = tableContext(scan.schema, planner);
  const expressions = table.columns.map((column): BoundExpression => {
    if (column.kind === 'computed') return bindExpression(column.expression, context);
    const index = scan.schema.findIndex((field) => field.name === column.name);
    return { kind: 'column', index, name: column.name, type: scan.schema[index]?.type ?? column.type };
  });
  const schema: Schema = table.columns.map((column, i) => ({
    name: column.name,
    type: expressions[i]?.type ?? column.type,
  }));
  return { kind: 'project', input: scan, expressions, schema };
}

function withWatermark(table: CatalogTable, input: Plan, planner: PlannerContext): Plan {
  const { watermark } = table;
  if (watermark === undefined) return input;
  const column = input.schema.findIndex((field) => field.name === watermark.column);
  const expression = bindExpression(watermark.expression, tableContext(input.schema, planner));
  const schema = input.schema.map((field, i) =>
    i === column && (field.type.kind === 'TIMESTAMP' || field.type.kind === 'TIMESTAMP_LTZ')
      ? { ...field, type: { ...field.type, attribute: 'ROWTIME' as const } }
      : field,
  );
  return { kind: 'watermark', input, column, expression, schema };
}

/** The context of expressions inside a table's definition. */
export function tableContext(schema: Schema, planner: PlannerContext): ExpressionContext {
  return {
    planner: { ...planner, isElsewhere: true },
    scope: Scope.of(schema),
    models: undefined,
    place: 'the definition of a table',
    guard: Guard.always,
  };
}
