import { STRING, type SqlType } from '../types/type.ts';
import type { ScalarFunction } from './define.ts';

/** The function, but a bare NULL among its arguments is a NULL of the type. */
export function takingBareNull(record: ScalarFunction, type: SqlType = STRING): ScalarFunction {
  return {
    ...record,
    bind: (args) =>
      record.bind(
        args.map((arg) => (arg.kind === 'value' && arg.type.kind === 'NULL' ? { ...arg, type } : arg)),
      ),
  };
}
