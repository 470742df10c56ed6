import { printId } from '../../catalog/objects.ts';
import { SqlError } from '../../common/errors.ts';
import { located } from '../../common/located.ts';
import { didYouMean } from '../../common/nearest.ts';
import { redactValue } from '../../common/redact.ts';
import { BOOLEAN, printType, STRING, withNullability } from '../../types/type.ts';
import type { Handler, StatementContext } from '../context.ts';
import type { Result, ResultColumn } from '../result.ts';
import { describeFunction } from '../describe-function.ts';
import { describeColumns } from '../table-columns.ts';
import { utilityRows } from '../utility-rows.ts';
import type { ObjectName } from '../../sql/ast/query.ts';

const MODEL_COLUMNS: readonly ResultColumn[] = [
  { name: 'name', type: STRING },
  { name: 'type', type: STRING },
  { name: 'null', type: BOOLEAN },
  { name: 'is input', type: BOOLEAN },
];

/** DESCRIBE of a table, view, model, function or catalog. EXTENDED of the first three prints the same, as in Flink. */
export const describe: Handler<'describe'> = async (statement, context) => {
  switch (statement.what) {
    case 'MODEL':
      return describeModel(statement.name, context);
    case 'TABLE': {
      const { columns, rows } = describeColumns(findTable(statement.name, context));
      return utilityRows(columns, rows);
    }
    case 'FUNCTION':
      return describeFunction(statement.name, statement.extended, context);
    case 'CATALOG':
      return describeCatalog(statement, context);
    case 'JOB':
      throw new SqlError('E_UNSUPPORTED', 'weir does not describe jobs', {
        span: statement.span,
        hint: 'SHOW JOBS; lists them with their figures',
      });
  }
};

/** The table or view of that name. Throws E_UNKNOWN_TABLE. */
export function findTable(name: ObjectName, { catalog }: Pick<StatementContext, 'catalog'>) {
  const id = catalog.resolve(name);
  const found = catalog.table(id);
  if (found !== undefined) return found;
  const isHere = id.catalog === catalog.currentCatalog && id.database === catalog.currentDatabase;
  const near = isHere ? didYouMean(id.name, catalog.tableNames()) : undefined;
  throw new SqlError('E_UNKNOWN_TABLE', `table or view ${printId(id)} does not exist`, {
    span: name.span,
    hint: catalog.model(id) === undefined ? near : `DESCRIBE MODEL ${id.name};`,
  });
}

/** Name, type, comment; EXTENDED: its other options, too. */
function describeCatalog(
  { name, extended }: { readonly name: ObjectName; readonly extended: boolean },
  { catalog }: StatementContext,
): Result {
  const given = catalogNamed(name, catalog);
  const columns = [
    { name: 'info name', type: STRING },
    { name: 'info value', type: STRING },
  ];
  const options = [...given.options].filter(([key]) => key !== 'type');
  return utilityRows(columns, [
    ['name', given.name],
    ['type', given.options.get('type') ?? null],
    ['comment', given.comment ?? null],
    ...(extended ? options.map(([key, value]) => [`option:${key}`, redactValue(key, value)]) : []),
  ]);
}

/** What CREATE CATALOG said. Throws E_NOT_FOUND for the catalog that is there from the start. */
export function catalogNamed(name: ObjectName, catalog: StatementContext['catalog']) {
  const own = name.parts.at(-1)?.name ?? '';
  const definition = located(name.span, () => catalog.catalogDefinition(own));
  if (definition !== undefined) return { name: own, ...definition };
  throw new SqlError('E_NOT_FOUND', `catalog ${own} was made by no statement`, { span: name.span });
}

function describeModel(name: ObjectName, { catalog }: StatementContext): Result {
  const id = catalog.resolve(name);
  const model = catalog.model(id);
  if (model === undefined) {
    throw new SqlError('E_UNKNOWN_MODEL', `model ${printId(id)} does not exist`, {
      span: name.span,
      hint:
        catalog.table(id) === undefined ? didYouMean(id.name, catalog.modelNames()) : `DESCRIBE ${id.name};`,
    });
  }
  const fields = [...model.input, ...model.output];
  const rows = fields.map(({ name: field, type }, i) => [
    field,
    printType(withNullability(type, true)),
    type.nullable,
    i < model.input.length,
  ]);
  if (fields.every((field) => field.comment === undefined)) return utilityRows(MODEL_COLUMNS, rows);
  const columns = [...MODEL_COLUMNS, { name: 'comment', type: STRING }];
  return utilityRows(
    columns,
    rows.map((row, i) => [...row, fields[i]?.comment ?? null]),
  );
}
