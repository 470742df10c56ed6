import type { PlannerContext } from '../planner/context.ts';
import { functionPath } from '../planner/function-lookup.ts';
import type {
  Expression,
  FromItem,
  Identifier,
  ObjectName,
  OptionEntry,
  Query,
  SelectQuery,
} from '../sql/ast/query.ts';
import { redactValue } from '../common/redact.ts';
import {
  AS_WRITTEN,
  printExpression,
  printOrderItem,
  quote,
  quoteText,
  type Printing,
} from '../sql/print-expression.ts';
import { fromColumns, type WithTables } from './from-columns.ts';

/** A column that names can reach in one SELECT. */
interface Reachable {
  readonly qualifier: string;
  readonly name: string;
}

/**
 * A view's query as Flink keeps it: tables by their full names, each column behind its table. It reads
 * the same wherever the view is used. The query must have been bound before, and its stars expanded.
 */
export function viewText(query: Query, planner: PlannerContext): string {
  return new ViewText(planner).query(query, []);
}

class ViewText {
  readonly #planner: PlannerContext;
  #unnamed = 0;

  constructor(planner: PlannerContext) {
    this.#planner = planner;
  }

  query(query: Query, tables: WithTables): string {
    switch (query.kind) {
      case 'select':
        return this.#select(query, tables);
      case 'set': {
        const right = this.query(query.right, tables);
        const operator = `${query.operator}${query.all ? ' ALL' : ''}`;
        const nested = query.right.kind === 'set' || query.right.kind === 'ordered';
        return `${this.query(query.left, tables)}\n${operator}\n${nested ? `(${right})` : right}`;
      }
      case 'values': {
        const rows = query.rows.map((row) => `ROW(${row.map((value) => printExpression(value)).join(', ')})`);
        return `VALUES ${rows.join(',\n')}`;
      }
      case 'ordered': {
        const order = query.orderBy.map((item) => printOrderItem(item, AS_WRITTEN)).join(', ');
        return [
          this.query(query.input, tables),
          ...(order === '' ? [] : [`ORDER BY ${order}`]),
          ...(query.offset === undefined ? [] : [`OFFSET ${printExpression(query.offset)} ROWS`]),
          ...(query.limit === undefined ? [] : [`FETCH NEXT ${printExpression(query.limit)} ROWS ONLY`]),
        ].join('\n');
      }
      case 'with': {
        let known = tables;
        const texts = query.tables.map((table) => {
          const text = this.query(table.query, known);
          known = [...known, table];
          return `${quote(table.name.name)}${columnList(table.columns)} AS (${text})`;
        });
        return `WITH ${texts.join(', ')} ${this.query(query.body, known)}`;
      }
    }
  }

