import { isBinary, isInteger, isText, commonType } from '../../types/coercion.ts';
import type { Long } from '../../types/long.ts';
import { NULL_TYPE, STRING, withNullability, type SqlType } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import {
  anyValues,
  defineFunction,
  defineScalar,
  illegalNull,
  wrongArguments,
  wrongType,
} from '../define.ts';
import { varchar } from '../result-type.ts';

const STRINGS: SqlType = { kind: 'ARRAY', element: STRING, nullable: true };

/** An empty separator splits at blanks, a number is the separator's character code, as in Flink. */
export const splitIndex = defineScalar({
  name: 'SPLIT_INDEX',
  syntax: 'SPLIT_INDEX(string, separator, index)',
  doc: 'Piece number index (from 0) of the text cut at the separator; NULL when there is none.',
  args: ['STRING', 'STRING|INT', 'INT'],
  returns: STRING,
  nullable: true,
  call(text, separator, index) {
    if (index < 0 || text === '') return null;
    const sign = typeof separator === 'number' ? String.fromCharCode(separator) : separator || ' ';
    return text.split(sign, index + 1)[index] ?? null;
  },
});

export const split = takingBareNull(
  defineScalar({
    name: 'SPLIT',
    syntax: 'SPLIT(string, separator)',
    doc: 'The pieces of the text cut at the separator, at each character if it is empty; none of the empty text.',
    args: ['STRING', 'STRING'],
    returns: STRINGS,
    call(text, separator) {
      if (text === '') return [];
      return separator === '' ? [...text] : text.split(separator);
    },
  }),
);

export const elt = takingBareNull(
  defineFunction({
    name: 'ELT',
    syntax: 'ELT(index, value, ...)',
    doc: 'The value number index, from 1, of the strings or bytes that follow; NULL where there is none.',
    nulls: 'own',
    bind(args) {
      const [index, ...values] = anyValues(this, args);
      if (index === undefined || values.length === 0)
        throw wrongArguments(this, `at least 2 arguments wanted, ${args.length} given`);
      const types = values.map((value) => value.type);
      const common = commonType(types);
      if (index.type.kind === 'NULL') throw illegalNull(0);
      if (!isInteger(index.type))
        throw wrongType(this, [index.type, ...types], 'argument 1 must be an integer');
      if (common === undefined || !(isText(common) || isBinary(common)))
        throw wrongType(this, [index.type, ...types], 'the values must be all strings or all bytes');
      if (typeof index.literal?.value === 'number' && index.literal.value < 0)
        throw wrongArguments(this, 'the index counts from 1');
      return {
        returns: withNullability(common, true),
        parameters: [index.type, ...types.map((type) => withNullability(common, type.nullable))],
        compile:
          () =>
          (at: Long | null, ...choices: readonly unknown[]) =>
            at === null ? null : (choices[Number(at) - 1] ?? null),
      };
    },
  }),
  (argument) => (argument === 0 ? NULL_TYPE : varchar(1)),
);
