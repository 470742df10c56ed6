import type { Format } from '../format.ts';
import { CsvDecoder } from './decoder.ts';
import { readDialect } from './dialect.ts';
import { CsvEncoder } from './encoder.ts';
import { CsvFraming } from './framing.ts';
import { CSV_OPTIONS } from './options.ts';

/** Comma separated values, one line a message, read and written as Flink's csv format does. */
export const csv: Format = {
  name: 'csv',
  doc: 'One line of comma separated values a row; fields by position.',
  options: CSV_OPTIONS,
  changelog: 'insert',
  decoder: (fields, width, { options }) => new CsvDecoder(fields, width, readDialect(options)),
  encoder: (fields, { options }) => new CsvEncoder(fields, readDialect(options)),
  framing: ({ options }) => new CsvFraming(readDialect(options)),
};
