import { unreachable } from '../../common/errors.ts';
import { keyOf, type Key } from '../../types/key.ts';
import { codePoints, padText } from '../../types/text.ts';
import { INT, printType, withNullability, type SqlType } from '../../types/type.ts';
import { Mismatch, mismatch, type Read } from './mismatch.ts';
import { numberReader } from './read-number.ts';
import { rowReader } from './read-row.ts';
import { timeReader } from './read-time.ts';

/**
 * What a function returns as a value of the declared type; null and undefined are NULL. `path` tells where in the result
 * the value stands, for the Mismatch. Nothing of what came is kept: arrays and bytes are copied.
 */
export function fromJavaScript(type: SqlType, path = ''): Read {
  const read = bare(type, path);
  if (type.nullable) return (value) => (value === null || value === undefined ? null : read(value));
  return (value) => {
    if (value === null || value === undefined) throw mismatch(value, type, path);
    return read(value);
  };
}

function bare(type: SqlType, path: string): Read {
  switch (type.kind) {
    case 'BOOLEAN':
      return (value) => {
        if (typeof value !== 'boolean') throw mismatch(value, type, path);
        return value;
      };
    case 'CHAR':
    case 'VARCHAR':
      return textReader(type, path);
    case 'BINARY':
    case 'VARBINARY':
      return bytesReader(type, path);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DECIMAL':
    case 'INTERVAL_DAY_TIME':
    case 'INTERVAL_YEAR_MONTH':
      return numberReader(type, type.kind, path);
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timeReader(type, type.kind, path);
    case 'ARRAY': {
      const element = fromJavaScript(type.element, `${path}[]`);
      return (value) => {
        if (!Array.isArray(value)) throw mismatch(value, type, path);
        // Array.from visits holes as well
        return Array.from<unknown, unknown>(value, (item) => element(item));
      };
    }
    case 'MAP': {
      const key = fromJavaScript(type.key, `a key of ${path || 'the map'}`);
      return mapReader(type, type.key, key, fromJavaScript(type.value, `${path}[]`), path);
    }
    case 'MULTISET': {
      const key = fromJavaScript(type.element, `an element of ${path || 'the map'}`);
      const count = fromJavaScript(withNullability(INT, false), `${path}[]`);
      return mapReader(type, type.element, key, count, path);
    }
    case 'ROW': {
      const fields = type.fields.map((field) => ({
        name: field.name,
        read: fromJavaScript(field.type, path === '' ? field.name : `${path}.${field.name}`),
      }));
      return rowReader(type, fields, path);
    }
    case 'VARIANT':
    case 'BITMAP':
    case 'NULL':
      // no declaration has them
      return (value) => {
        throw mismatch(value, type, path);
      };
    default:
      return unreachable(type);
  }
}

/** CHAR is filled with blanks, as CAST does; what is too long is an error, for cutting would lose it unseen. */
function textReader(type: SqlType & { readonly length: number }, path: string): Read {
  const { kind, length } = type;
  return (value) => {
    if (typeof value !== 'string') throw mismatch(value, type, path);
    if (value.length > length && codePoints(value) > length) throw mismatch(value, type, path);
    return kind === 'CHAR' ? padText(value, length) : value;
  };
}

function bytesReader(type: SqlType & { readonly length: number }, path: string): Read {
  const { kind, length } = type;
  return (value) => {
    if (!(value instanceof Uint8Array)) throw mismatch(value, type, path);
    if (value.length > length || (kind === 'BINARY' && value.length < length)) {
      throw new Mismatch(`${value.length} bytes`, printType(type), path);
    }
    return new Uint8Array(value);
  };
}

function mapReader(type: SqlType, keyType: SqlType, key: Read, item: Read, path: string): Read {
  const own = keyOf(keyType);
  return (value) => {
    if (!(value instanceof Map)) throw mismatch(value, type, path, 'a MAP is a Map');
    const map = new Map<Key, readonly [unknown, unknown]>();
    for (const [k, v] of value) {
      const read = key(k);
      map.set(own(read), [read, item(v)]);
    }
    return map;
  };
}
