import { STRING } from '../types/type.ts';
import type { ScalarFunction } from './define.ts';

/** The function, but a bare NULL among its arguments is a STRING that is NULL. */
export function takingBareNull(record: ScalarFunction): ScalarFunction {
  return {
    ...record,
    bind: (args) =>
      record.bind(
        args.map((arg) =>
          arg.kind === 'value' && arg.type.kind === 'NULL' ? { ...arg, type: STRING } : arg,
        ),
      ),
  };
}
