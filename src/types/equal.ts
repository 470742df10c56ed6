import { keyOf } from './key.ts';
import type { SqlType } from './type.ts';

/** Whether two values that are not NULL are equal as `=` has it; NaN equals NaN, 0 equals -0. */
export function equality(type: SqlType): (a: unknown, b: unknown) => boolean {
  switch (type.kind) {
    case 'FLOAT':
    case 'DOUBLE':
      return (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b));
    case 'BINARY':
    case 'VARBINARY':
    case 'ARRAY':
    case 'ROW':
    case 'MAP':
    case 'MULTISET':
    case 'VARIANT':
    case 'BITMAP': {
      const key = keyOf(type);
      return (a, b) => key(a) === key(b);
    }
    default:
      return (a, b) => a === b;
  }
}
