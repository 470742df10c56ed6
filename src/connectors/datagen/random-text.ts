import { SqlError } from '../../common/errors.ts';
import { booleanOr, int } from '../../common/options.ts';
import { MAX_LENGTH, printType, type SqlType } from '../../types/type.ts';
import type { FieldOptions } from './field-options.ts';
import type { FieldPlan } from './field-plan.ts';

/** What STRING and BYTES are filled with. */
const DEFAULT_LENGTH = 100;

/** Hexadecimal texts or bytes, as long as the type says, 1 to `length` with 'var-len'; undefined for another type. */
export function randomText(
  path: string,
  type: SqlType,
  options: FieldOptions,
): FieldPlan['make'] | undefined {
  const isText = type.kind === 'CHAR' || type.kind === 'VARCHAR';
  if (!isText && type.kind !== 'BINARY' && type.kind !== 'VARBINARY') return undefined;
  const fixed = type.kind === 'CHAR' || type.kind === 'BINARY';
  const declared = type.length === MAX_LENGTH ? DEFAULT_LENGTH : type.length;
  const length = options.read(path, 'length', int('Length of the text or bytes.')) ?? declared;
  if (length < 0 || (fixed ? length !== declared : length > type.length)) {
    const want = fixed ? `is ${declared} long` : `is 0 to ${type.length} long`;
    throw new SqlError('E_OPTION', `'fields.${path}.length' = '${length}': ${printType(type)} ${want}`);
  }
  const varies = !fixed && options.read(path, 'var-len', booleanOr('Lengths differ.', false)) === true;
  return ({ random }) => {
    const next = varies && length > 0 ? () => random.integer(1, length) : () => length;
    return isText ? () => random.hex(next()) : () => random.bytes(next());
  };
}
