import { printId, type ObjectId } from '../catalog/objects.ts';
import { SqlError, unreachable } from '../common/errors.ts';
import type { Expression, Identifier, Query } from '../sql/ast/query.ts';
import { commonType, isText } from '../types/coercion.ts';
import type { Field, Schema } from '../types/schema.ts';
import { printType, sameType, withNullability, type SqlType } from '../types/type.ts';
import { distinct } from './aggregation.ts';
import { bindTyped } from './bind-expression.ts';
import { bindSelect } from './bind-select.ts';
import { tableContext } from './bind-table.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
import { castTo } from './implicit-cast.ts';
import { itemSpan } from './item-span.ts';
import type { Plan } from './plan.ts';
import type { QueryContext } from './query-context.ts';
import { renameColumns } from './rename-columns.ts';

/**
 * A query with every name and type settled. Throws SqlError for all that can be wrong with its text. `defines` is the
 * view that it is to replace or to hide.
 */
export function bindQuery(query: Query, planner: PlannerContext, defines?: ObjectId): Plan {
  const views = defines === undefined ? [] : [printId(defines)];
  const plan = bindInner(query, { planner, tables: new Map(), views, query: bindInner });
  return { ...plan, schema: uniqueNames(plan.schema) };
}

/** A second `id` becomes id0, as in Flink; inside a query it stays what it is, and ambiguous. */
function uniqueNames(schema: Schema): Schema {
  const used = new Set<string>();
  return schema.map((field) => {
    let { name } = field;
    for (let n = 0; used.has(name); n++) name = `${field.name}${n}`;
    used.add(name);
    return name === field.name ? field : { ...field, name };
  });
}

function bindInner(query: Query, context: QueryContext): Plan {
  switch (query.kind) {
    case 'select':
      return bindSelect(query, context);
    case 'values':
      return bindValues(query, context);
    case 'set':
      return bindSet(query, context);
    case 'ordered':
      return bindOrdered(query, context);
    case 'with':
      return bindWith(query, context);
    default:
      return unreachable(query);
  }
}

function bindWith(query: Query & { kind: 'with' }, context: QueryContext): Plan {
  let inner = context;
  for (const { name, columns, query: definition } of query.tables) {
    const outer = inner;
    const bind = (): Plan => {
      const plan = context.query(definition, outer);
      const schema = renameColumns(plan.schema, columns, name.span);
      refuseTwins(schema, name);
      return { ...plan, schema };
    };
    let checked: Plan | undefined = bind(); // a table that is never read is checked too
    const read = (): Plan => {
      const plan = checked ?? bind();
      checked = undefined; // each who reads it has a plan of his own
      return plan;
    };
    inner = { ...inner, tables: new Map([...inner.tables, [name.name, read]]) };
  }
  return context.query(query.body, inner);
}

function refuseTwins(schema: Schema, { name, span }: Identifier): void {
  const twin = schema.find((field, i) => schema.some((other, j) => j < i && other.name === field.name));
  if (twin === undefined) return;
  throw new SqlError('E_DEFINITION', `table ${name} of WITH has two columns '${twin.name}'`, {
    span,
    hint: 'name one of them with AS',
  });
}

function bindOrdered(query: Query & { kind: 'ordered' }, context: QueryContext): Plan {
  const input = context.query(query.input, context);
  const [first] = query.orderBy;
  if (first !== undefined) {
    throw new SqlError('E_UNSUPPORTED', 'weir does not run ORDER BY', { span: first.value.span });
  }
  const offset = query.offset === undefined ? 0 : rowCount(query.offset, 'OFFSET');
  const count = query.limit === undefined ? Infinity : rowCount(query.limit, 'LIMIT');
  if (count === Infinity && offset > 0 && context.planner.mode === 'streaming') {
    throw new SqlError('E_UNSUPPORTED', 'OFFSET of a stream needs a LIMIT', {
      span: query.offset?.span,
      hint: `LIMIT <count> OFFSET ${offset}`,
    });
  }
  return { kind: 'limit', input, count, offset, schema: input.schema };
}

