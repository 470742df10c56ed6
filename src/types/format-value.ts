import { unreachable } from '../common/errors.ts';
import { bitmapText } from './bitmap.ts';
import { formatDate, formatTime, formatTimestamp } from './datetime.ts';
import { formatDecimal } from './decimal.ts';
import { formatDouble, formatFloat } from './double.ts';
import { formatDayTime, formatYearMonth } from './interval.ts';
import type { Long } from './long.ts';

import { epochMs } from './timestamp.ts';
import { timeZone } from './time-zone.ts';
import type { SqlType } from './type.ts';
import { variantText } from './variant.ts';

export interface FormatOptions {
  /** table.local-time-zone: TIMESTAMP_LTZ is printed as clocks there show it. */
  readonly timeZone: string;
}

/**
 * A value as Flink's client prints it: TRUE, 1.0E7, timestamps with all digits of their precision, [a, b], {k=v},
 * (a, b), x'4a4b'. NULL inside a collection is the word NULL; a NULL as such is the caller's.
 */
export function formatValue(value: unknown, type: SqlType, options: FormatOptions): string {
  return compileFormat(type, options)(value);
}

/** `formatValue` for many values of one type. */
export function compileFormat(type: SqlType, options: FormatOptions): (value: unknown) => string {
  return compileText(type, options.timeZone, hexLiteral);
}

/** How a value reads as text; `bytes` says how BYTES do, which CAST and the client see differently. */
export function compileText(
  type: SqlType,
  zone: string,
  bytes: (value: Uint8Array) => string,
): (value: unknown) => string {
  switch (type.kind) {
    case 'NULL':
      return () => 'NULL';
    case 'BOOLEAN':
      return (value) => (value === true ? 'TRUE' : 'FALSE');
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return String;
    case 'FLOAT':
      return (value) => formatFloat(value as number);
    case 'DOUBLE':
      return (value) => formatDouble(value as number);
    case 'DECIMAL': {
      const { scale } = type;
      return (value) => formatDecimal(value as Long, scale);
    }
    case 'CHAR':
    case 'VARCHAR':
      return (value) => value as string;
    case 'BINARY':
    case 'VARBINARY':
      return (value) => bytes(value as Uint8Array);
    case 'DATE':
      return (value) => formatDate(value as number);
    case 'TIME': {
      const { precision } = type;
      return (value) => formatTime(value as number, precision);
    }
    case 'TIMESTAMP': {
      const { precision } = type;
      return (value) => formatTimestamp(value as Long, precision);
    }
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      const local = timeZone(zone);
      return (value) =>
        formatTimestamp(value as Long, precision, local.offsetAt(epochMs(value as Long, precision)));
    }
    case 'INTERVAL_DAY_TIME':
      return (value) => formatDayTime(value as number);
    case 'INTERVAL_YEAR_MONTH':
      return (value) => formatYearMonth(value as number);
    case 'ARRAY': {
      const element = nested(type.element, zone, bytes);
      return (value) => `[${(value as unknown[]).map(element).join(', ')}]`;
    }
    case 'ROW': {
      const fields = type.fields.map((field) => nested(field.type, zone, bytes));
      const names = type.fields.map((field) => (type.className === undefined ? '' : `${field.name}=`));
      return (value) =>
        `(${(value as unknown[]).map((item, i) => `${names[i]}${fields[i]?.(item) ?? ''}`).join(', ')})`;
    }
    case 'MAP':
      return mapText(nested(type.key, zone, bytes), nested(type.value, zone, bytes));
    case 'MULTISET':
      return mapText(nested(type.element, zone, bytes), String);
    case 'BITMAP':
      return (value) => bitmapText(value as Uint32Array);
    case 'VARIANT':
      return variantText;
    default:
      return unreachable(type);
  }
}

function nested(
  type: SqlType,
  zone: string,
  bytes: (value: Uint8Array) => string,
): (value: unknown) => string {
  const text = compileText(type, zone, bytes);
  return (value) => (value === null ? 'NULL' : text(value));
}

function mapText(
  key: (value: unknown) => string,
  item: (value: unknown) => string,
): (value: unknown) => string {
  return (value) => {
    const entries = [...(value as ReadonlyMap<unknown, readonly [unknown, unknown]>).values()];
    return `{${entries.map(([k, v]) => `${key(k)}=${item(v)}`).join(', ')}}`;
  };
}

function hexLiteral(bytes: Uint8Array): string {
  return `x'${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}'`;
}
