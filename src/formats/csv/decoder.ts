import { SqlError } from '../../common/errors.ts';
import { INSERT, type RowKind } from '../../types/batch.ts';
import { excerpt } from '../../types/excerpt.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';
import type { Decoder, FormatField } from '../format.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { CsvDialect } from './dialect.ts';
import { fieldReader, type ReadField } from './read-value.ts';
import { scanRecord } from './scan.ts';

interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly index: number;
  /** undefined: nobody reads it. */
  readonly read: ReadField | undefined;
}

/** One CSV line to one row, fields by position. */
export class CsvDecoder implements Decoder {
  readonly #dialect: CsvDialect;
  readonly #columns: readonly Column[];
  readonly #blank: readonly unknown[];
  #skipped = 0;

  constructor(fields: readonly FormatField[], width: number, dialect: CsvDialect) {
    this.#dialect = dialect;
    this.#blank = new Array<unknown>(width).fill(null);
    this.#columns = fields.map(({ name, type, index, unused }) => ({
      name,
      type,
      index,
      read: unused === true ? undefined : fieldReader(type, dialect),
    }));
  }

  get skipped(): number {
    return this.#skipped;
  }

  decode(
    buffer: Uint8Array,
    start: number,
    end: number,
    emit: (row: unknown[], kind: RowKind) => void,
  ): void {
    let row: unknown[] | undefined;
    try {
      row = this.#row(decodeUtf8(buffer, start, end));
    } catch (error) {
      if (!this.#dialect.ignoreErrors) throw error;
      this.#skipped++;
      return;
    }
    if (row !== undefined) emit(row, INSERT);
  }

  /** undefined for a comment. */
  #row(text: string): unknown[] | undefined {
    if (this.#dialect.allowComments && /^ *#/.test(text)) return undefined;
    const fields = scanRecord(text, this.#dialect);
    if ('failure' in fields)
      throw new SqlError('E_FORMAT', `${excerpt(text)} is no CSV line: ${fields.failure}`);
    const columns = this.#columns;
    // Flink: a delimiter behind the last column is no field of its own
    if (fields.length === columns.length + 1 && fields.at(-1) === '') fields.pop();
    // a line too short is filled with NULL only where errors are ignored, one too long is always wrong
    if (fields.length > columns.length || (fields.length < columns.length && !this.#dialect.ignoreErrors))
      throw new SqlError(
        'E_FORMAT',
        `${excerpt(text)} has ${fields.length} fields, ${columns.length} are wanted`,
      );
    const row = this.#blank.slice();
    for (let i = 0; i < fields.length; i++) {
      const column = columns[i] as Column; // there are not more fields than columns
      row[column.index] = this.#value(fields[i] as string, column);
    }
    return row;
  }

  #value(text: string, { name, type, read }: Column): unknown {
    if (read === undefined || text === this.#dialect.nullLiteral) return null;
    const value = read(text);
    if (value !== undefined) return value;
    if (!this.#dialect.ignoreErrors) {
      const wanted = printType(withNullability(type, true));
      throw new SqlError('E_FORMAT', `field '${name}' ${printType(type)}: ${excerpt(text)} is no ${wanted}`);
    }
    this.#skipped++;
    return null;
  }
}
