import { isInterval, isText } from '../../types/coercion.ts';
import { javaText } from '../../types/java-text.ts';
import { STRING, type SqlType } from '../../types/type.ts';
import { anyValues, defineFunction, wrongArguments, wrongType } from '../define.ts';
import { applyFormat, parseFormat, type FormatArgument } from './java-format.ts';
import { FormatError } from './java-number-format.ts';
import { remembering } from '../remembering.ts';

/** NULL for a format that Java refuses. Dates and times are their numbers of days and milliseconds, as in Flink. */
export const printf = defineFunction({
  name: 'PRINTF',
  syntax: 'PRINTF(format [, value, ...])',
  doc: "The values in a format of Java's Formatter: '%d', '%05.1f', '%-10s|', ...",
  nulls: 'own',
  bind(args) {
    const types = anyValues(this, args).map((arg) => arg.type);
    const [format, ...rest] = types;
    if (format === undefined) throw wrongArguments(this, 'at least 1 argument wanted, 0 given');
    if (!isText(format) && format.kind !== 'NULL')
      throw wrongType(this, types, 'argument 1 must be a string');
    return {
      returns: STRING,
      parameters: types,
      compile() {
        const wrap = rest.map(argument);
        const parse = remembering(parseFormat);
        return (text: string | null, ...values: readonly unknown[]) => {
          if (text === null) return null;
          try {
            return applyFormat(
              parse(text),
              values.map((value, i) => wrap[i]?.(value) ?? NOTHING),
            );
          } catch (error) {
            if (error instanceof FormatError) return null;
            throw error;
          }
        };
      },
    };
  },
});

const NOTHING: FormatArgument = { kind: 'OTHER', value: null, text: 'null' };

function argument(type: SqlType): (value: unknown) => FormatArgument {
  const kind = kindOf(type);
  const print = type.kind === 'TIMESTAMP_LTZ' ? javaText({ ...type, kind: 'TIMESTAMP' }) : javaText(type);
  const text = typeof kind === 'number' ? String : print;
  return (value) => (value === null ? NOTHING : { kind, value, text: text(value) });
}

function kindOf(type: SqlType): FormatArgument['kind'] {
  switch (type.kind) {
    case 'TINYINT':
      return 8;
    case 'SMALLINT':
      return 16;
    case 'BIGINT':
      return 64;
    case 'INT':
    case 'DATE':
    case 'TIME':
      return 32;
    case 'FLOAT':
    case 'DOUBLE':
    case 'BOOLEAN':
      return type.kind;
    default:
      if (isInterval(type)) return type.kind === 'INTERVAL_YEAR_MONTH' ? 32 : 64;
      return 'OTHER';
  }
}
