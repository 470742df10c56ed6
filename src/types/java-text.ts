import { bitmapText } from './bitmap.ts';
import { formatDate } from './datetime.ts';
import { MS_PER_DAY } from './civil.ts';
import { formatDecimal } from './decimal.ts';
import { formatDouble, formatFloat } from './double.ts';
import type { Long } from './long.ts';
import { epochMs, nanosOfMs } from './timestamp.ts';
import type { SqlType } from './type.ts';
import { variantText } from './variant.ts';

/**
 * How a value reads in a line of Flink's print connector, which lets Java print it: `true`, `2025-01-31T12:30`,
 * `2025-01-31T12:30:00Z` for TIMESTAMP_LTZ, `PT1.5S`, `[a, b]`, `{k=v}`, `+I[1, a]` for a ROW, `null`.
 */
export function javaText(type: SqlType): (value: unknown) => string {
  const text = notNull(type);
  return (value) => (value === null ? 'null' : text(value));
}

// The casts follow the table of value forms in types/type.ts.
function notNull(type: SqlType): (value: unknown) => string {
  switch (type.kind) {
    case 'FLOAT':
      return (value) => formatFloat(value as number);
    case 'DOUBLE':
      return (value) => formatDouble(value as number);
    case 'DECIMAL':
      return (value) => formatDecimal(value as Long, type.scale);
    case 'BINARY':
    case 'VARBINARY':
      return (value) => `[${Array.from(value as Uint8Array, (byte) => (byte << 24) >> 24).join(', ')}]`;
    case 'DATE':
      return (value) => formatDate(value as number);
    case 'TIME':
      return (value) => timeOfDay(value as number, 0, false);
    case 'TIMESTAMP':
      return (value) => moment(value as Long, type.precision, false);
    case 'TIMESTAMP_LTZ':
      return (value) => `${moment(value as Long, type.precision, true)}Z`;
    case 'INTERVAL_DAY_TIME':
      return (value) => duration(value as number);
    case 'INTERVAL_YEAR_MONTH':
      return (value) => period(value as number);
    case 'ARRAY': {
      const element = javaText(type.element);
      return (value) => `[${(value as readonly unknown[]).map(element).join(', ')}]`;
    }
    case 'MAP':
      return mapText(javaText(type.key), javaText(type.value));
    case 'MULTISET':
      return mapText(javaText(type.element), String);
    case 'ROW': {
      const fields = type.fields.map((field) => javaText(field.type));
      return (value) => `+I[${(value as readonly unknown[]).map((item, i) => fields[i]?.(item)).join(', ')}]`;
    }
    case 'BITMAP':
      return (value) => bitmapText(value as Uint32Array);
    case 'VARIANT':
      return variantText;
    default:
      return String;
  }
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

function moment(value: Long, precision: number, seconds: boolean): string {
  const ms = epochMs(value, precision);
  const day = Math.floor(ms / MS_PER_DAY);
  return `${formatDate(day)}T${timeOfDay(ms - day * MS_PER_DAY, nanosOfMs(value, precision), seconds)}`;
}

/** Java leaves zero seconds out of a time without zone, and prints fractions in groups of three digits. */
function timeOfDay(ms: number, nanos: number, seconds: boolean): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}`;
  const fraction = String((ms % 1000) * 1_000_000 + nanos)
    .padStart(9, '0')
    .replace(/(000){1,3}$/, '');
  const second = Math.floor(ms / 1000) % 60;
  if (second === 0 && fraction === '' && !seconds) return minutes;
  return `${minutes}:${two(second)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** java.time.Duration: PT26H3M4.5S, PT0S. */
function duration(ms: number): string {
  const [hours, minutes] = [Math.trunc(ms / 3_600_000), Math.trunc(ms / 60_000) % 60];
  const seconds = (ms % 60_000) / 1000;
  const text = `${hours === 0 ? '' : `${hours}H`}${minutes === 0 ? '' : `${minutes}M`}${seconds === 0 ? '' : `${seconds}S`}`;
  return `PT${text === '' ? '0S' : text}`;
}

/** java.time.Period: P1Y2M, P0D. */
function period(months: number): string {
  const [years, rest] = [Math.trunc(months / 12), months % 12];
  return months === 0 ? 'P0D' : `P${years === 0 ? '' : `${years}Y`}${rest === 0 ? '' : `${rest}M`}`;
}
