import type { Long } from '../../types/long.ts';
import { BYTES, STRING } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import { defineScalar } from '../define.ts';

export const bin = defineScalar({
  name: 'BIN',
  syntax: 'BIN(integer)',
  doc: "The integer in binary; a negative one as 64 bits of its two's complement.",
  args: ['BIGINT'],
  returns: STRING,
  call: (value) => unsigned(value).toString(2),
});

export const hex = defineScalar({
  name: 'HEX',
  syntax: 'HEX(integer | string)',
  doc: "The integer, or the text's UTF-8, in hexadecimal; a negative integer as 64 bits.",
  args: ['BIGINT|STRING'],
  returns: STRING,
  call: (value) =>
    (typeof value === 'string'
      ? Buffer.from(value).toString('hex')
      : unsigned(value).toString(16)
    ).toUpperCase(),
});

/** An odd number of digits: the first one becomes a zero byte, as in Flink. */
export const unhex = takingBareNull(
  defineScalar({
    name: 'UNHEX',
    syntax: 'UNHEX(string)',
    doc: 'The bytes that are given in hexadecimal; NULL for any other text.',
    args: ['STRING'],
    returns: BYTES,
    nullable: true,
    call(text) {
      if (!/^[0-9a-fA-F]*$/.test(text)) return null;
      const isOdd = text.length % 2 === 1;
      const digits = isOdd ? `00${text.slice(1)}` : text;
      return new Uint8Array(Buffer.from(digits, 'hex'));
    },
  }),
);

function unsigned(value: Long): Long {
  return value < 0 ? BigInt.asUintN(64, BigInt(value)) : value;
}
