import { formatTimestamp } from '../types/datetime.ts';
import { formatDecimal } from '../types/decimal.ts';
import { formatDouble, formatFloat } from '../types/double.ts';
import type { Long } from '../types/long.ts';
import { isText } from '../types/coercion.ts';
import { STRING, withNullability, type SqlType } from '../types/type.ts';
import { anyValues, defineFunction, wrongArguments, wrongType } from './define.ts';

export const jsonString = defineFunction({
  name: 'JSON_STRING',
  syntax: 'JSON_STRING(value)',
  doc: 'The value as JSON text: rows and maps as objects, BYTES in base64.',
  bind(args) {
    const types = anyValues(this, args).map((arg) => arg.type);
    const [type] = types;
    if (type === undefined || types.length !== 1)
      throw wrongArguments(this, `1 argument wanted, ${types.length} given`);
    const write = jsonWriter(type);
    if (write === undefined) throw wrongType(this, types, 'no JSON form is known for it');
    return { returns: withNullability(STRING, type.nullable), parameters: [type], compile: () => write };
  },
});

/** JSON text of values that are not NULL; undefined for types without one (DATE, TIME, INTERVAL, maps without text keys). */
export function jsonWriter(type: SqlType): ((value: never) => string) | undefined {
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
      return (value: number) => floating(value, formatFloat(value));
    case 'DOUBLE':
      return (value: number) => floating(value, formatDouble(value));
    case 'DECIMAL': {
      const { scale } = type;
      return (value: Long) => formatDecimal(value, scale);
    }
    case 'CHAR':
    case 'VARCHAR':
      return (value: string) => JSON.stringify(value);
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
      return element && ((values: readonly never[]) => `[${values.map(element).join(',')}]`);
    }
    case 'MAP': {
      const item = isText(type.key) ? nested(type.value) : undefined;
      return (
        item &&
        ((map: ReadonlyMap<unknown, readonly [string, never]>) => object([...map.values()], () => item))
      );
    }
    case 'ROW': {
      const items = type.fields.map((field) => nested(field.type));
      if (items.includes(undefined)) return undefined;
      const names = type.fields.map((field) => field.name);
      return (values: readonly never[]) =>
        object(
          values.map((value, i) => [names[i] ?? '', value] as const),
          (i) => items[i],
        );
    }
    default:
      return undefined;
  }
}

type Write = (value: never) => string;

function nested(type: SqlType): Write | undefined {
  const write = jsonWriter(type);
  return write && ((value: never) => (value === null ? 'null' : write(value)));
}

function object(
  pairs: readonly (readonly [string, never])[],
  at: (index: number) => Write | undefined,
): string {
  return `{${pairs.map(([key, value], i) => `${JSON.stringify(key)}:${at(i)?.(value) ?? 'null'}`).join(',')}}`;
}

/** JSON has no NaN and no infinity: they are texts. */
function floating(value: number, text: string): string {
  return Number.isFinite(value) ? text : `"${text}"`;
}

/** ISO 8601 with the digits of a second that are needed. */
function isoText(value: Long, precision: number): string {
  const text = formatTimestamp(value, precision, 0, 'T');
  return precision === 0 ? text : text.replace(/\.?0+$/, '');
}
