import { SqlError } from '../../../src/common/errors.ts';
import { booleanOr } from '../../../src/common/options.ts';
import type { Format } from '../../../src/formats/format.ts';

/** JSON of strings and small numbers. */
export const FORMATS: readonly Format[] = [
  {
    name: 'json',
    doc: '',
    options: { 'ignore-parse-errors': booleanOr('', false) },
    changelog: 'insert',
    decoder: (fields, width, { options }) => ({
      skipped: 0,
      decode(buffer, start, end, emit) {
        try {
          const value = JSON.parse(Buffer.from(buffer.subarray(start, end)).toString()) as Record<
            string,
            unknown
          >;
          const row = new Array<unknown>(width).fill(null);
          for (const { name, index } of fields) row[index] = value[name] ?? null;
          emit(row, 0);
        } catch (cause) {
          if (options.get('ignore-parse-errors') === 'true') return;
          throw new SqlError('E_FORMAT', 'no JSON', { cause });
        }
      },
    }),
    encoder: (fields) => ({
      encode: (row) =>
        Buffer.from(JSON.stringify(Object.fromEntries(fields.map(({ name, index }) => [name, row[index]])))),
    }),
  },
];