  #select(select: SelectQuery, tables: WithTables): string {
    const from = select.from.map((item) => this.#from(item, tables));
    const columns = from.flatMap((item) => item.columns);
    const printing: Printing = {
      query: (inner) => this.query(inner, tables),
      reference: (path) => qualified(path, columns),
      name: (name, kind) => this.#fullName(name, kind),
      functionName: (call) => functionPath(call, this.#planner),
    };
    const print = (expression: Expression) => printExpression(expression, printing);
    const list = (expressions: readonly Expression[]) => expressions.map(print).join(', ');
    const items = select.items.map(({ value, alias }) =>
      alias === undefined ? print(value) : `${print(value)} AS ${quote(alias.name)}`,
    );
    return [
      `SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.join(', ')}`,
      ...(from.length === 0 ? [] : [`FROM ${from.map((item) => item.text).join(',\n')}`]),
      ...(select.where === undefined ? [] : [`WHERE ${print(select.where)}`]),
      ...(select.groupBy.length === 0 ? [] : [`GROUP BY ${list(select.groupBy)}`]),
      ...(select.having === undefined ? [] : [`HAVING ${print(select.having)}`]),
      ...(select.qualify === undefined ? [] : [`QUALIFY ${print(select.qualify)}`]),
    ].join('\n');
  }

  #from(item: FromItem, tables: WithTables): { text: string; columns: readonly Reachable[] } {
    if (item.kind === 'join') return this.#join(item, tables);
    const own = item.kind === 'table' ? item.name.parts.at(-1)?.name : undefined;
    const alias = item.alias?.name ?? own ?? `EXPR$${this.#unnamed++}`;
    const text = `${this.#source(item, tables)} AS ${quote(alias)}${columnList(item.columnAliases)}`;
    const names = fromColumns(item, tables, this.#planner);
    return { text, columns: names.map((name) => ({ qualifier: alias, name })) };
  }

  #join(item: FromItem & { kind: 'join' }, tables: WithTables) {
    const [left, right] = [this.#from(item.left, tables), this.#from(item.right, tables)];
    const columns = [...left.columns, ...right.columns];
    const printing: Printing = {
      query: (inner) => this.query(inner, tables),
      reference: (path) => qualified(path, columns),
      name: (name, kind) => this.#fullName(name, kind),
      functionName: (call) => functionPath(call, this.#planner),
    };
    const on = item.on === undefined ? '' : ` ON ${printExpression(item.on, printing)}`;
    const using = item.using.length === 0 ? '' : ` USING${columnList(item.using)}`;
    const type = `${item.natural ? 'NATURAL ' : ''}${item.type}`;
    return { text: `${left.text}\n${type} JOIN ${right.text}${on}${using}`, columns };
  }

  #source(item: Exclude<FromItem, { kind: 'join' }>, tables: WithTables): string {
    switch (item.kind) {
      case 'table': {
        const [first, more] = item.name.parts;
        const local = more === undefined && tables.some((table) => table.name.name === first?.name);
        const name = local && first !== undefined ? quote(first.name) : this.#fullName(item.name, 'table');
        return `${name}${optionHint(item.options)}`;
      }
      case 'subquery':
        return `${item.lateral ? 'LATERAL ' : ''}(${this.query(item.query, tables)})`;
      case 'function': {
        const printing: Printing = {
          query: (inner) => this.query(inner, tables),
          reference: AS_WRITTEN.reference,
          name: (name, kind) => this.#fullName(name, kind),
          functionName: (call) => functionPath(call, this.#planner),
        };
        const call = printExpression(item.call, printing);
        return `${item.lateral ? 'LATERAL ' : ''}${item.call.name === 'UNNEST' ? call : `TABLE(${call})`}`;
      }
    }
  }

  #fullName(name: ObjectName, kind: 'table' | 'model'): string {
    const { catalog } = this.#planner;
    const id = catalog.resolve(name);
    const exists = kind === 'table' ? catalog.table(id) : catalog.model(id);
    const parts =
      exists === undefined ? name.parts.map((part) => part.name) : [id.catalog, id.database, id.name];
    return parts.map(quote).join('.');
  }
}

/** The path with its table in front; what is no column (the model of a scalar ML_PREDICT) stays as it is. */
function qualified(path: readonly Identifier[], columns: readonly Reachable[]): string {
  const text = path.map((part) => quote(part.name)).join('.');
  const [first, second] = path;
  const hasTable = columns.some((column) => column.qualifier === first?.name && column.name === second?.name);
  if (hasTable) return text;
  const column = columns.find((candidate) => candidate.name === first?.name);
  return column === undefined ? text : `${quote(column.qualifier)}.${text}`;
}

function optionHint(options: readonly OptionEntry[]): string {
  if (options.length === 0) return '';
  const entries = options.map(
    ({ key, value }) => `${quoteText(key)} = ${quoteText(redactValue(key, value))}`,
  );
  return ` /*+ OPTIONS(${entries.join(', ')}) */`;
}

function columnList(columns: readonly Identifier[]): string {
  return columns.length === 0 ? '' : ` (${columns.map((column) => quote(column.name)).join(', ')})`;
}
