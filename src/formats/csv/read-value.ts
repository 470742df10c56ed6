import { SqlError } from '../../common/errors.ts';
import { readDecimal } from '../../types/cast-number.ts';
import { parseDate } from '../../types/datetime.ts';
import { parseDouble } from '../../types/double.ts';
import { parse as parseLong } from '../../types/long.ts';
import { printType, type SqlType } from '../../types/type.ts';
import { readInstant, readTime, readTimestamp } from '../moment-text.ts';
import type { CsvDialect } from './dialect.ts';

/** The text of a field as a value of its type; undefined if it is none, null where Flink gives NULL. */
export type ReadField = (text: string) => unknown;

/** How a column's fields are read, as Flink's decoder does. Throws E_UNSUPPORTED for a type that CSV cannot hold. */
export function fieldReader(type: SqlType, dialect: CsvDialect): ReadField {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return (text) => text;
    case 'BOOLEAN':
      return (text) => text.trim().toLowerCase() === 'true';
    case 'TINYINT':
      return (text) => bounded(text, 128);
    case 'SMALLINT':
      return (text) => bounded(text, 32_768);
    case 'INT':
      return (text) => bounded(text, 2 ** 31);
    case 'BIGINT':
      return (text) => parseLong(text.trim());
    case 'FLOAT':
      return (text) => {
        const value = parseDouble(text);
        return value === undefined ? undefined : Math.fround(value);
      };
    case 'DOUBLE':
      return parseDouble;
    case 'DECIMAL': {
      const { precision, scale } = type;
      return (text) => readDecimal(text.trim(), precision, scale);
    }
    case 'BINARY':
    case 'VARBINARY':
      return base64;
    case 'DATE':
      return (text) => (/^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ? parseDate(text) : undefined);
    case 'TIME': {
      const unit = 10 ** (3 - Math.min(3, type.precision));
      return (text) => {
        const ms = readTime(text, false);
        return ms === undefined ? undefined : ms - (ms % unit);
      };
    }
    case 'TIMESTAMP': {
      const { precision } = type;
      return (text) => readTimestamp(text, 'SQL', precision);
    }
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      return (text) => readInstant(text, 'SQL', precision);
    }
    case 'ARRAY': {
      const element = nestedReader(type.element, dialect);
      return (text) => (text === '' ? [] : all(text.split(dialect.elementDelimiter), () => element));
    }
    case 'ROW': {
      const fields = type.fields.map((field) => nestedReader(field.type, dialect));
      return (text) => {
        const parts = text.split(dialect.elementDelimiter);
        return parts.length === fields.length ? all(parts, (i) => fields[i]) : undefined;
      };
    }
    default:
      throw new SqlError('E_UNSUPPORTED', `the csv format has no form for ${printType(type)}`);
  }
}

function nestedReader(type: SqlType, dialect: CsvDialect): ReadField {
  if (type.kind === 'ARRAY' || type.kind === 'ROW')
    throw new SqlError('E_UNSUPPORTED', `the csv format holds no ${printType(type)} inside an ARRAY or ROW`);
  const read = fieldReader(type, dialect);
  return (text) => (text === dialect.nullLiteral ? null : read(text));
}

function all(parts: readonly string[], at: (index: number) => ReadField | undefined): unknown[] | undefined {
  const values = parts.map((part, i) => at(i)?.(part));
  return values.includes(undefined) ? undefined : values;
}

function bounded(text: string, bound: number): number | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) return undefined;
  const value = Number(text) + 0;
  return value >= -bound && value < bound ? value : undefined;
}

function base64(text: string): Uint8Array | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}
