import { SqlError } from '../../common/errors.ts';
import { JsonNumber, property, stringifyJson } from '../../common/json.ts';
import { parseDate, parseTime, parseTimestamp } from '../../types/datetime.ts';
import { fit, parseDecimal } from '../../types/decimal.ts';
import { parseDouble } from '../../types/double.ts';
import { excerpt } from '../../types/excerpt.ts';
import { keyOf, type Key } from '../../types/key.ts';
import { fromBigInt, parse as parseLong } from '../../types/long.ts';
import { timestampOf } from '../../types/timestamp.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';

export interface ReadOptions {
  /** A field that cannot be read is NULL. */
  readonly ignoreErrors: boolean;
  readonly failOnMissingField: boolean;
  readonly iso: boolean;
  /** A part was replaced by NULL. */
  readonly ignored: () => void;
}

/** A parsed JSON value that is not null, as a value of the type. Throws E_FORMAT. */
export type ReadValue = (json: unknown) => unknown;

/** How values of the type are read from JSON, as Flink's decoder does: texts of numbers are numbers, anything is a STRING. */
export function compileRead(type: SqlType, options: ReadOptions): ReadValue {
  const read = reader(type, options);
  if (read === undefined) {
    throw new SqlError('E_UNSUPPORTED', `the json format has no form for ${printType(type)}`);
  }
  return (json) => {
    const value = read(json);
    if (value === undefined) throw misfit(json, type);
    return value;
  };
}

/** undefined as a value: the JSON is nothing of the type. */
function reader(type: SqlType, options: ReadOptions): ReadValue | undefined {
  switch (type.kind) {
    case 'BOOLEAN':
      return (json) => (typeof json === 'boolean' ? json : scalarText(json)?.trim().toLowerCase() === 'true');
    case 'TINYINT':
      return (json) => integer(json, 128);
    case 'SMALLINT':
      return (json) => integer(json, 32_768);
    case 'INT':
      return (json) => integer(json, 2 ** 31);
    case 'BIGINT':
      return long;
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
    case 'CHAR':
    case 'VARCHAR':
      return (json) => scalarText(json) ?? stringifyJson(json);
    case 'BINARY':
    case 'VARBINARY':
      return (json) => (typeof json === 'string' ? base64(json) : undefined);
    case 'DATE':
      return (json) =>
        typeof json === 'string' && /^\d{4}-\d\d-\d\d$/.test(json) ? parseDate(json) : undefined;
    case 'TIME': {
      const unit = 10 ** (3 - Math.min(3, type.precision));
      return (json) => {
        const ms = typeof json === 'string' && /^\d\d:\d\d:\d\d/.test(json) ? parseTime(json) : undefined;
        return ms === undefined ? undefined : Math.floor(ms / unit) * unit;
      };
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { kind, precision } = type;
      return (json) => (typeof json === 'string' ? timestamp(json, kind, precision, options.iso) : undefined);
    }
    case 'ARRAY': {
      const element = nullable(type.element, options);
      return (json) => (Array.isArray(json) ? json.map(element) : undefined);
    }
    case 'MAP':
      return isText(type.key) ? mapReader(type.key, type.value, options) : undefined;
    case 'MULTISET':
      return isText(type.element)
        ? mapReader(type.element, { kind: 'INT', nullable: false }, options)
        : undefined;
    case 'ROW':
      return rowReader(type, options);
    case 'VARIANT':
      return (json) => json;
    default:
      return undefined;
  }
}

function misfit(json: unknown, type: SqlType): SqlError {
  return new SqlError(
    'E_FORMAT',
    `${excerpt(stringifyJson(json))} is no ${printType(withNullability(type, true))}`,
  );
}

/** JSON null is NULL; with ignore-parse-errors so is what cannot be read. */
export function nullable(type: SqlType, options: ReadOptions): ReadValue {
  const read = compileRead(type, options);
  return (json) => {
    if (json === null || json === undefined) return null;
    if (!options.ignoreErrors) return read(json);
    try {
      return read(json);
    } catch {
      options.ignored();
      return null;
    }
  };
}

function isText(type: SqlType): boolean {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}

function mapReader(keyType: SqlType, valueType: SqlType, options: ReadOptions): ReadValue {
  const key = keyOf(keyType);
  const value = nullable(valueType, options);
  return (json) => {
    if (!isObject(json)) return undefined;
    const map = new Map<Key, readonly [unknown, unknown]>();
    for (const [name, item] of Object.entries(json)) map.set(key(name), [name, value(item)]);
    return map;
  };
}

function rowReader(type: SqlType & { kind: 'ROW' }, options: ReadOptions): ReadValue {
  const fields = type.fields.map(({ name, type: fieldType }) => ({
    name,
    read: nullable(fieldType, options),
  }));
  return (json) => {
    if (!isObject(json)) return undefined;
    return fields.map(({ name, read }) => {
      const item = property(json, name);
      if (item === undefined && options.failOnMissingField) throw missingField(name);
      return read(item);
    });
  };
}

export function missingField(name: string): SqlError {
  return new SqlError('E_FORMAT', `field '${name}' is missing`, {
    hint: "'json.fail-on-missing-field' = 'false' makes it NULL",
  });
}

export function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}

/** The text of a string, number or boolean; undefined for the rest. */
function scalarText(json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json === 'number' || typeof json === 'boolean' || typeof json === 'bigint') return String(json);
  return json instanceof JsonNumber ? json.text : undefined;
}

/** A number is cut to its whole part, a text must be whole; undefined beyond the bound. */
function integer(json: unknown, bound: number): number | undefined {
  let value: number;
  if (typeof json === 'number') value = Math.trunc(json) + 0;
  else if (typeof json === 'string' && /^\s*[+-]?\d+\s*$/.test(json)) value = Number(json);
  else if (json instanceof JsonNumber) value = Math.trunc(Number(json.text));
  else return undefined;
  return value >= -bound && value < bound ? value + 0 : undefined;
}

function long(json: unknown): unknown {
  if (typeof json === 'number') {
    const whole = Math.trunc(json) + 0;
    return Number.isSafeInteger(whole) ? whole : parseLong(BigInt(whole).toString());
  }
  if (typeof json === 'bigint') return parseLong(json.toString());
  if (typeof json === 'string') return /^\s*[+-]?\d+\s*$/.test(json) ? parseLong(json.trim()) : undefined;
  return json instanceof JsonNumber ? parseLong(json.text.replace(/\..*$/, '')) : undefined;
}

function double(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  const text = typeof json === 'boolean' ? undefined : scalarText(json);
  return text === undefined ? undefined : parseDouble(text);
}

/** `null` for what has too many digits, as in Flink. */
function decimal(json: unknown, precision: number, scale: number): unknown {
  const text = typeof json === 'boolean' ? undefined : scalarText(json)?.trim();
  const parsed = text === undefined ? undefined : parseDecimal(text);
  return parsed && fit(fromBigInt(parsed.unscaled), parsed.scale, precision, scale);
}

function base64(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 !== 1
    ? new Uint8Array(Buffer.from(text, 'base64'))
    : undefined;
}

/** TIMESTAMP_LTZ ends in Z and is a moment; TIMESTAMP has no zone. */
function timestamp(
  text: string,
  kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ',
  precision: number,
  iso: boolean,
): unknown {
  const zoned = kind === 'TIMESTAMP_LTZ';
  if (zoned !== text.endsWith('Z')) return undefined;
  const local = parseTimestamp(zoned ? text.slice(0, -1) : text, iso ? 'T' : ' ');
  if (local === undefined) return undefined;
  return timestampOf(local.ms, local.nanos, precision);
}
