import type { Expression, FromItem, Query, SelectQuery } from '../../src/sql/ast/query.ts';
import type { Statement } from '../../src/sql/ast/statement.ts';
import { parse } from '../../src/sql/parse.ts';
import { printType } from '../../src/types/type.ts';

/** An expression in prefix form, e.g. (OR a (AND b c)); symbols in <>, texts in ''. */
export function brief(expression: Expression): string {
  switch (expression.kind) {
    case 'literal': {
      const { literal } = expression;
      if (literal.type === 'string') return `'${literal.value}'`;
      if (literal.type === 'number') return literal.text;
      if (literal.type === 'boolean') return String(literal.value).toUpperCase();
      if (literal.type === 'null') return 'NULL';
      if (literal.type === 'binary') return `X'${Buffer.from(literal.value).toString('hex')}'`;
      if (literal.type === 'interval')
        return `INTERVAL ${literal.negative ? '-' : ''}'${literal.text}' ${literal.resolution}`;
      return `${literal.type} '${literal.text}'`;
    }
    case 'reference':
      return expression.path.map((part) => part.name).join('.');
    case 'call': {
      const { name, args, distinct, filter, over } = expression;
      const parts = [name, ...(distinct ? ['DISTINCT'] : []), ...args.map(brief)];
      if (filter !== undefined) parts.push(`FILTER ${brief(filter)}`);
      if (over !== undefined) {
        const order = over.orderBy.map(
          (o) =>
            `${brief(o.value)}${o.descending ? ' DESC' : ''}${o.nulls === undefined ? '' : ` NULLS ${o.nulls}`}`,
        );
        parts.push(
          `OVER ${[over.name?.name, over.partitionBy.map(brief).join(' '), order.join(' '), over.frame].filter((p) => p !== undefined).join('|')}`,
        );
      }
      return `(${parts.join(' ')})`;
    }
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => `${brief(when)}:${brief(then)}`);
      const { operand, otherwise } = expression;
      return `(CASE ${[operand === undefined ? '-' : brief(operand), ...branches, otherwise === undefined ? '-' : brief(otherwise)].join(' ')})`;
    }
    case 'cast':
      return `(${expression.safe ? 'TRY_CAST' : 'CAST'} ${brief(expression.value)} ${printType(expression.type)})`;
    case 'field':
      return `(. ${brief(expression.value)} ${expression.field.name})`;
    case 'star':
      return expression.qualifier === undefined
        ? '*'
        : `${expression.qualifier.parts.map((p) => p.name).join('.')}.*`;
    case 'symbol':
      return `<${expression.name}>`;
    case 'type':
      return `<type ${printType(expression.type)}>`;
    case 'named':
      return `${expression.name.name}=>${brief(expression.value)}`;
    case 'model':
      return `<model ${expression.name.parts.map((p) => p.name).join('.')}>`;
    case 'table': {
      const by =
        expression.partitionBy === undefined ? '' : ` BY ${expression.partitionBy.map(brief).join(' ')}`;
      return `<table ${expression.name.parts.map((p) => p.name).join('.')}${by}>`;
    }
    case 'descriptor':
      return `<descriptor ${expression.columns.map((c) => c.parts.map((p) => p.name).join('.')).join(' ')}>`;
    case 'subquery': {
      const { use, negated, value, query, operator } = expression;
      return `(${[negated ? 'NOT' : '', use, operator ?? '', value === undefined ? '' : brief(value), briefQuery(query)].filter((p) => p !== '').join(' ')})`;
    }
  }
}

