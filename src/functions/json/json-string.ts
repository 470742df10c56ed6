import { SqlError } from '../../common/errors.ts';
import { JsonNumber, quoteJson } from '../../common/json.ts';
import { formatTimestamp } from '../../types/datetime.ts';
import { formatDecimal } from '../../types/decimal.ts';
import { formatDouble } from '../../types/double.ts';
import type { Long } from '../../types/long.ts';
import { isText } from '../../types/coercion.ts';
import { printType, STRING, withNullability, type SqlType } from '../../types/type.ts';
import { variantText } from '../../types/variant.ts';
import { anyValues, defineFunction, wrongArguments, wrongType } from '../define.ts';
import { numberText } from './json-document.ts';

export const jsonString = defineFunction({
  name: 'JSON_STRING',
  syntax: 'JSON_STRING(value)',
  doc: 'The value as JSON text: rows and maps as objects, BYTES in base64.',
  bind(args) {
    const types = anyValues(this, args).map((arg) => arg.type);
    const [type] = types;
    if (type === undefined || types.length !== 1)
      throw wrongArguments(this, `1 argument wanted, ${types.length} given`);
    if (NO_VALUES.has(type.kind)) throw wrongType(this, types, 'no JSON form is known for it');
    const write = jsonWriter(type);
    return {
      returns: withNullability(STRING, type.nullable),
      parameters: [type],
      compile: (_, sources = []) => writeRaw(write, sources[0]),
    };
  },
});

/** Refused while arguments are checked, as Flink does; inside of arrays and the like they are refused later. */
const NO_VALUES: ReadonlySet<SqlType['kind']> = new Set(['DATE', 'TIME', 'BITMAP']);

type Write = (value: never) => string;

/** Calls of these are JSON already where another JSON function takes them as values. */
const MAKERS = new Set(['JSON_OBJECT', 'JSON_ARRAY', 'JSON']);

/** What writes a value that a function of the name has made; undefined: no function has. */
export function writeRaw(write: Write, source: string | undefined): Write {
  return source !== undefined && MAKERS.has(source) ? (text: string) => text : write;
}

/**
 * JSON text of values that are not NULL, keys in order, numbers as BigDecimal prints them (a FLOAT as the double that it
 * is); undefined for types without one (DATE, TIME, INTERVAL, BITMAP, maps without text keys).
 */
export function jsonWriter(type: SqlType): Write {
  switch (type.kind) {
    case 'NULL':
      return () => 'null';
    case 'BOOLEAN':
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return String;
    case 'FLOAT':
    case 'DOUBLE':
      return floating;
    case 'DECIMAL': {
      const { scale } = type;
      if (scale <= 6) return (value: Long) => formatDecimal(value, scale);
      return (value: Long) => numberText(new JsonNumber(formatDecimal(value, scale)));
    }
    case 'CHAR':
    case 'VARCHAR':
      return quoteJson;
    case 'BINARY':
    case 'VARBINARY':
      return (value: Uint8Array) => `"${Buffer.from(value).toString('base64')}"`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      const suffix = type.kind === 'TIMESTAMP' ? '' : 'Z';
      return (value: Long) => `"${isoText(value, precision)}${suffix}"`;
    }
    case 'ARRAY': {
      const element = nested(type.element);
      return (values: readonly never[]) => `[${values.map(element).join(',')}]`;
    }
    case 'MAP': {
      if (!isText(type.key)) throw noJson(type);
      return mapWriter(nested(type.value));
    }
    case 'ROW':
      return rowWriter(type.fields);
    case 'VARIANT':
      return variantText;
    default:
      throw noJson(type);
  }
}

function noJson(type: SqlType): SqlError {
  return new SqlError('E_UNSUPPORTED', `${printType(withNullability(type, true))} has no JSON form`, {
    hint: type.kind === 'MAP' ? 'the keys must be texts' : 'CAST it to STRING',
  });
}

function nested(type: SqlType): Write {
  const write = jsonWriter(type);
  return (value: never) => (value === null ? 'null' : write(value));
}

function mapWriter(item: Write): Write {
  return (map: ReadonlyMap<unknown, readonly [string | null, never]>) => {
    const pairs = [...map.values()].map(([key, value]): readonly [string, never] => {
      if (key === null) throw new SqlError('E_VALUE', 'a map with a NULL key has no JSON form');
      return [key, value];
    });
    pairs.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, value]) => `${quoteJson(key)}:${item(value)}`).join(',')}}`;
  };
}

function rowWriter(fields: readonly { readonly name: string; readonly type: SqlType }[]): Write {
  const items: { name: string; prefix: string; index: number; write: Write }[] = [];
  for (const [index, { name, type }] of fields.entries()) {
    items.push({ name, prefix: `${quoteJson(name)}:`, index, write: nested(type) });
  }
  items.sort((a, b) => (a.name < b.name ? -1 : 1));
  return (values: readonly unknown[]) =>
    // the row's type says that each value is what its writer takes
    `{${items.map(({ prefix, index, write }) => prefix + write(values[index] as never)).join(',')}}`;
}

/** JSON has no NaN and no infinity: they are texts. */
function floating(value: number): string {
  const text = formatDouble(value + 0); // no sign of zero
  if (!Number.isFinite(value)) return `"${text}"`;
  return text.includes('E') ? numberText(new JsonNumber(text)) : text;
}

/** ISO 8601 with the digits of a second that are needed. */
function isoText(value: Long, precision: number): string {
  const text = formatTimestamp(value, precision, 0, 'T');
  return precision === 0 ? text : text.replace(/\.?0+$/, '');
}
