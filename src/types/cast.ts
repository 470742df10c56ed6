import { SqlError } from '../common/errors.ts';
import { toDate, toInterval, toTime, toTimestamp } from './cast-datetime.ts';
import { toBoolean, toDecimal, toFloating, toInteger } from './cast-number.ts';
import { toBytes, toText } from './cast-text.ts';
import { shortestFloat } from './double.ts';
import { excerpt } from './excerpt.ts';
import { compileFormat } from './format-value.ts';
import { keyOf, type Key } from './key.ts';
import type { Long } from './long.ts';
import { epochMs, nanosOfMs, timestampOf } from './timestamp.ts';
import { DOUBLE, printType, sameType, withNullability, type SqlType } from './type.ts';

export interface CastOptions {
  /** TRY_CAST: NULL instead of an error, for a whole array or row if one part of it fails. */
  readonly safe?: boolean | undefined;
  /** table.local-time-zone */
  readonly timeZone: string;
  /** The value is a constant: Flink computes those by their digits, so that 0.1 as FLOAT is 0.1 as DOUBLE too. */
  readonly constant?: boolean | undefined;
}

/**
 * A value of one type that is not NULL as another: `undefined` where it has none there (an error),
 * `null` where Flink gives NULL without one (a number too large for a DECIMAL).
 */
export type Convert = (value: unknown) => unknown;

/**
 * CAST(x AS to) for values of type `from`; `canCast` must allow it. NULL stays NULL.
 * Throws E_VALUE with value and type, or gives null when `safe`.
 */
export function compileCast(from: SqlType, to: SqlType, options: CastOptions): (value: unknown) => unknown {
  const convert = constantCast(from, to, options) ?? converter(from, to, options.timeZone);
  if (convert === undefined) return (value) => value;
  if (options.safe === true) return (value) => (value === null ? null : (convert(value) ?? null));
  return (value) => {
    if (value === null) return null;
    const result = convert(value);
    if (result === undefined) throw failure(value, from, to, options.timeZone);
    return result;
  };
}

/**
 * A FLOAT constant goes over its digits, a FLOAT of a row is widened. Of a constant moment the last digits are left out, before
 * 1970 too.
 */
function constantCast(from: SqlType, to: SqlType, options: CastOptions): Convert | undefined {
  if (options.constant !== true) return undefined;
  if ((from.kind === 'TIMESTAMP' || from.kind === 'TIMESTAMP_LTZ') && to.kind === from.kind) {
    const { precision } = from;
    return (value) =>
      timestampOf(epochMs(value as Long, precision), nanosOfMs(value as Long, precision), to.precision);
  }
  if (from.kind !== 'FLOAT') return undefined;
  if (to.kind === 'DOUBLE') return (value) => shortestFloat(value as number);
  if (to.kind !== 'DECIMAL') return undefined;
  const convert = converter(DOUBLE, to, options.timeZone);
  return convert && ((value) => convert(shortestFloat(value as number)));
}

function failure(value: unknown, from: SqlType, to: SqlType, zone: string): SqlError {
  const text = compileFormat(from, { timeZone: zone })(value);
  const type = printType(withNullability(to, true));
  return new SqlError('E_VALUE', `${excerpt(text)} cannot be cast to ${type}`, {
    hint: 'TRY_CAST gives NULL instead',
  });
}

/** undefined: the value stays as it is. */
function converter(from: SqlType, to: SqlType, zone: string): Convert | undefined {
  if (from.kind === 'NULL' || sameType(from, to)) return undefined;
  switch (to.kind) {
    case 'BOOLEAN':
      return toBoolean(from);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return toInteger(from, to.kind);
    case 'FLOAT':
    case 'DOUBLE':
      return toFloating(from, to.kind);
    case 'DECIMAL':
      return toDecimal(from, to.precision, to.scale);
    case 'CHAR':
    case 'VARCHAR':
      return toText(from, to.kind, to.length, zone);
    case 'BINARY':
    case 'VARBINARY':
      return toBytes(from, to.kind, to.length);
    case 'DATE':
      return toDate(from, zone);
    case 'TIME':
      return toTime(from, to.precision, zone);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return toTimestamp(from, to.kind, to.precision, zone);
    case 'INTERVAL_DAY_TIME':
    case 'INTERVAL_YEAR_MONTH':
      return toInterval(from);
    case 'ARRAY':
      return from.kind === 'ARRAY' ? toArray(from.element, to.element, zone) : unsupported(from, to);
    case 'ROW':
      return from.kind === 'ROW'
        ? toRow(
            from.fields.map((f) => f.type),
            to.fields.map((f) => f.type),
            zone,
          )
        : unsupported(from, to);
    case 'MAP':
      return from.kind === 'MAP'
        ? toMap([from.key, from.value], [to.key, to.value], zone)
        : unsupported(from, to);
    case 'MULTISET':
      return from.kind === 'MULTISET'
        ? toMap([from.element, COUNT], [to.element, COUNT], zone)
        : unsupported(from, to);
    default:
      return unsupported(from, to);
  }
}

const COUNT: SqlType = { kind: 'INT', nullable: false };

function unsupported(from: SqlType, to: SqlType): never {
  throw new SqlError('E_TYPE', `${printType(from)} cannot be cast to ${printType(to)}`);
}

/** Like `converter`, for parts: NULL stays NULL. */
function part(from: SqlType, to: SqlType, zone: string): Convert {
  const convert = converter(from, to, zone);
  if (convert === undefined) return (value) => value;
  return (value) => (value === null ? null : convert(value));
}

function toArray(from: SqlType, to: SqlType, zone: string): Convert {
  const convert = part(from, to, zone);
  return (value) => {
    const result: unknown[] = [];
    for (const item of value as unknown[]) {
      const converted = convert(item);
      if (converted === undefined) return undefined;
      result.push(converted);
    }
    return result;
  };
}

function toRow(from: readonly SqlType[], to: readonly SqlType[], zone: string): Convert {
  const converts = from.map((type, i) => part(type, to[i] ?? type, zone));
  return (value) => {
    const result: unknown[] = [];
    const items = value as unknown[];
    for (let i = 0; i < items.length; i++) {
      const converted = converts[i]?.(items[i]);
      if (converted === undefined) return undefined;
      result.push(converted);
    }
    return result;
  };
}

function toMap(
  [fromKey, fromValue]: readonly [SqlType, SqlType],
  [toKey, toValue]: readonly [SqlType, SqlType],
  zone: string,
): Convert {
  const convertKey = part(fromKey, toKey, zone);
  const convertValue = part(fromValue, toValue, zone);
  const key = keyOf(toKey);
  return (value) => {
    const result = new Map<Key, readonly [unknown, unknown]>();
    for (const [k, v] of (value as ReadonlyMap<Key, readonly [unknown, unknown]>).values()) {
      const newKey = convertKey(k);
      const newValue = convertValue(v);
      if (newKey === undefined || newValue === undefined) return undefined;
      result.set(key(newKey), [newKey, newValue]);
    }
    return result;
  };
}
