import type { Expression } from '../../sql/ast/query.ts';

/** Names of the columns that an expression of a table's definition reads. */
export function columnsOf(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  collect(expression, names);
  return names;
}

function collect(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case 'reference': {
      const [first] = expression.path;
      if (first !== undefined) names.add(first.name);
      return;
    }
    case 'call':
      for (const arg of expression.args) collect(arg, names);
      return;
    case 'case':
      for (const part of [expression.operand, expression.otherwise])
        if (part !== undefined) collect(part, names);
      for (const { when, then } of expression.branches) {
        collect(when, names);
        collect(then, names);
      }
      return;
    case 'cast':
    case 'field':
    case 'named':
      return collect(expression.value, names);
    default:
      return; // nothing else in a definition names a column
  }
}
