import { SqlError } from '../common/errors.ts';
import type { Expression, SelectItem } from '../sql/ast/query.ts';
import type { Field, Schema } from '../types/schema.ts';
import { bindExpression, bindTyped } from './bind-expression.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** The SELECT list: expressions, and the names and types of their columns. */
export function bindColumns(
  items: readonly SelectItem[],
  context: ExpressionContext,
): { readonly expressions: readonly BoundExpression[]; readonly schema: Schema } {
  const columns = items.flatMap((item) => bindItem(item, context));
  return {
    expressions: columns.map((column) => column.expression),
    schema: columns.map(({ name, expression }, i): Field => ({
      name: name ?? `EXPR$${i}`,
      type: expression.type,
    })),
  };
}

interface SelectColumn {
  readonly name: string | undefined;
  readonly expression: BoundExpression;
}

function bindItem(item: SelectItem, context: ExpressionContext): readonly SelectColumn[] {
  const { value, alias } = item;
  if (value.kind === 'star') {
    const { span } = value;
    if (alias !== undefined) {
      throw new SqlError('E_ARGUMENTS', 'a star stands for several columns and takes no name', {
        span: alias.span,
      });
    }
    const columns = context.scope.expand(value.qualifier, span);
    if (columns.length === 0) throw new SqlError('E_ARGUMENTS', 'SELECT * needs a FROM', { span });
    if (context.aggregates === undefined) return columns;
    return columns.map(({ name, path }) => ({
      name,
      expression: bindExpression({ kind: 'reference', path, span }, context),
    }));
  }
  return [{ name: alias?.name ?? ownName(value), expression: bindTyped(value, context) }];
}

/** A reference keeps its last name; everything else is EXPR$<position>. */
function ownName(value: Expression): string | undefined {
  return value.kind === 'reference' ? value.path.at(-1)?.name : undefined;
}
