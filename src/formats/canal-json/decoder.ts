import { SqlError } from '../../common/errors.ts';
import { property, stringifyJson } from '../../common/json.ts';
import type { OptionValues } from '../../common/options.ts';
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE, type RowKind } from '../../types/batch.ts';
import { excerpt } from '../../types/excerpt.ts';
import type { Decoder, FormatField } from '../format.ts';
import { JsonDocuments } from '../json/documents.ts';
import { compileFields, isObject } from '../json/read-value.ts';
import { compileInclude } from './include.ts';
import type { CANAL_JSON_OPTIONS } from './options.ts';

interface Change {
  readonly row: unknown[];
  readonly kind: RowKind;
}

const NONE: readonly Change[] = [];

/**
 * Change events of Canal to rows: INSERT and DELETE give a row for each element of `data`, UPDATE two, where `old` has
 * what changed. CREATE gives none; other statements are errors, as in Flink. No bytes at all are no message.
 */
export class CanalJsonDecoder implements Decoder {
  readonly #fields: readonly FormatField[];
  readonly #ignoreErrors: boolean;
  readonly #documents: JsonDocuments;
  readonly #readFields: (json: object) => unknown[];
  readonly #convert: (json: unknown) => readonly Change[];
  readonly #isIncluded: (json: object) => boolean;

  constructor(all: readonly FormatField[], width: number, options: OptionValues<typeof CANAL_JSON_OPTIONS>) {
    const fields = all.filter(({ unused }) => unused !== true);
    this.#fields = fields;
    this.#ignoreErrors = options['ignore-parse-errors'];
    const documents = new JsonDocuments(
      'canal-json',
      fields.map(({ type }) => type),
    );
    this.#documents = documents;
    this.#readFields = compileFields(fields, width, {
      ignoreErrors: this.#ignoreErrors,
      failOnMissingField: false,
      standard: options['timestamp-format.standard'],
      ignored: () => documents.skip(),
      numbers: documents.numbers,
    });
    const database = compileInclude('database', options['database.include']);
    const table = compileInclude('table', options['table.include']);
    this.#isIncluded = (json) => database(json) && table(json);
    this.#convert = (json) => this.#changes(json);
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
    if (start === end) return;
    let changes: readonly Change[];
    try {
      changes = this.#documents.read(buffer, start, end, this.#convert);
    } catch (error) {
      if (!this.#ignoreErrors) throw error;
      this.#documents.skip();
      return;
    }
    for (const { row, kind } of changes) emit(row, kind);
  }

  /** All of a message or nothing. */
  #changes(json: unknown): readonly Change[] {
    if (!isObject(json)) throw corrupt(`${excerpt(stringifyJson(json))} is no JSON object`);
    if (!this.#isIncluded(json)) return NONE;
    const type = property(json, 'type');
    switch (type) {
      case 'INSERT':
        return this.#rows(json, 'data').map((row) => ({ row, kind: INSERT }));
      case 'DELETE':
        return this.#rows(json, 'data').map((row) => ({ row, kind: DELETE }));
      case 'UPDATE':
        return this.#updates(json);
      case 'CREATE':
        return NONE;
      case undefined:
      case null:
        throw corrupt("the message has no 'type'");
      default:
        throw corrupt(`'type' ${excerpt(stringifyJson(type))} is none of INSERT, UPDATE, DELETE, CREATE`);
    }
  }

  #rows(json: object, name: 'data' | 'old'): unknown[][] {
    return objects(json, name).map((item) => this.#readFields(item));
  }

  /** What `old` does not name has not changed. Flink: looks for the name in all elements of `old`, so that with several rows unchanged fields may become NULL. */
  #updates(json: object): Change[] {
    const after = this.#rows(json, 'data');
    const old = objects(json, 'old');
    const changes: Change[] = [];
    for (const [i, row] of after.entries()) {
      const changed = old[i];
      if (changed === undefined) throw corrupt(`'old' has ${old.length} rows, 'data' ${after.length}`);
      const before = this.#readFields(changed);
      for (const { name, index } of this.#fields)
        if (property(changed, name) === undefined) before[index] = row[index];
      changes.push({ row: before, kind: UPDATE_BEFORE }, { row, kind: UPDATE_AFTER });
    }
    return changes;
  }
}

function objects(json: object, name: 'data' | 'old'): object[] {
  const value = property(json, name);
  if (!Array.isArray(value)) throw corrupt(`'${name}' holds no array of rows`);
  const items: readonly unknown[] = value;
  return items.map((item) => {
    if (isObject(item)) return item;
    throw corrupt(`'${name}' holds ${excerpt(stringifyJson(item))}, which is no row`);
  });
}

function corrupt(message: string): SqlError {
  return new SqlError('E_FORMAT', message, {
    hint: "'canal-json.ignore-parse-errors' = 'true' skips such messages",
  });
}
