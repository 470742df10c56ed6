import { SqlError } from '../../common/errors.ts';
import type { Change } from '../../session/result.ts';
import type { CellText, ResultShape, RowWriter } from './row-writer.ts';

type Quote = (text: string) => string;

/**
 * Comma-separated values (RFC 4180): a header, then rows. NULL is an empty field, an empty text is "".
 * There is no place for the kind of a change: anything but an insert is E_CHANGELOG.
 */
export function createCsvWriter(shape: ResultShape, cellText: CellText): RowWriter {
  return createDelimitedWriter(shape, cellText, ',', '', quoteCsv);
}

/** Tab-separated values: a header, then rows; `\t`, `\n`, `\r` and `\\` are escaped, NULL is `\N`. */
export function createTsvWriter(shape: ResultShape, cellText: CellText): RowWriter {
  return createDelimitedWriter(shape, cellText, '\t', '\\N', escapeTsv);
}

function createDelimitedWriter(
  { columns, batch, utility }: ResultShape,
  cellText: CellText,
  separator: string,
  nullText: string,
  quote: Quote,
): RowWriter {
  const texts = columns.map(({ type }) => cellText(type));
  const insertsOnly = batch || utility;
  return {
    begin: () => `${columns.map(({ name }) => quote(name)).join(separator)}\n`,
    rows(changes: readonly Change[]) {
      let out = '';
      for (const { op, values } of changes) {
        if (op !== '+I' && !insertsOnly) throw updating();
        for (let i = 0; i < texts.length; i++) {
          const value = values[i];
          const text = texts[i];
          if (i > 0) out += separator;
          out += value === null || text === undefined ? nullText : quote(text(value));
        }
        out += '\n';
      }
      return out;
    },
    end: () => '',
  };
}

function quoteCsv(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const TSV_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

function escapeTsv(text: string): string {
  return text.replace(/[\t\n\r\\]/g, (character) => TSV_ESCAPES[character] ?? character);
}

function updating(): SqlError {
  return new SqlError('E_CHANGELOG', 'this query changes rows it has given, which csv and tsv cannot say', {
    hint: '--format jsonl carries the kind of each change as "op"',
  });
}
