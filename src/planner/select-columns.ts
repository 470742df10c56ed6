import { SqlError } from '../common/errors.ts';
import type { Expression, SelectItem } from '../sql/ast.ts';
import type { Field, Schema } from '../types/schema.ts';
import { bindExpression } from './bind-expression.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** The SELECT list: expressions, and the names and types of their columns. */
export function bindColumns(
  items: readonly SelectItem[],
  context: ExpressionContext,
): { readonly expressions: readonly BoundExpression[]; readonly schema: Schema } {
  const columns = items.flatMap((item) => bindItem(item, context));
  const names = uniqueNames(columns.map((column) => column.name));
  return {
    expressions: columns.map((column) => column.expression),
    schema: columns.map(({ expression }, i): Field => ({ name: names[i] ?? '', type: expression.type })),
  };
}

interface SelectColumn {
  readonly name: string | undefined;
  readonly expression: BoundExpression;
}

function bindItem(item: SelectItem, context: ExpressionContext): SelectColumn[] {
  const { value, alias } = item;
  if (value.kind === 'star') {
    const columns = context.scope.expand(value.qualifier?.parts.at(-1));
    if (columns.length === 0) {
      throw new SqlError('E_ARGUMENTS', 'SELECT * needs a FROM', { span: value.span });
    }
    return columns.map(({ index, name, type, qualifier }) => {
      if (context.aggregates === undefined)
        return { name, expression: { kind: 'column', index, name, type } };
      const path = [qualifier, name].flatMap((part) =>
        part === undefined ? [] : [{ name: part, span: value.span }],
      );
      return { name, expression: bindExpression({ kind: 'reference', path, span: value.span }, context) };
    });
  }
  const expression = bindExpression(value, context);
  if (expression.type.kind === 'NULL') {
    throw new SqlError('E_TYPE', 'a bare NULL has no type', {
      span: value.span,
      hint: 'CAST(NULL AS STRING)',
    });
  }
  return [{ name: alias?.name ?? ownName(value), expression }];
}

/** A reference keeps its last name; everything else is EXPR$<position>. */
function ownName(value: Expression): string | undefined {
  if (value.kind === 'reference') return value.path.at(-1)?.name;
  return value.kind === 'field' ? value.field.name : undefined;
}

/** EXPR$i for nameless columns; a second `id` becomes id0, as in Flink. */
function uniqueNames(names: readonly (string | undefined)[]): string[] {
  const used = new Set<string>();
  return names.map((given, i) => {
    const base = given ?? `EXPR$${i}`;
    let name = base;
    for (let n = 0; used.has(name); n++) name = `${base}${n}`;
    used.add(name);
    return name;
  });
}
