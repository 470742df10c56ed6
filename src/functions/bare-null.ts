import { STRING, type SqlType } from '../types/type.ts';
import type { ScalarFunction } from './define.ts';

/** The function, but a bare NULL among its arguments is a NULL of the type, or of that of the argument's number. */
export function takingBareNull(
  record: ScalarFunction,
  type: SqlType | ((argument: number) => SqlType) = STRING,
): ScalarFunction {
  const typeOf = typeof type === 'function' ? type : () => type;
  return {
    ...record,
    bind: (args) =>
      record.bind(
        args.map((arg, i) =>
          arg.kind === 'value' && arg.type.kind === 'NULL' ? { ...arg, type: typeOf(i) } : arg,
        ),
      ),
  };
}
