import { unreachable } from '../common/errors.ts';
import type {
  Expression,
  FromItem,
  Identifier,
  OptionEntry,
  Query,
  SelectItem,
  SelectQuery,
} from './ast/query.ts';
import type { Printing } from './print-expression.ts';
import { AS_WRITTEN, printExpression, printOrderItem, quote, quoteText } from './print-expression.ts';

/** Names as they stand, queries printed in the same form. */
const PRINTING: Printing = { ...AS_WRITTEN, query: printQuery };

/** A query on one line that reads back as the same tree: names quoted, nothing resolved. (SHOW CREATE VIEW prints full names instead.) */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'select':
      return printSelect(query);
    case 'values':
      return `VALUES ${query.rows.map((row) => `ROW(${row.map(print).join(', ')})`).join(', ')}`;
    case 'set': {
      const operator = `${query.operator}${query.all ? ' ALL' : ''}`;
      return `${term(query.left)} ${operator} ${term(query.right)}`;
    }
    case 'ordered':
      return [
        term(query.input),
        ...clause('ORDER BY', query.orderBy, (item) => printOrderItem(item, PRINTING)),
        ...(query.offset === undefined ? [] : [`OFFSET ${print(query.offset)} ROWS`]),
        ...(query.limit === undefined ? [] : [`FETCH NEXT ${print(query.limit)} ROWS ONLY`]),
      ].join(' ');
    case 'with': {
      const tables = query.tables.map(
        (table) => `${quote(table.name.name)}${columnList(table.columns)} AS (${printQuery(table.query)})`,
      );
      return `WITH ${tables.join(', ')} ${printQuery(query.body)}`;
    }
    default:
      return unreachable(query);
  }
}

/** A query that others are combined with: everything but a plain SELECT or VALUES gets parentheses. */
function term(query: Query): string {
  const text = printQuery(query);
  return query.kind === 'select' || query.kind === 'values' ? text : `(${text})`;
}

function printSelect(select: SelectQuery): string {
  const hints = (select.hints ?? []).map((hint) => {
    const args = hint.arguments.map(({ key, value }) =>
      key === undefined ? quoteText(value) : `${quoteText(key)} = ${quoteText(value)}`,
    );
    return `${quote(hint.name.name)}${args.length === 0 ? '' : `(${args.join(', ')})`}`;
  });
  return [
    'SELECT',
    ...(hints.length === 0 ? [] : [`/*+ ${hints.join(', ')} */`]),
    ...(select.distinct ? ['DISTINCT'] : []),
    select.items.map(printItem).join(', '),
    ...clause('FROM', select.from, printFrom),
    ...(select.where === undefined ? [] : [`WHERE ${print(select.where)}`]),
    ...clause('GROUP BY', select.groupBy, print),
    ...(select.having === undefined ? [] : [`HAVING ${print(select.having)}`]),
    ...clause('WINDOW', select.windows ?? [], printWindow),
    ...(select.qualify === undefined ? [] : [`QUALIFY ${print(select.qualify)}`]),
  ].join(' ');
}

function clause<T>(words: string, items: readonly T[], printOne: (item: T) => string): string[] {
  return items.length === 0 ? [] : [`${words} ${items.map(printOne).join(', ')}`];
}

function printItem({ value, alias }: SelectItem): string {
  return alias === undefined ? print(value) : `${print(value)} AS ${quote(alias.name)}`;
}

function printWindow({ name, spec }: NonNullable<SelectQuery['windows']>[number]): string {
  const parts = [
    ...(spec.name === undefined ? [] : [quote(spec.name.name)]),
    ...clause('PARTITION BY', spec.partitionBy, print),
    ...clause('ORDER BY', spec.orderBy, (item) => printOrderItem(item, PRINTING)),
    ...(spec.frame === undefined ? [] : [spec.frame]),
  ];
  return `${quote(name.name)} AS (${parts.join(' ')})`;
}

function printFrom(item: FromItem): string {
  if (item.kind === 'join') return printJoin(item);
  const alias =
    item.alias === undefined ? '' : ` AS ${quote(item.alias.name)}${columnList(item.columnAliases)}`;
  return `${'lateral' in item && item.lateral ? 'LATERAL ' : ''}${printSource(item)}${alias}`;
}

function printSource(item: Exclude<FromItem, { kind: 'join' }>): string {
  switch (item.kind) {
    case 'table': {
      const options =
        item.options.length === 0 ? '' : ` /*+ OPTIONS(${item.options.map(printOption).join(', ')}) */`;
      const asOf = item.asOf === undefined ? '' : ` FOR SYSTEM_TIME AS OF ${print(item.asOf)}`;
      return `${item.name.parts.map((part) => quote(part.name)).join('.')}${options}${asOf}`;
    }
    case 'subquery':
      return `(${printQuery(item.query)})`;
    case 'function':
      return item.call.name === 'UNNEST' ? print(item.call) : `TABLE(${print(item.call)})`;
    default:
      return unreachable(item);
  }
}

function printJoin(item: FromItem & { kind: 'join' }): string {
  // To the left joins group by themselves; to the right they need parentheses.
  const right = item.right.kind === 'join' ? `(${printFrom(item.right)})` : printFrom(item.right);
  const condition = item.on === undefined ? '' : ` ON ${print(item.on)}`;
  const using = item.using.length === 0 ? '' : ` USING${columnList(item.using)}`;
  return `${printFrom(item.left)} ${item.natural ? 'NATURAL ' : ''}${item.type} JOIN ${right}${condition}${using}`;
}

function printOption({ key, value }: OptionEntry): string {
  return `${quoteText(key)} = ${quoteText(value)}`;
}

function columnList(columns: readonly Identifier[]): string {
  return columns.length === 0 ? '' : ` (${columns.map((column) => quote(column.name)).join(', ')})`;
}

function print(expression: Expression): string {
  return printExpression(expression, PRINTING);
}
