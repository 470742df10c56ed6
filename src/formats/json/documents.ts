import { SqlError } from '../../common/errors.ts';
import { parseJson, parseJsonExactly } from '../../common/json.ts';
import { excerpt } from '../../types/excerpt.ts';
import type { SqlType } from '../../types/type.ts';
import { decodeUtf8 } from '../utf8.ts';
import { Numbers } from './numbers.ts';

/** JSON documents of one schema: parsed once, or a second time where a number's exact digits matter. */
export class JsonDocuments {
  readonly numbers = new Numbers();
  readonly #format: string;
  readonly #parse: (text: string) => unknown;
  #skipped = 0;

  /** `format` is its name in hints; `types` are the columns'. */
  constructor(format: string, types: readonly SqlType[]) {
    this.#format = format;
    // a DECIMAL may need more digits than a double has; BIGINT and STRING ask when they do
    this.#parse = types.some(holdsDecimal) ? parseJson : JSON.parse;
  }

  /** Documents and fields that were left out where errors are ignored. */
  get skipped(): number {
    return this.#skipped;
  }

  skip(): void {
    this.#skipped++;
  }

  /** What `convert` makes of the document. Throws E_FORMAT; calls `convert` a second time when a reader asks for exact numbers. */
  read<T>(buffer: Uint8Array, start: number, end: number, convert: (json: unknown) => T): T {
    const text = decodeUtf8(buffer, start, end);
    const { numbers } = this;
    const before = this.#skipped;
    numbers.begin(text);
    const value = convert(this.#document(text, this.#parse));
    if (!numbers.wanted) return value;
    this.#skipped = before;
    numbers.exact = true;
    return convert(this.#document(text, parseJsonExactly));
  }

  #document(text: string, parse: (text: string) => unknown): unknown {
    try {
      return parse(text);
    } catch (cause) {
      if (text.trim() === '') throw new SqlError('E_FORMAT', 'an empty text is no JSON document');
      throw new SqlError('E_FORMAT', `${excerpt(text)} is no JSON document`, {
        hint: `'${this.#format}.ignore-parse-errors' = 'true' skips such records`,
        cause,
      });
    }
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