/** A number as written, of which the fraction is cut off. */
function rowCount(expression: Expression, clause: string): number {
  const text =
    expression.kind === 'literal' && expression.literal.type === 'number' ? expression.literal.text : '';
  const rows = Math.trunc(Number(text));
  if (text !== '' && Number.isSafeInteger(rows)) return rows;
  throw new SqlError('E_TYPE', `${clause} takes a whole number of rows`, { span: expression.span });
}

function bindSet(query: Query & { kind: 'set' }, context: QueryContext): Plan {
  if (query.operator !== 'UNION') {
    throw new SqlError('E_UNSUPPORTED', `weir does not run ${query.operator}`, {
      span: query.span,
      hint: 'UNION works',
    });
  }
  const name = query.all ? 'UNION ALL' : 'UNION';
  const inputs = [query.left, query.right].map((side) => context.query(side, context));
  const [left, right] = inputs;
  if (left === undefined || right === undefined) throw new SqlError('E_INTERNAL', 'UNION of nothing');
  if (left.schema.length !== right.schema.length) {
    throw new SqlError(
      'E_TYPE',
      `the sides of ${name} have ${left.schema.length} and ${right.schema.length} columns`,
      {
        span: query.span,
      },
    );
  }
  const schema = left.schema.map((field, i): Field => {
    const other = right.schema[i]?.type ?? field.type;
    const type = commonType([field.type, other]);
    if (type === undefined) {
      throw new SqlError(
        'E_TYPE',
        `column ${i + 1} of ${name} is ${printType(field.type)} on one side and ${printType(other)} on the other`,
        {
          span: itemSpan(query.right, i),
          hint: `CAST(... AS ${isText(field.type) ? 'STRING' : printType(withNullability(field.type, true))})`,
        },
      );
    }
    const common = withNullability(type, field.type.nullable || other.nullable);
    // The left side says whether it is an event time, as in Flink.
    const isLeft = sameType(field.type, type) && 'attribute' in field.type;
    const { attribute } = isLeft ? field.type : {};
    return {
      name: field.name,
      type: attribute === undefined ? common : ({ ...common, attribute } as SqlType),
    };
  });
  const union: Plan = { kind: 'union', inputs: inputs.map((input) => castInput(input, schema)), schema };
  return query.all ? union : distinct(union, context.planner.mode);
}

/** The input with its columns cast to the types of `schema`, or itself where they fit. */
function castInput(input: Plan, schema: readonly Field[]): Plan {
  const expressions = input.schema.map((field, i): BoundExpression => {
    const column: BoundExpression = { kind: 'column', index: i, name: field.name, type: field.type };
    return castTo(column, schema[i]?.type ?? field.type);
  });
  if (expressions.every((expression) => expression.kind === 'column')) return input;
  return { kind: 'project', input, expressions, schema };
}

function bindValues(query: Query & { kind: 'values' }, context: QueryContext): Plan {
  const place = { ...tableContext([], context.planner), place: 'VALUES' };
  const bound = query.rows.map((row) => row.map((cell) => bindTyped(cell, place)));
  const width = bound[0]?.length ?? 0;
  if (bound.some((row) => row.length !== width)) {
    throw new SqlError('E_TYPE', 'the rows of VALUES differ in length', { span: query.span });
  }
  const schema = Array.from({ length: width }, (_, i): Field => {
    const types = bound.map((row) => row[i]?.type).filter((type): type is SqlType => type !== undefined);
    const type = commonType(types);
    if (type === undefined) {
      throw new SqlError(
        'E_TYPE',
        `column ${i + 1} of VALUES has no common type: ${types.map((t) => printType(t)).join(', ')}`,
        {
          span: query.span,
        },
      );
    }
    return {
      name: `EXPR$${i}`,
      type: withNullability(
        type,
        types.some((t) => t.nullable),
      ),
    };
  });
  const rows = bound.map((row) => row.map((cell, i) => castTo(cell, schema[i]?.type ?? cell.type)));
  return { kind: 'values', rows, schema };
}
