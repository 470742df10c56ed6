import { BOOLEAN, withNullability } from '../../types/type.ts';
import { defineFunction, illegalNull, wrongArguments, wrongType, type ScalarFunction } from '../define.ts';

export const isNull = predicate('IS NULL', 'Whether the value is NULL.', (value) => value === null, true);
export const isNotNull = predicate(
  'IS NOT NULL',
  'Whether the value is not NULL.',
  (value) => value !== null,
  true,
);
export const isTrue = predicate('IS TRUE', 'TRUE for TRUE, else FALSE.', (value) => value === true);
export const isNotTrue = predicate('IS NOT TRUE', 'FALSE for TRUE, else TRUE.', (value) => value !== true);
export const isFalse = predicate('IS FALSE', 'TRUE for FALSE, else FALSE.', (value) => value === false);
export const isNotFalse = predicate(
  'IS NOT FALSE',
  'FALSE for FALSE, else TRUE.',
  (value) => value !== false,
);
export const isUnknown = predicate('IS UNKNOWN', 'Whether a BOOLEAN is NULL.', (value) => value === null);
export const isNotUnknown = predicate(
  'IS NOT UNKNOWN',
  'Whether a BOOLEAN is not NULL.',
  (value) => value !== null,
);

/** Never NULL; of anything, or of a BOOLEAN only. */
function predicate(
  name: string,
  doc: string,
  test: (value: unknown) => boolean,
  anyType = false,
): ScalarFunction {
  return defineFunction({
    name,
    syntax: `value ${name}`,
    doc,
    nulls: 'own',
    bind(args) {
      const [arg] = args;
      if (arg?.kind !== 'value' || args.length !== 1) throw wrongArguments(this, 'one value wanted');
      if (!anyType && arg.type.kind === 'NULL') throw illegalNull(0);
      if (!anyType && arg.type.kind !== 'BOOLEAN') throw wrongType(this, [arg.type]);
      return { returns: withNullability(BOOLEAN, false), parameters: [arg.type], compile: () => test };
    },
  });
}
