import { isNumeric, isText } from '../../types/coercion.ts';
import { parseDouble } from '../../types/double.ts';
import { BOOLEAN, withNullability, type SqlType } from '../../types/type.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType, type ScalarFunction } from '../define.ts';

export const isAlpha = check(
  'IS_ALPHA',
  'Whether all characters are letters; FALSE for a number and the empty text.',
  {
    ofText: (text) => /^[\p{L}]+$/u.test(text) && !SURROGATE.test(text),
    ofNumber: () => false,
  },
);

export const isDigit = check('IS_DIGIT', 'Whether all characters are digits; TRUE for an integer.', {
  ofText: (text) => /^\p{Nd}+$/u.test(text) && !SURROGATE.test(text),
  ofNumber: (kind) => kind !== 'DECIMAL' && kind !== 'FLOAT' && kind !== 'DOUBLE',
});

export const isDecimal = check(
  'IS_DECIMAL',
  'Whether the text can be read as a number; FALSE for a DECIMAL, as in Flink.',
  {
    ofText: (text) => parseDouble(text) !== undefined,
    ofNumber: (kind) => kind !== 'DECIMAL',
  },
);

/** Flink looks at UTF-16 units, so a character outside of the basic plane is neither letter nor digit. */
const SURROGATE = /[\uD800-\uDFFF]/;

interface Check {
  ofText(text: string): boolean;
  /** A number's type is all that counts, even where the number is NULL. */
  ofNumber(kind: SqlType['kind']): boolean;
}

/** FALSE for a NULL text. */
function check(name: string, doc: string, { ofText, ofNumber }: Check): ScalarFunction {
  return defineFunction({
    name,
    syntax: `${name}(string)`,
    doc,
    nulls: 'own',
    bind(args) {
      const types = valuesOnly(this, args).map((arg) => arg.type);
      const [type] = types;
      if (type === undefined || types.length !== 1)
        throw wrongArguments(this, `1 argument wanted, ${types.length} given`);
      if (!isText(type) && !isNumeric(type)) throw wrongType(this, types);
      const answer = ofNumber(type.kind);
      return {
        returns: withNullability(BOOLEAN, false),
        parameters: [type],
        compile: () => (isText(type) ? (text: string | null) => text !== null && ofText(text) : () => answer),
      };
    },
  });
}
