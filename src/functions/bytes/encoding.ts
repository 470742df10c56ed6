import { hash } from 'node:crypto';
import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { BYTES, INT, STRING } from '../../types/type.ts';
import { charset } from './charset.ts';
import { decodeBase64 } from './java-base64.ts';
import { defineFunction, defineScalar, type ScalarFunction } from '../define.ts';
import { char, varchar } from '../result-type.ts';

export const ascii = defineScalar({
  name: 'ASCII',
  syntax: 'ASCII(string)',
  doc: "The first byte of the text's UTF-8, from -128 to 127 as in Flink; 0 of the empty text.",
  args: ['STRING'],
  returns: INT,
  call: (text) => (text === '' ? 0 : ((Buffer.from(text.slice(0, 2))[0] ?? 0) << 24) >> 24),
});

export const chr = defineScalar({
  name: 'CHR',
  syntax: 'CHR(code)',
  doc: 'The character of a code from 0 to 255, larger ones modulo 256; empty for a negative one.',
  args: ['BIGINT'],
  returns: STRING,
  nullable: true,
  call: (code) => (code < 0 ? '' : String.fromCharCode(Number(BigInt.asUintN(8, BigInt(code))))),
});

export const md5 = digest('MD5', 'md5', 32);
export const sha1 = digest('SHA1', 'sha1', 40);
export const sha224 = digest('SHA224', 'sha224', 56);
export const sha256 = digest('SHA256', 'sha256', 64);
export const sha384 = digest('SHA384', 'sha384', 96);
export const sha512 = digest('SHA512', 'sha512', 128);

const withBits = defineScalar({
  name: 'SHA2',
  syntax: 'SHA2(string, bits)',
  doc: "The SHA-2 of the text's UTF-8 with 224, 256, 384 or 512 bits, as hexadecimal digits.",
  args: ['STRING|BYTES', 'INT'],
  returns: varchar(128),
  call(value, bits) {
    // Flink asks Java for SHA-<bits>, and SHA-1 is one too
    if (bits !== 1) checkBits(bits);
    return hash(`sha${bits}`, value, 'hex');
  },
});

export const sha2 = defineFunction({
  ...withBits,
  bind(args) {
    const bound = withBits.bind(args);
    const [, bits] = args;
    if (bits?.kind === 'value' && typeof bits.literal?.value === 'number') checkBits(bits.literal.value);
    return bound;
  },
});

function checkBits(bits: number): void {
  if (![224, 256, 384, 512].includes(bits))
    throw new SqlError('E_VALUE', `SHA2 has no ${bits} bits`, { hint: '224, 256, 384 or 512' });
}

function digest(name: string, algorithm: string, digits: number): ScalarFunction {
  return defineScalar({
    name,
    syntax: `${name}(string)`,
    doc: `The ${name} of the text's UTF-8 as ${digits} hexadecimal digits.`,
    args: ['STRING|BYTES'],
    returns: char(digits),
    call: (value) => hash(algorithm, value, 'hex'),
  });
}

export const encode = defineScalar({
  name: 'ENCODE',
  syntax: 'ENCODE(string, charset)',
  doc: "The text's bytes in a character set: UTF-8, UTF-16, UTF-16BE, UTF-16LE, ISO-8859-1 or US-ASCII.",
  args: ['STRING', 'STRING'],
  returns: BYTES,
  call: (text, set) => charset(set).encode(text),
});

export const decode = defineScalar({
  name: 'DECODE',
  syntax: 'DECODE(bytes, charset)',
  doc: 'The text whose bytes in a character set are given: UTF-8, UTF-16, UTF-16BE, UTF-16LE, ISO-8859-1 or US-ASCII.',
  args: ['BYTES', 'STRING'],
  returns: STRING,
  call: (bytes, set) => charset(set).decode(bytes),
});

export const toBase64 = defineScalar({
  name: 'TO_BASE64',
  syntax: 'TO_BASE64(string)',
  doc: "The text's UTF-8 in base64.",
  args: ['STRING|BYTES'],
  returns: STRING,
  call: (value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value)).toString('base64'),
});

export const fromBase64 = defineScalar({
  name: 'FROM_BASE64',
  syntax: 'FROM_BASE64(string)',
  doc: 'The text whose UTF-8 is given in base64.',
  args: ['STRING|BYTES'],
  returns: STRING,
  call(value) {
    const text = typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
    const bytes = decodeBase64(text);
    if (bytes === undefined) throw new SqlError('E_VALUE', `FROM_BASE64: ${excerpt(text)} is no base64`);
    return bytes.toString('utf8');
  },
});
