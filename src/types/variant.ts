import { JsonNumber, parseJsonNumbers, quoteJson } from '../common/json.ts';
import { parseFirst } from '../common/json-first.ts';
import { formatDouble } from './double.ts';

// A VARIANT is a parsed JSON value. Its numbers are of three kinds that are never equal to each other:
// whole ones (number, bigint, JsonNumber beyond 64 bits), decimals (JsonNumber, 1.50) and doubles (JsonNumber, 1e+3).

class JsonNull {
  toJSON(): null {
    return null;
  }
}

/** JSON's null as a whole value: no SQL NULL. Inside of arrays and objects it is `null`. */
export const JSON_NULL: object = Object.freeze(new JsonNull());

/** Digits that a whole number or decimal can have; longer ones are doubles, as in Flink. */
const MAX_DIGITS = 38;

/** The first JSON value of the text; undefined if there is none. */
export function parseVariant(text: string): unknown {
  const value = parseFirst(text, (json) => parseJsonNumbers(json, readNumber));
  return value === null ? JSON_NULL : value;
}

function readNumber(text: string): unknown {
  const [, sign = '', whole = '', fraction] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text) ?? [];
  if (whole === '') return double(Number(text));
  const digits = (whole + (fraction ?? '')).replace(/^0+/, '');
  if (digits.length > MAX_DIGITS || (fraction ?? '').length > MAX_DIGITS) return double(Number(text));
  if (fraction !== undefined) return new JsonNumber(digits === '' ? `0.${fraction}` : text);
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value + 0;
  const long = BigInt(sign + digits);
  return BigInt.asIntN(64, long) === long ? long : new JsonNumber(text);
}

function double(value: number): JsonNumber {
  return new JsonNumber(Object.is(value, -0) ? '-0e+0' : value.toExponential());
}

/** How Flink prints a VARIANT: compact JSON, keys in order, decimals without zeros at the end, doubles as Java has them. */
export function variantText(value: unknown): string {
  if (typeof value === 'string') return quoteJson(value);
  if (value === null || value === JSON_NULL) return 'null';
  if (value instanceof JsonNumber) return variantNumber(value.text);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(variantText).join(',')}]`;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, item]) => `${quoteJson(key)}:${variantText(item)}`).join(',')}}`;
}

function variantNumber(text: string): string {
  if (/[eI]/.test(text)) return formatDouble(Number(text));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Equal for equal values alone. As in Flink 1, 1.0 and 1.00 differ, and so do objects with another order of keys. */
export function variantKey(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || value === JSON_NULL) return 'null';
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(variantKey).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${variantKey(item)}`)
    .join(',')}}`;
}
