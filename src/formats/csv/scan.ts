import type { CsvDialect } from './dialect.ts';

/**
 * The fields of one CSV record; the text of a failure where it is none or more than one.
 * A parser of a library costs more to begin a message with than a message is long, so this reads it.
 */
export function scanRecord(
  text: string,
  { delimiter, quote, escape }: CsvDialect,
): string[] | { failure: string } {
  const end = endOfRecord(text);
  if (quote === undefined || (!text.includes(quote) && escape === undefined)) {
    const line = text.slice(0, end);
    return /[\r\n]/.test(line) ? { failure: 'more than one line' } : line.split(delimiter);
  }
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (text[at] === quote) {
      at++;
      for (;;) {
        const character = text[at];
        if (character === undefined) return { failure: 'a quote is not closed' };
        at++;
        if (character === escape && at < text.length) field += text[at++] ?? '';
        else if (character !== quote) field += character;
        else if (text[at] === quote) field += text[at++] ?? '';
        else break;
      }
      if (at < end && text[at] !== delimiter) return { failure: 'something follows a closing quote' };
    } else {
      while (at < end && text[at] !== delimiter) {
        if (text[at] === '\n' || text[at] === '\r') return { failure: 'more than one line' };
        if (text[at] === escape) at++;
        field += text[at++] ?? '';
      }
    }
    fields.push(field);
    if (at >= end) return fields;
    at++;
  }
}

/** Without the line break at the end. */
function endOfRecord(text: string): number {
  if (!text.endsWith('\n')) return text.length;
  return text.endsWith('\r\n') ? text.length - 2 : text.length - 1;
}