/** A query in prefix form. */
export function briefQuery(query: Query): string {
  switch (query.kind) {
    case 'select':
      return briefSelect(query);
    case 'set':
      return `(${query.operator}${query.all ? ' ALL' : ''} ${briefQuery(query.left)} ${briefQuery(query.right)})`;
    case 'values':
      return `(VALUES ${query.rows.map((row) => `[${row.map(brief).join(' ')}]`).join(' ')})`;
    case 'ordered': {
      const order = query.orderBy.map(
        (o) =>
          `${brief(o.value)}${o.descending ? ' DESC' : ''}${o.nulls === undefined ? '' : ` NULLS ${o.nulls}`}`,
      );
      const parts = [briefQuery(query.input), order.length === 0 ? '' : `BY ${order.join(' ')}`];
      if (query.limit !== undefined) parts.push(`LIMIT ${brief(query.limit)}`);
      if (query.offset !== undefined) parts.push(`OFFSET ${brief(query.offset)}`);
      return `(ORDERED ${parts.filter((p) => p !== '').join(' ')})`;
    }
    case 'with':
      return `(WITH ${query.tables.map((t) => `${t.name.name}${t.columns.length === 0 ? '' : `(${t.columns.map((c) => c.name).join(' ')})`}=${briefQuery(t.query)}`).join(' ')} ${briefQuery(query.body)})`;
  }
}

function briefSelect(select: SelectQuery): string {
  const items = select.items.map(({ value, alias }) =>
    alias === undefined ? brief(value) : `${brief(value)}:${alias.name}`,
  );
  const parts = [`SELECT${select.distinct ? ' DISTINCT' : ''} ${items.join(' ')}`];
  if (select.from.length > 0) parts.push(`FROM ${select.from.map(briefFrom).join(' , ')}`);
  if (select.where !== undefined) parts.push(`WHERE ${brief(select.where)}`);
  if (select.groupBy.length > 0) parts.push(`GROUP ${select.groupBy.map(brief).join(' ')}`);
  if (select.having !== undefined) parts.push(`HAVING ${brief(select.having)}`);
  for (const { name, spec } of select.windows ?? [])
    parts.push(
      `WINDOW ${name.name}=${spec.partitionBy.map(brief).join(' ')}|${spec.orderBy.map((o) => brief(o.value)).join(' ')}|${spec.frame ?? ''}`,
    );
  if (select.qualify !== undefined) parts.push(`QUALIFY ${brief(select.qualify)}`);
  return `(${parts.join(' ')})`;
}

export function briefFrom(item: FromItem): string {
  const alias = item.alias === undefined ? '' : `:${item.alias.name}`;
  const columns =
    item.columnAliases.length === 0 ? '' : `[${item.columnAliases.map((c) => c.name).join(' ')}]`;
  const lateral = 'lateral' in item && item.lateral ? 'LATERAL ' : '';
  switch (item.kind) {
    case 'table': {
      const options = item.options.map((o) => `{${o.key}=${o.value}}`).join('');
      const asOf = item.asOf === undefined ? '' : `@${brief(item.asOf)}`;
      return `${item.name.parts.map((p) => p.name).join('.')}${options}${asOf}${alias}${columns}`;
    }
    case 'subquery':
      return `${lateral}${briefQuery(item.query)}${alias}${columns}`;
    case 'function':
      return `${lateral}${brief(item.call)}${alias}${columns}`;
    case 'join': {
      const on = item.on === undefined ? '' : ` ON ${brief(item.on)}`;
      const using = item.using.length === 0 ? '' : ` USING ${item.using.map((c) => c.name).join(' ')}`;
      return `(${item.natural ? 'NATURAL ' : ''}${item.type} ${briefFrom(item.left)} ${briefFrom(item.right)}${on}${using})`;
    }
  }
}

/** The one expression of `SELECT <text>`, in prefix form. */
export async function expressionOf(text: string): Promise<string> {
  const statement = await parse(`SELECT ${text}`);
  if (statement.kind !== 'query' || statement.query.kind !== 'select') throw new Error(`no SELECT: ${text}`);
  const [item, ...more] = statement.query.items;
  if (item === undefined || more.length > 0 || item.alias !== undefined)
    throw new Error(`no single value: ${text}`);
  return brief(item.value);
}

export async function queryOf(text: string): Promise<string> {
  const statement = await parse(text);
  if (statement.kind !== 'query') throw new Error(`no query: ${text}`);
  return briefQuery(statement.query);
}

/** A statement as plain data without its spans. */
export async function plain(text: string): Promise<unknown> {
  return withoutSpans(await parse(text));
}

export function withoutSpans(statement: Statement | Query | Expression): unknown {
  return JSON.parse(
    JSON.stringify(statement, (key, value: unknown) => (/span$/i.test(key) ? undefined : value)),
  );
}
