import { SqlError } from '../../common/errors.ts';
import { parseJson, parseJsonExactly, property } from '../../common/json.ts';
import type { OptionValues } from '../../common/options.ts';
import { INSERT, type RowKind } from '../../types/batch.ts';
import { excerpt } from '../../types/excerpt.ts';
import { printType, type SqlType } from '../../types/type.ts';
import type { Decoder, FormatField } from '../format.ts';
import type { JSON_OPTIONS } from './options.ts';
import { isObject, missingField, nullable, type ReadValue } from './read-value.ts';

interface FieldReader {
  readonly name: string;
  readonly index: number;
  readonly type: SqlType;
  readonly read: ReadValue;
}

/** JSON documents to rows: an object is a row, an array of objects several, null or nothing none. */
export class JsonDecoder implements Decoder {
  readonly #fields: readonly FieldReader[];
  readonly #width: number;
  readonly #ignoreErrors: boolean;
  readonly #failOnMissing: boolean;
  readonly #parse: (text: string) => unknown;
  #skipped = 0;

  constructor(fields: readonly FormatField[], width: number, options: OptionValues<typeof JSON_OPTIONS>) {
    this.#width = width;
    this.#ignoreErrors = options['ignore-parse-errors'];
    this.#failOnMissing = options['fail-on-missing-field'];
    // A DECIMAL or STRING must not see a number through a double: 1.50 and 1e3 stay as written.
    this.#parse = fields.some(({ type }) => needsDigits(type)) ? parseDigits : parseJson;
    const reading = {
      ignoreErrors: this.#ignoreErrors,
      failOnMissingField: this.#failOnMissing,
      iso: options['timestamp-format.standard'] === 'ISO-8601',
      ignored: () => void this.#skipped++,
    };
    this.#fields = fields.map(({ name, index, type }) => ({
      name,
      index,
      type,
      read: nullable(type, reading),
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
    const text = utf8(buffer, start, end);
    try {
      const json = this.#document(text);
      if (json === null) return;
      if (!Array.isArray(json)) return emit(this.#row(json), INSERT);
      const rows = json.map((item) => this.#row(item)); // all of a document or nothing
      for (const row of rows) emit(row, INSERT);
    } catch (error) {
      if (!this.#ignoreErrors) throw error;
      this.#skipped++;
    }
  }

  #document(text: string): unknown {
    if (text.trim() === '') throw new SqlError('E_FORMAT', 'an empty text is no JSON document');
    try {
      return this.#parse(text);
    } catch (cause) {
      throw new SqlError('E_FORMAT', `${excerpt(text)} is no JSON document`, {
        hint: "'json.ignore-parse-errors' = 'true' skips such records",
        cause,
      });
    }
  }

  #row(json: unknown): unknown[] {
    if (!isObject(json)) throw new SqlError('E_FORMAT', `${excerpt(JSON.stringify(json))} is no JSON object`);
    const row = new Array<unknown>(this.#width).fill(null);
    for (const { name, index, type, read } of this.#fields) {
      const item = property(json, name);
      if (item === undefined && this.#failOnMissing) throw missingField(name);
      try {
        row[index] = read(item);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        throw error.with({ message: `field '${name}' ${printType(type)}: ${error.message}` });
      }
    }
    return row;
  }
}

/** Exact numbers only where one stands in the text: strings with digits cost nothing more. */
function parseDigits(text: string): unknown {
  return /[:,[]\s*-?\d/.test(text) ? parseJsonExactly(text) : JSON.parse(text);
}

function needsDigits(type: SqlType): boolean {
  switch (type.kind) {
    case 'DECIMAL':
      return true;
    case 'ARRAY':
    case 'MULTISET':
      return needsDigits(type.element);
    case 'MAP':
      return needsDigits(type.value);
    case 'ROW':
      return type.fields.some((field) => needsDigits(field.type));
    default:
      return false;
  }
}

const decoder = new TextDecoder('utf-8');

/** Without a byte order mark; malformed bytes become U+FFFD. */
function utf8(buffer: Uint8Array, start: number, end: number): string {
  return decoder.decode(buffer.subarray(start, end));
}
