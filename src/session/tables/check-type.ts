import { SqlError, type Span } from '../../common/errors.ts';
import type { SqlType } from '../../types/type.ts';

/**
 * Throws E_DEFINITION for a DECIMAL whose scale is greater than its precision, anywhere in the type.
 * Flink: other sizes that cannot be (VARCHAR(0), TIMESTAMP(12)) pass here and fail when the table is used.
 */
export function checkType(type: SqlType, span: Span | undefined): void {
  switch (type.kind) {
    case 'DECIMAL':
      if (type.scale >= 0 && type.scale <= type.precision) return;
      throw new SqlError(
        'E_DEFINITION',
        `DECIMAL(${type.precision}, ${type.scale}): a scale is 0 to the precision`,
        {
          span,
        },
      );
    case 'ARRAY':
    case 'MULTISET':
      return checkType(type.element, span);
    case 'MAP':
      checkType(type.key, span);
      return checkType(type.value, span);
    case 'ROW':
      for (const field of type.fields) checkType(field.type, span);
      return;
    default:
      return;
  }
}
