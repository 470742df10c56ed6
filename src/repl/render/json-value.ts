import { shortestFloat } from '../../types/double.ts';
import type { RowField, SqlType } from '../../types/type.ts';
import { variantText } from '../../types/variant.ts';
import type { CellText } from './row-writer.ts';

type ToJson = (value: unknown) => string;

/**
 * JSON text of the values of a type: longs and decimals as numbers with all their digits, NaN and the infinities as
 * texts, bytes in base64, times as the client prints them, ROW and MAP as objects.
 */
export function jsonOf(type: SqlType, cellText: CellText): ToJson {
  const write = jsonOfPresent(type, cellText);
  return (value) => (value === null || value === undefined ? 'null' : write(value));
}

function jsonOfPresent(type: SqlType, cellText: CellText): ToJson {
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
      return (value) => doubleJson(shortestFloat(value as number));
    case 'DOUBLE':
      return doubleJson;
    case 'DECIMAL':
      return cellText(type);
    case 'CHAR':
    case 'VARCHAR':
      return JSON.stringify;
    case 'BINARY':
    case 'VARBINARY':
      return (value) => JSON.stringify(Buffer.from(value as Uint8Array).toString('base64'));
    case 'ARRAY': {
      const element = jsonOf(type.element, cellText);
      return (value) => `[${(value as unknown[]).map(element).join(',')}]`;
    }
    case 'MAP': {
      const key = cellText(type.key);
      return mapJson((item) => (item === null ? 'null' : key(item)), jsonOf(type.value, cellText));
    }
    case 'MULTISET': {
      const key = cellText(type.element);
      return mapJson((item) => (item === null ? 'null' : key(item)), String);
    }
    case 'ROW':
      return rowJson(type.fields, cellText);
    case 'VARIANT':
      return variantText;
    default: {
      const text = cellText(type);
      return (value) => JSON.stringify(text(value));
    }
  }
}

function doubleJson(value: unknown): string {
  return Number.isFinite(value) ? JSON.stringify(value) : `"${String(value)}"`;
}

/** Both kinds of map keep pairs; see types/type.ts. */
function mapJson(key: (value: unknown) => string, item: ToJson): ToJson {
  return (value) => {
    const pairs = [...(value as Map<unknown, readonly [unknown, unknown]>).values()];
    return `{${pairs.map(([k, v]) => `${JSON.stringify(key(k))}:${item(v)}`).join(',')}}`;
  };
}

function rowJson(fields: readonly RowField[], cellText: CellText): ToJson {
  const names = uniqueNames(fields.map(({ name }) => name)).map((name) => JSON.stringify(name));
  const items = fields.map(({ type }) => jsonOf(type, cellText));
  return (value) => {
    const values = value as unknown[];
    return `{${items.map((item, i) => `${names[i]}:${item(values[i])}`).join(',')}}`;
  };
}

/** The names with a number behind those that were there before: a, a0, a1. */
export function uniqueNames(names: readonly string[], taken: readonly string[] = []): string[] {
  const used = new Set(taken);
  return names.map((name) => {
    let unique = name;
    for (let i = 0; used.has(unique); i++) unique = `${name}${i}`;
    used.add(unique);
    return unique;
  });
}
