import { SqlError } from '../../common/errors.ts';
import { formatDate, formatTime } from '../../types/datetime.ts';
import { formatDecimal } from '../../types/decimal.ts';
import { formatDouble, formatFloat } from '../../types/double.ts';
import type { Long } from '../../types/long.ts';
import { printType, type SqlType } from '../../types/type.ts';
import { scientificDecimal } from '../decimal-text.ts';
import type { Encoder, FormatField } from '../format.ts';
import { withoutZeros, writeTimestamp } from '../moment-text.ts';
import type { CsvDialect } from './dialect.ts';

/** A value that is not NULL as text, not yet quoted. */
type Write = (value: unknown) => string;

/** One row to one CSV line without line break. Quotes stand where Flink puts them: see `needsQuotes`. */
export class CsvEncoder implements Encoder {
  readonly #dialect: CsvDialect;
  readonly #columns: readonly { readonly index: number; readonly write: Write; readonly plain: boolean }[];
  readonly #special: RegExp;

  constructor(fields: readonly FormatField[], dialect: CsvDialect) {
    this.#dialect = dialect;
    this.#special = needsQuotes(dialect);
    this.#columns = fields.map(({ index, type }) => ({
      index,
      write: fieldWriter(type, dialect),
      plain: /^(BOOLEAN|TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)$/.test(type.kind),
    }));
  }

  encode(row: readonly unknown[]): Uint8Array {
    let line = '';
    for (const [i, { index, write, plain }] of this.#columns.entries()) {
      if (i > 0) line += this.#dialect.delimiter;
      const value = row[index];
      if (value === null) line += this.#dialect.nullLiteral ?? '';
      else line += plain ? write(value) : this.#quoted(write(value));
    }
    return Buffer.from(line);
  }

  #quoted(text: string): string {
    const { quote, escape } = this.#dialect;
    if (quote === undefined || (text.length <= LONGEST_UNQUOTED && !this.#special.test(text))) return text;
    const escaped = escape === undefined ? text : text.replaceAll(escape, escape + escape);
    return quote + escaped.replaceAll(quote, quote + quote) + quote;
  }
}

const LONGEST_UNQUOTED = 24;

/** Flink's writer looks at characters one by one only in short texts, and takes all up to the delimiter's code as special. */
function needsQuotes({ delimiter, quote }: CsvDialect): RegExp {
  const highest = Math.max(delimiter.charCodeAt(0), quote?.charCodeAt(0) ?? 0, 10);
  return new RegExp(`[\\u0000-\\u${highest.toString(16).padStart(4, '0')}\\\\]`);
}

function fieldWriter(type: SqlType, dialect: CsvDialect): Write {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
    case 'BOOLEAN':
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
      if (!dialect.scientific) return (value) => formatDecimal(value as Long, scale);
      return (value) => scientificDecimal(value as Long, scale);
    }
    case 'BINARY':
    case 'VARBINARY':
      return (value) => Buffer.from(value as Uint8Array).toString('base64');
    case 'DATE':
      return (value) => formatDate(value as number);
    case 'TIME': {
      const { precision } = type;
      if (precision === 0) return (value) => formatTime(value as number, 0);
      return (value) => withoutZeros(formatTime(value as number, precision));
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      const end = type.kind === 'TIMESTAMP' ? '' : 'Z';
      return (value) => writeTimestamp(value as Long, precision, 'SQL') + end;
    }
    case 'ARRAY': {
      const element = partWriter(type.element, dialect);
      return (value) => (value as unknown[]).map(element).join(dialect.elementDelimiter);
    }
    case 'ROW': {
      const parts = type.fields.map((field) => partWriter(field.type, dialect));
      return (value) =>
        (value as unknown[]).map((item, i) => parts[i]?.(item) ?? '').join(dialect.elementDelimiter);
    }
    default:
      throw new SqlError('E_UNSUPPORTED', `the csv format cannot write ${printType(type)}`);
  }
}

function partWriter(type: SqlType, dialect: CsvDialect): Write {
  if (type.kind === 'ARRAY' || type.kind === 'ROW')
    throw new SqlError('E_UNSUPPORTED', `the csv format writes no ${printType(type)} inside an ARRAY or ROW`);
  const write = fieldWriter(type, dialect);
  return (value) => (value === null ? (dialect.nullLiteral ?? '') : write(value));
}
