import { SqlError } from '../common/errors.ts';
import type { FromItem, Identifier } from '../sql/ast/query.ts';

/** The names that tables of a FROM have in front of their columns: the alias, else the table's own last name. */
export function relationNames(items: readonly FromItem[]): readonly Identifier[] {
  return items.flatMap((item): readonly Identifier[] => {
    if (item.kind === 'join') return relationNames([item.left, item.right]);
    const own = item.kind === 'table' ? item.name.parts.at(-1) : undefined;
    const name = item.alias ?? own;
    return name === undefined ? [] : [name];
  });
}

/** Throws E_DEFINITION when two tables of a FROM have one name. */
export function refuseTwinNames(items: readonly FromItem[]): void {
  const seen = new Set<string>();
  for (const { name, span } of relationNames(items)) {
    if (seen.has(name)) {
      throw new SqlError('E_DEFINITION', `two tables of FROM are called '${name}'`, {
        span,
        hint: 'give one of them another name with AS',
      });
    }
    seen.add(name);
  }
}
