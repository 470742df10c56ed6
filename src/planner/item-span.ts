import type { Span } from '../common/errors.ts';
import type { Query } from '../sql/ast/query.ts';

/** Where column number `position` of a query is written; the whole query where `*` hides it. */
export function itemSpan(query: Query, position: number): Span {
  switch (query.kind) {
    case 'select': {
      const items = query.items.slice(0, position + 1);
      const hidden = items.some(({ value }) => value.kind === 'star');
      return (hidden ? undefined : items[position]?.span) ?? query.span;
    }
    case 'values':
      return query.rows[0]?.[position]?.span ?? query.span;
    case 'set':
      return itemSpan(query.left, position);
    case 'ordered':
      return itemSpan(query.input, position);
    case 'with':
      return itemSpan(query.body, position);
  }
}
