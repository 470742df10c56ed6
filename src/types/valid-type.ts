import { SqlError } from '../common/errors.ts';
import { excerpt } from './excerpt.ts';
import { MAX_PRECISION } from './decimal.ts';
import { printType, type SqlType } from './type.ts';

/**
 * The type with lengths and precisions that exist: DECIMAL has at most 38 digits, TIME 3, timestamps 9 (more are cut, as in
 * Flink), a scale is up to its precision; fields of a ROW have names of their own. Throws E_TYPE.
 */
export function validType(type: SqlType): SqlType {
  switch (type.kind) {
    case 'DECIMAL': {
      const precision = Math.min(type.precision, MAX_PRECISION);
      if (precision < 1 || type.scale > precision)
        throw invalid(type, `digits from 1 to ${MAX_PRECISION}, of which the scale is a part`);
      return { ...type, precision };
    }
    case 'TIME':
      return { ...type, precision: Math.min(type.precision, 3) };
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return { ...type, precision: Math.min(type.precision, 9) };
    case 'ARRAY':
    case 'MULTISET':
      return { ...type, element: validType(type.element) };
    case 'MAP':
      return { ...type, key: validType(type.key), value: validType(type.value) };
    case 'ROW':
      refuseTwins(type.fields.map((field) => field.name));
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: validType(field.type) })) };
    default:
      return type;
  }
}

function refuseTwins(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new SqlError('E_TYPE', `a ROW cannot have two fields called ${excerpt(name)}`);
    seen.add(name);
  }
}

function invalid(type: SqlType, wanted: string): SqlError {
  return new SqlError('E_TYPE', `there is no ${printType(type)}`, { hint: `it needs ${wanted}` });
}
