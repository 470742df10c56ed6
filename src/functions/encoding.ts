import { hash } from 'node:crypto';
import { SqlError } from '../common/errors.ts';
import { excerpt } from '../types/excerpt.ts';
import { INT, STRING } from '../types/type.ts';
import { defineScalar, type ScalarFunction } from './define.ts';
import { char } from './result-type.ts';

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
  args: ['STRING'],
  returns: STRING,
  call(text) {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new SqlError('E_VALUE', `${excerpt(text)} is no base64`);
    return Buffer.from(text, 'base64').toString('utf8');
  },
});
