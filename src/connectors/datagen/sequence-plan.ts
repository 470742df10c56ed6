import { SqlError } from '../../common/errors.ts';
import { int } from '../../common/options.ts';
import { rescale } from '../../types/decimal.ts';
import { printType, type SqlType } from '../../types/type.ts';
import type { FieldOptions } from './field-options.ts';
import type { FieldPlan } from './field-plan.ts';

/** 'kind' = 'sequence': start, start + 1 ... end, then the table ends. Throws E_OPTION. */
export function sequencePlan(path: string, type: SqlType, options: FieldOptions): FieldPlan {
  const start = options.read(path, 'start', int('First value of the sequence.'));
  const end = options.read(path, 'end', int('Last value of the sequence.'));
  if (start === undefined || end === undefined) {
    const missing = start === undefined ? 'start' : 'end';
    throw new SqlError('E_OPTION', `a sequence needs 'fields.${path}.${missing}'`);
  }
  if (end < start)
    throw new SqlError('E_OPTION', `'fields.${path}.end' = ${end} comes before its start ${start}`);
  const convert = conversion(path, type);
  return { count: end - start + 1, make: () => (row) => convert(start + row) };
}

function conversion(path: string, type: SqlType): (value: number) => unknown {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'DOUBLE':
      return (value) => value;
    case 'FLOAT':
      return Math.fround;
    case 'DECIMAL':
      return (value) => rescale(value, 0, type.scale);
    case 'CHAR':
    case 'VARCHAR':
      return String;
    default:
      throw new SqlError('E_OPTION', `no sequence of ${printType(type)} for 'fields.${path}.kind'`, {
        hint: 'sequences count numbers and texts',
      });
  }
}
