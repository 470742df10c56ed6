import { JsonNumber } from '../../common/json.ts';
import { fit, parseDecimal } from '../../types/decimal.ts';
import { parseDouble } from '../../types/double.ts';
import { fromBigInt, parse as parseLong, type Long } from '../../types/long.ts';
import type { SqlType } from '../../types/type.ts';
import { readDate, readInstant, readTime, readTimestamp, type TimestampStandard } from '../moment-text.ts';
import type { Numbers, ReadValue } from './numbers.ts';

/** How scalars other than text are read, as Flink's decoder does; undefined for types that are no such scalars. */
export function scalarReader(
  type: SqlType,
  standard: TimestampStandard,
  numbers: Numbers,
): ReadValue | undefined {
  switch (type.kind) {
    case 'BOOLEAN':
      return boolean;
    case 'TINYINT':
      return (json) => (isFraction(json) ? undefined : integer(json, 128));
    case 'SMALLINT':
      return (json) => (isFraction(json) ? undefined : integer(json, 32_768));
    case 'INT':
      return (json) => integer(json, 2 ** 31);
    case 'BIGINT':
      return (json) => long(json, numbers);
    case 'FLOAT':
      return (json) => {
        const value = double(json);
        return value === undefined ? undefined : Math.fround(value);
      };
    case 'DOUBLE':
      return double;
    case 'DECIMAL': {
      const { precision, scale } = type;
      return (json) => decimal(json, precision, scale);
    }
    case 'BINARY':
    case 'VARBINARY':
      return (json) => (typeof json === 'string' ? base64(json) : undefined);
    case 'DATE':
      return (json) => (typeof json === 'string' ? readDate(json) : undefined);
    case 'TIME': {
      const unit = 10 ** (3 - Math.min(3, type.precision));
      return (json) => {
        const ms = typeof json === 'string' ? readTime(json) : undefined;
        return ms === undefined ? undefined : ms - (ms % unit);
      };
    }
    case 'TIMESTAMP': {
      const { precision } = type;
      return (json) => (typeof json === 'string' ? readTimestamp(json, standard, precision) : undefined);
    }
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      return (json) => (typeof json === 'string' ? readInstant(json, standard, precision) : undefined);
    }
    case 'VARIANT':
      return (json) => json;
    default:
      return undefined;
  }
}

/** Any scalar is FALSE but true and the text true. */
function boolean(json: unknown): boolean | undefined {
  if (typeof json === 'boolean') return json;
  if (typeof json === 'string') return json.trim().toLowerCase() === 'true';
  return typeof json === 'object' && !(json instanceof JsonNumber) ? undefined : false;
}

function isFraction(json: unknown): boolean {
  return (
    (typeof json === 'number' && !Number.isInteger(json)) ||
    (json instanceof JsonNumber && !/^-?\d+$/.test(json.text))
  );
}

/** A number is cut to its whole part, a text must be whole; undefined beyond the bound. */
function integer(json: unknown, bound: number): number | undefined {
  let value: number;
  if (typeof json === 'number') value = Math.trunc(json) + 0;
  else if (typeof json === 'string' && /^\s*[+-]?\d+\s*$/.test(json)) value = Number(json) + 0;
  else if (json instanceof JsonNumber) value = Math.trunc(Number(json.text)) + 0;
  else return undefined;
  return value >= -bound && value < bound ? value : undefined;
}

function long(json: unknown, numbers: Numbers): Long | undefined {
  if (typeof json === 'number') {
    if (Math.abs(json) < 2 ** 53) return Math.trunc(json) + 0;
    if (numbers.exact) return undefined;
    // its last digits may be wrong
    numbers.want();
    return 0;
  }
  if (typeof json === 'string') return parseLong(json.trim());
  if (typeof json === 'bigint') return parseLong(json.toString());
  if (!(json instanceof JsonNumber)) return undefined;
  if (!/e/i.test(json.text)) return parseLong(json.text.replace(/\..*$/, ''));
  const value = Math.trunc(Number(json.text)) + 0;
  return Number.isSafeInteger(value)
    ? value
    : Number.isFinite(value)
      ? parseLong(BigInt(value).toString())
      : undefined;
}

function double(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  if (typeof json === 'string') return parseDouble(json);
  if (typeof json === 'bigint') return Number(json);
  return json instanceof JsonNumber ? Number(json.text) : undefined;
}

/** `null` for what has too many digits, as in Flink. */
function decimal(json: unknown, precision: number, scale: number): Long | null | undefined {
  if (typeof json === 'number') {
    // the shortest digits of the double are the ones in the text, or parseJson had kept the text
    return Number.isInteger(json) && Number.isSafeInteger(json)
      ? fit(json, 0, precision, scale)
      : digits(String(json), precision, scale);
  }
  if (typeof json === 'string') return digits(json.trim(), precision, scale);
  if (typeof json === 'bigint') return fit(fromBigInt(json), 0, precision, scale);
  return json instanceof JsonNumber ? digits(json.text, precision, scale) : undefined;
}

function digits(text: string, precision: number, scale: number): Long | null | undefined {
  const point = text.indexOf('.');
  // short plain numbers need no bigint
  if (text.length <= 15 && point > 0 && /^-?\d+\.\d+$/.test(text)) {
    return fit(
      Number(text.slice(0, point) + text.slice(point + 1)),
      text.length - point - 1,
      precision,
      scale,
    );
  }
  const parsed = parseDecimal(text);
  return parsed && fit(fromBigInt(parsed.unscaled), parsed.scale, precision, scale);
}

function base64(text: string): Uint8Array | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}
