import { isDateTime, isNumeric, isText } from '../../types/coercion.ts';
import type { Long } from '../../types/long.ts';
import { INT, withNullability, type SqlType } from '../../types/type.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType } from '../define.ts';

/** As `hashCode` of the Java value that Flink keeps. */
export const hashCode = defineFunction({
  name: 'HASH_CODE',
  syntax: 'HASH_CODE(value)',
  doc: 'A number from the value, the same for equal values, as Java computes it; not for BYTES and collections.',
  nulls: 'strict',
  bind(args) {
    const types = valuesOnly(this, args).map((arg) => arg.type);
    const [type] = types;
    if (type === undefined || types.length !== 1)
      throw wrongArguments(this, `1 argument wanted, ${types.length} given`);
    const hash = hashOf(type);
    if (hash === undefined) throw wrongType(this, types);
    return { returns: withNullability(INT, type.nullable), parameters: [type], compile: () => hash };
  },
});

function hashOf(type: SqlType): ((value: never) => number) | undefined {
  switch (type.kind) {
    case 'BOOLEAN':
      return (value: boolean) => (value ? 1231 : 1237);
    case 'BIGINT':
      return hashOfLong;
    case 'FLOAT':
      return (value: number) => hashOfBits(new Float32Array([value]));
    case 'DOUBLE':
      return (value: number) => hashOfBits(new Float64Array([value]));
    case 'DECIMAL':
      return (value: Long) => (Math.imul(31, hashOfInteger(BigInt(value))) + type.scale) | 0;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const parts = 10n ** BigInt(unitDigits(type.precision));
      const nanos = 1_000_000n / parts;
      return (value: Long) => {
        const rest = ((BigInt(value) % parts) + parts) % parts;
        const ms = (BigInt(value) - rest) / parts;
        return (Math.imul(31, hashOfLong(ms)) + Number(rest * nanos)) | 0;
      };
    }
    default:
      if (isText(type)) return hashOfText;
      return isNumeric(type) || isDateTime(type) ? (value: number) => value : undefined;
  }
}

/** Digits behind the millisecond in the form of a timestamp's values. */
function unitDigits(precision: number): number {
  if (precision <= 3) return 0;
  return precision <= 6 ? 3 : 6;
}

function hashOfText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

function hashOfLong(value: Long): number {
  const long = BigInt(value);
  return Number(BigInt.asIntN(32, long ^ (BigInt.asUintN(64, long) >> 32n)));
}

/** BigInteger: 31 times the rest and the next 32 bits, from the highest; the sign last. */
function hashOfInteger(value: bigint): number {
  const size = value < 0n ? -value : value;
  let hash = 0;
  for (let shift = 96n; shift >= 0n; shift -= 32n)
    hash = (Math.imul(31, hash) + Number(BigInt.asIntN(32, size >> shift))) | 0;
  return value < 0n ? -hash | 0 : hash;
}

/** All NaN have one pattern of bits. */
function hashOfBits(value: Float32Array | Float64Array): number {
  const words = new Int32Array(value.buffer);
  return words.reduce((hash, word) => hash ^ word, 0);
}
