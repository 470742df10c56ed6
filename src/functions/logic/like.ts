import { SqlError } from '../../common/errors.ts';
import { isText } from '../../types/coercion.ts';
import { BOOLEAN, withNullability } from '../../types/type.ts';
import { defineFunction, anyValues, wrongArguments, wrongType, type ScalarFunction } from '../define.ts';
import { remembering } from '../remembering.ts';
import { compileLike } from './like-pattern.ts';
import { compileSimilar } from './similar-pattern.ts';

export const like = patternOperator(
  'LIKE',
  'Whether the text matches a pattern: % any text, _ one character. No escape character unless ESCAPE names one.',
  compileLike,
  // Flink looks at it while planning
  'E_TYPE',
);
export const similarTo = patternOperator(
  'SIMILAR TO',
  'LIKE with | * + ? {m,n} ( ) [ ] of regular expressions beside % and _.',
  compileSimilar,
  'E_VALUE',
);

type CompilePattern = (pattern: string, escape?: string) => (text: string) => boolean;

/** `constantCode`: what a mistake in a constant pattern is; in one that comes with the rows it is an E_VALUE. */
function patternOperator(
  name: string,
  doc: string,
  compilePattern: CompilePattern,
  constantCode: 'E_TYPE' | 'E_VALUE',
): ScalarFunction {
  return defineFunction({
    name,
    syntax: `text ${name} pattern [ESCAPE character]`,
    doc,
    bind(args) {
      const values = anyValues(this, args);
      const types = values.map((value) => value.type);
      if (values.length < 2 || values.length > 3) throw wrongArguments(this, 'a text and a pattern wanted');
      if (!types.every(isText)) throw wrongType(this, types);
      const [, pattern, escape] = values;
      const isConstant =
        pattern?.literal !== undefined && (escape === undefined || escape.literal !== undefined);
      // a constant pattern is read once, and its mistakes are found before any row
      const constant = isConstant
        ? withCode(constantCode, () =>
            compilePattern(pattern.literal?.value as string, escape?.literal?.value as string | undefined),
          )
        : undefined;
      return {
        returns: withNullability(
          BOOLEAN,
          types.some((type) => type.nullable),
        ),
        parameters: types,
        compile() {
          if (constant !== undefined) return constant;
          const test = remembering(compilePattern);
          return (text: string, value: string, sign?: string) => test(value, sign)(text);
        },
      };
    },
  });
}

function withCode<T>(code: 'E_TYPE' | 'E_VALUE', run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== 'E_VALUE') throw error;
    throw new SqlError(code, error.message, { hint: error.hint });
  }
}
