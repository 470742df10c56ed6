import { SqlError } from '../../common/errors.ts';
import type { OptionValues } from '../../common/options.ts';
import { INSERT, type RowKind } from '../../types/batch.ts';
import { excerpt } from '../../types/excerpt.ts';
import type { Decoder, FormatField } from '../format.ts';
import { JsonDocuments } from './documents.ts';
import type { JSON_OPTIONS } from './options.ts';
import { compileFields, isObject } from './read-value.ts';

/** JSON documents to rows: an object is a row, an array of objects several, no bytes at all none. */
export class JsonDecoder implements Decoder {
  readonly #ignoreErrors: boolean;
  readonly #documents: JsonDocuments;
  readonly #readFields: (json: object) => unknown[];
  readonly #convert: (json: unknown) => readonly unknown[][];

  constructor(all: readonly FormatField[], width: number, options: OptionValues<typeof JSON_OPTIONS>) {
    const fields = all.filter(({ unused }) => unused !== true);
    this.#ignoreErrors = options['ignore-parse-errors'];
    const documents = new JsonDocuments(
      'json',
      fields.map(({ type }) => type),
    );
    this.#documents = documents;
    this.#readFields = compileFields(fields, width, {
      ignoreErrors: this.#ignoreErrors,
      failOnMissingField: options['fail-on-missing-field'],
      standard: options['timestamp-format.standard'],
      ignored: () => documents.skip(),
      numbers: documents.numbers,
    });
    this.#convert = (json) => this.#rows(json);
  }

  get skipped(): number {
    return this.#documents.skipped;
  }

  decode(
    buffer: Uint8Array,
    start: number,
    end: number,
    emit: (row: unknown[], kind: RowKind) => void,
  ): void {
    if (start === end) return; // Flink: an empty message, or an empty line of a file, is no row
    let rows: readonly unknown[][];
    try {
      rows = this.#documents.read(buffer, start, end, this.#convert);
    } catch (error) {
      if (!this.#ignoreErrors) throw error;
      this.#documents.skip();
      return;
    }
    // outside: what the consumer throws is not this document's fault
    for (const row of rows) emit(row, INSERT);
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
