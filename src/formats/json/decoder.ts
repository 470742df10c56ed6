import { SqlError } from '../../common/errors.ts';
import { parseJson, parseJsonExactly } from '../../common/json.ts';
import type { OptionValues } from '../../common/options.ts';
import { INSERT, type RowKind } from '../../types/batch.ts';
import { excerpt } from '../../types/excerpt.ts';
import type { SqlType } from '../../types/type.ts';
import { decodeUtf8 } from '../utf8.ts';
import type { Decoder, FormatField } from '../format.ts';
import type { JSON_OPTIONS } from './options.ts';
import { Numbers } from './numbers.ts';
import { compileFields, isObject } from './read-value.ts';

/** JSON documents to rows: an object is a row, an array of objects several. */
export class JsonDecoder implements Decoder {
  readonly #ignoreErrors: boolean;
  readonly #numbers = new Numbers();
  readonly #readFields: (json: object) => unknown[];
  readonly #parse: (text: string) => unknown;
  #skipped = 0;

  constructor(fields: readonly FormatField[], width: number, options: OptionValues<typeof JSON_OPTIONS>) {
    this.#ignoreErrors = options['ignore-parse-errors'];
    // a DECIMAL may need more digits than a double has; BIGINT and STRING ask when they do
    this.#parse = fields.some(({ type }) => holdsDecimal(type)) ? parseJson : JSON.parse;
    this.#readFields = compileFields(fields, width, {
      ignoreErrors: this.#ignoreErrors,
      failOnMissingField: options['fail-on-missing-field'],
      standard: options['timestamp-format.standard'],
      ignored: () => void this.#skipped++,
      numbers: this.#numbers,
    });
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
    let rows: readonly unknown[][];
    try {
      rows = this.#read(decodeUtf8(buffer, start, end));
    } catch (error) {
      if (!this.#ignoreErrors) throw error;
      this.#skipped++;
      return;
    }
    // outside: what the consumer throws is not this document's fault
    for (const row of rows) emit(row, INSERT);
  }

  #read(text: string): readonly unknown[][] {
    const before = this.#skipped;
    this.#numbers.begin(text);
    const rows = this.#rows(parse(text, this.#parse));
    if (!this.#numbers.wanted) return rows;
    this.#skipped = before;
    this.#numbers.exact = true;
    return this.#rows(parse(text, parseJsonExactly));
  }

  #rows(json: unknown): readonly unknown[][] {
    if (!Array.isArray(json)) return [this.#row(json)];
    return json.map((item) => this.#row(item)); // all of a document or nothing
  }

  #row(json: unknown): unknown[] {
    if (isObject(json)) return this.#readFields(json);
    throw new SqlError('E_FORMAT', `${excerpt(JSON.stringify(json))} is no JSON object`);
  }
}

function parse(text: string, read: (text: string) => unknown): unknown {
  try {
    return read(text);
  } catch (cause) {
    if (text.trim() === '') throw new SqlError('E_FORMAT', 'an empty text is no JSON document');
    throw new SqlError('E_FORMAT', `${excerpt(text)} is no JSON document`, {
      hint: "'json.ignore-parse-errors' = 'true' skips such records",
      cause,
    });
  }
}

function holdsDecimal(type: SqlType): boolean {
  switch (type.kind) {
    case 'DECIMAL':
      return true;
    case 'ARRAY':
      return holdsDecimal(type.element);
    case 'MAP':
      return holdsDecimal(type.value);
    case 'ROW':
      return type.fields.some((field) => holdsDecimal(field.type));
    default:
      return false;
  }
}
