import { SqlError } from '../../common/errors.ts';
import { isBinary, isText } from '../../types/coercion.ts';
import { codePoints, cutText, sliceText } from '../../types/text.ts';
import { BOOLEAN, INT, MAX_LENGTH, STRING, withNullability, type SqlType } from '../../types/type.ts';
import {
  defineFunction,
  defineScalar,
  valuesOnly,
  wrongArguments,
  wrongType,
  type ScalarFunction,
} from '../define.ts';
import { takingBareNull } from '../bare-null.ts';
import { char, varchar, varying } from '../result-type.ts';

export const upper = caseFunction('UPPER', 'The text in capital letters.', (text) => text.toUpperCase());
export const lower = caseFunction('LOWER', 'The text in small letters.', (text) => text.toLowerCase());
export const initcap = caseFunction(
  'INITCAP',
  'Each word with a capital first letter and small others; words are of ASCII letters and digits.',
  (text) => text.toLowerCase().replace(/[a-z0-9]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
);

/** The result has the type of the argument, and for a constant its length: UPPER('straße') is 'STRASS', as in Flink. */
function caseFunction(name: string, doc: string, change: (text: string) => string): ScalarFunction {
  return defineFunction({
    name,
    syntax: `${name}(string)`,
    doc,
    bind(args) {
      const [arg, ...rest] = valuesOnly(this, args);
      if (arg === undefined || rest.length > 0)
        throw wrongArguments(this, `1 argument wanted, ${args.length} given`);
      const { type, literal } = arg;
      if (type.kind !== 'CHAR' && type.kind !== 'VARCHAR') throw wrongType(this, [type]);
      const { length } = type;
      const call = literal === undefined ? change : (text: string) => cutText(change(text), length);
      return { returns: type, parameters: [type], compile: () => call };
    },
  });
}

export const charLength = defineScalar({
  name: 'CHAR_LENGTH',
  aliases: ['CHARACTER_LENGTH'],
  syntax: 'CHAR_LENGTH(string)',
  doc: 'How many characters (code points) the text has.',
  args: ['STRING'],
  returns: INT,
  call: codePoints,
});

export const join = defineFunction({
  name: '||',
  syntax: 'a || b',
  doc: 'The two texts one behind the other.',
  bind(args) {
    const types = valuesOnly(this, args).map((arg) => arg.type);
    const [a, b] = types;
    if (a === undefined || b === undefined || types.length !== 2)
      throw wrongArguments(this, 'two texts wanted');
    if ((isBinary(a) && isBinary(b)) || (a.kind === 'ARRAY' && b.kind === 'ARRAY'))
      throw new SqlError('E_UNSUPPORTED', '|| joins texts only');
    if (!isText(a) || !isText(b)) throw wrongType(this, types, 'CAST(... AS STRING) makes a text of a value');
    return {
      returns: withNullability(joinedType(a, b), a.nullable || b.nullable),
      parameters: types,
      compile: () => (left: string, right: string) => left + right,
    };
  },
});

function joinedType(a: SqlType, b: SqlType): SqlType {
  if (!('length' in a) || !('length' in b)) return STRING;
  const length = Math.min(a.length + b.length, MAX_LENGTH);
  return a.kind === 'CHAR' && b.kind === 'CHAR' ? char(length) : varchar(length);
}

export const concat = defineScalar({
  name: 'CONCAT',
  syntax: 'CONCAT(string, ...)',
  doc: 'The texts one behind the other; NULL if one is NULL.',
  args: ['STRING', 'STRING...'],
  returns: STRING,
  call: (...texts) => texts.join(''),
});

export const concatWs = defineScalar({
  name: 'CONCAT_WS',
  syntax: 'CONCAT_WS(separator, string, ...)',
  doc: 'The texts with the separator between them; NULLs are left out, a NULL separator gives NULL.',
  nulls: 'own',
  args: ['STRING', 'STRING...'],
  returns: STRING,
  call: (separator, ...texts) =>
    separator === null ? null : texts.filter((text) => text !== null).join(separator),
});

/** Position 1 is the first character, 0 acts as 1, a negative one counts from the end. */
export const substring = defineScalar({
  name: 'SUBSTRING',
  aliases: ['SUBSTR'],
  syntax: 'SUBSTRING(string FROM position [FOR length])',
  doc: 'The part from a position on, counted from 1 or, negative, from the end; NULL for a negative length.',
  args: ['STRING', 'INT', 'INT?'],
  returns: ([type]) => varying(type),
  nullable: true,
  call(text, position, length = MAX_LENGTH) {
    if (length < 0) return null;
    const size = position < 0 ? codePoints(text) : 0;
    if (position < -size) return '';
    const start = position > 0 ? position - 1 : position === 0 ? 0 : size + position;
    return sliceText(text, start, start + length);
  },
});

export const left = defineScalar({
  name: 'LEFT',
  syntax: 'LEFT(string, length)',
  doc: 'The first characters.',
  args: ['STRING', 'INT'],
  returns: ([type]) => varying(type),
  nullable: true,
  call: (text, length) => sliceText(text, 0, length),
});

export const right = defineScalar({
  name: 'RIGHT',
  syntax: 'RIGHT(string, length)',
  doc: 'The last characters.',
  args: ['STRING', 'INT'],
  returns: ([type]) => varying(type),
  nullable: true,
  call(text, length) {
    const size = codePoints(text);
    return length <= 0 ? '' : sliceText(text, Math.max(0, size - length), size);
  },
});

export const reverse = defineScalar({
  name: 'REVERSE',
  syntax: 'REVERSE(string)',
  doc: 'The characters in reverse order.',
  args: ['STRING'],
  returns: STRING,
  nullable: true,
  call: (text) => [...text].reverse().join(''),
});

export const startsWith = edgeFunction(
  'STARTSWITH',
  'Whether the text begins with the other one.',
  (text, part) => text.startsWith(part),
);
export const endsWith = edgeFunction('ENDSWITH', 'Whether the text ends with the other one.', (text, part) =>
  text.endsWith(part),
);

function edgeFunction(
  name: string,
  doc: string,
  test: (text: string, part: string) => boolean,
): ScalarFunction {
  return takingBareNull(
    defineFunction({
      name,
      syntax: `${name}(string, part)`,
      doc,
      bind(args) {
        const types = valuesOnly(this, args).map((arg) => arg.type);
        if (types.length !== 2) throw wrongArguments(this, `2 arguments wanted, ${types.length} given`);
        const isBytes = types.every(isBinary);
        if (!isBytes && !types.every(isText)) throw wrongType(this, types, 'two texts or two BYTES wanted');
        const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
        return {
          returns: withNullability(
            BOOLEAN,
            types.some((type) => type.nullable),
          ),
          parameters: types,
          compile: () => (isBytes ? (a: Uint8Array, b: Uint8Array) => test(latin1(a), latin1(b)) : test),
        };
      },
    }),
  );
}
