import type { PlannerContext } from '../planner/context.ts';
import type { Expression, FromItem, Identifier, Query, SelectItem, SelectQuery } from '../sql/ast/query.ts';
import { fromColumns, type WithTables } from './from-columns.ts';

/**
 * A view's query with every `*` written out, as Flink keeps it: columns that its tables get later are not the view's.
 * The query must have been bound before.
 */
export function expandStars(query: Query, planner: PlannerContext): Query {
  return new StarExpansion(planner).query(query, []);
}

/** A column that a star stands for, with the table to put in front of it. */
interface Column {
  readonly table: Identifier | undefined;
  readonly name: string;
  /** One of USING: only `table.*` has it. */
  readonly merged?: boolean;
}

class StarExpansion {
  readonly #planner: PlannerContext;

  constructor(planner: PlannerContext) {
    this.#planner = planner;
  }

  query(query: Query, tables: WithTables): Query {
    switch (query.kind) {
      case 'select':
        return this.#select(query, tables);
      case 'set':
        return { ...query, left: this.query(query.left, tables), right: this.query(query.right, tables) };
      case 'ordered':
        return { ...query, input: this.query(query.input, tables) };
      case 'with': {
        let known = tables;
        for (const table of query.tables)
          known = [...known, { ...table, query: this.query(table.query, known) }];
        return { ...query, tables: known.slice(tables.length), body: this.query(query.body, known) };
      }
      case 'values':
        return query;
    }
  }

  #select(select: SelectQuery, tables: WithTables): SelectQuery {
    const from = select.from.map((item) => this.#from(item, tables));
    const hasStar = select.items.some(({ value }) => value.kind === 'star');
    const items = hasStar ? this.#items(select, from, tables) : select.items;
    return { ...select, from, items };
  }

  /** A name that stands in the list already gets a number behind it. */
  #items(select: SelectQuery, from: readonly FromItem[], tables: WithTables): SelectItem[] {
    const columns = from.flatMap((item) => this.#columns(item, tables));
    const taken = new Set<string>();
    return select.items.flatMap((item): SelectItem[] => {
      const { value, alias, span } = item;
      if (value.kind !== 'star') {
        const name = alias?.name ?? (value.kind === 'reference' ? value.path.at(-1)?.name : undefined);
        if (name !== undefined) taken.add(name);
        return [item];
      }
      const qualifier = value.qualifier?.parts.at(-1)?.name;
      return columns
        .filter(({ table, merged }) =>
          qualifier === undefined ? merged !== true : table?.name === qualifier,
        )
        .map(({ table, name: written }) => {
          let name = written;
          for (let i = 0; taken.has(name); i++) name = `${written}${i}`;
          taken.add(name);
          const column = { name: written, span };
          const path = table === undefined ? [column] : [{ ...table, span }, column];
          const reference: Expression = { kind: 'reference', path, span };
          return { value: reference, alias: name === written ? undefined : { name, span }, span };
        });
    });
  }

  #columns(item: FromItem, tables: WithTables): readonly Column[] {
    if (item.kind === 'join') return this.#joined(item, tables);
    const table = item.alias ?? (item.kind === 'table' ? item.name.parts.at(-1) : undefined);
    return fromColumns(item, tables, this.#planner).map((name) => ({ table, name }));
  }

  /** Columns of USING and NATURAL come first and belong to no side. */
  #joined(item: FromItem & { kind: 'join' }, tables: WithTables): readonly Column[] {
    const [left, right] = [this.#columns(item.left, tables), this.#columns(item.right, tables)];
    const [ours, theirs] = [left, right].map((side) => side.filter(({ merged }) => merged !== true));
    const shared = item.natural
      ? (ours ?? [])
          .filter(({ name }) => theirs?.some((other) => other.name === name))
          .map(({ name }) => name)
      : item.using.map(({ name }) => name);
    const own = [...left, ...right].map((column): Column =>
      shared.includes(column.name) ? { ...column, merged: true } : column,
    );
    return [...shared.map((name) => ({ table: undefined, name })), ...own];
  }

  #from(item: FromItem, tables: WithTables): FromItem {
    switch (item.kind) {
      case 'table':
        return item;
      case 'subquery':
        return { ...item, query: this.query(item.query, tables) };
      case 'function':
        return {
          ...item,
          call: { ...item.call, args: item.call.args.map((arg) => this.#argument(arg, tables)) },
        };
      case 'join':
        return { ...item, left: this.#from(item.left, tables), right: this.#from(item.right, tables) };
    }
  }

  /** The query as INPUT of ML_PREDICT. */
  #argument(argument: Expression, tables: WithTables): Expression {
    if (argument.kind === 'subquery') return { ...argument, query: this.query(argument.query, tables) };
    if (argument.kind === 'named') return { ...argument, value: this.#argument(argument.value, tables) };
    return argument;
  }
}
