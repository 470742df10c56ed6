import type { OutputFormat } from '../arguments.ts';
import { createCsvWriter, createTsvWriter } from './delimited.ts';
import { createJsonLinesWriter, createJsonWriter } from './json.ts';
import type { CellText, ResultShape, RowWriter } from './row-writer.ts';
import { createTableauWriter } from './tableau.ts';

const WRITERS: Readonly<Record<OutputFormat, (shape: ResultShape, cellText: CellText) => RowWriter>> = {
  tableau: createTableauWriter,
  csv: createCsvWriter,
  tsv: createTsvWriter,
  json: createJsonWriter,
  jsonl: createJsonLinesWriter,
};

export function createWriter(format: OutputFormat, shape: ResultShape, cellText: CellText): RowWriter {
  return WRITERS[format](shape, cellText);
}
