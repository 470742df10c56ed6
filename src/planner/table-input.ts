import { SqlError } from '../common/errors.ts';
import type { Expression, ObjectName, Query } from '../sql/ast/query.ts';
import type { Plan } from './plan.ts';

/** How the caller makes a plan of a table argument. */
export interface InputBinder {
  table(name: ObjectName): Plan;
  query(query: Query): Plan;
}

/** The argument of a table function that is a table: TABLE t, or a query in parentheses. Throws E_ARGUMENTS. */
export function bindTableInput(
  argument: Expression | undefined,
  of: { readonly parameter: string; readonly name: string; readonly syntax: string },
  binder: InputBinder,
): Plan {
  if (argument?.kind === 'table') {
    const written = argument.partitionBy?.[0] ?? argument.orderBy?.[0]?.value;
    if (written !== undefined) {
      throw new SqlError('E_ARGUMENTS', `the table of ${of.name} takes no PARTITION BY or ORDER BY`, {
        span: written.span,
        hint: of.syntax,
      });
    }
    return binder.table(argument.name);
  }
  if (argument?.kind === 'subquery' && argument.use === 'scalar') return binder.query(argument.query);
  throw new SqlError(
    'E_ARGUMENTS',
    `argument ${of.parameter} of ${of.name} must be TABLE <name> or a query in parentheses`,
    {
      span: argument?.span,
      hint: of.syntax,
    },
  );
}
