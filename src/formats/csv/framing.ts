import type { Framing } from '../format.ts';
import type { CsvDialect } from './dialect.ts';

const LF = 10;
const CR = 13;
const BLANK = 32;
const HASH = 35;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Records of a CSV file: line breaks inside quotes or behind an escape do not end one, and CR alone is a line break too. */
export class CsvFraming implements Framing {
  readonly #delimiter: Uint8Array;
  readonly #quote: Uint8Array | undefined;
  readonly #escape: Uint8Array | undefined;
  readonly #allowComments: boolean;

  constructor({ delimiter, quote, escape, allowComments }: CsvDialect) {
    this.#delimiter = Buffer.from(delimiter);
    this.#quote = quote === undefined ? undefined : Buffer.from(quote);
    this.#escape = escape === undefined ? undefined : Buffer.from(escape);
    this.#allowComments = allowComments;
  }

  recordEnd(bytes: Buffer, start: number): number {
    let at = isAt(bytes, start, BYTE_ORDER_MARK) ? start + BYTE_ORDER_MARK.length : start;
    const delimiter = this.#delimiter;
    const quote = this.#allowComments && isComment(bytes, at) ? undefined : this.#quote;
    const escape = this.#escape;
    let fieldBegins = true;
    while (at < bytes.length) {
      const byte = bytes[at];
      if (byte === LF) return at;
      if (byte === CR) return endAtCarriageReturn(bytes, at);
      if (fieldBegins && quote !== undefined && isAt(bytes, at, quote)) {
        at = this.#behindQuotes(bytes, at + quote.length, quote);
        fieldBegins = false;
      } else if (escape !== undefined && isAt(bytes, at, escape)) {
        at += escape.length + 1;
        fieldBegins = false;
      } else {
        fieldBegins = isAt(bytes, at, delimiter);
        at += fieldBegins ? delimiter.length : 1;
      }
    }
    return -1;
  }

  /** Offset behind the closing quote, or the end of the bytes. */
  #behindQuotes(bytes: Buffer, start: number, quote: Uint8Array): number {
    const escape = this.#escape;
    let at = start;
    while (at < bytes.length) {
      if (escape !== undefined && isAt(bytes, at, escape)) at += escape.length + 1;
      else if (!isAt(bytes, at, quote)) at++;
      else if (isAt(bytes, at + quote.length, quote)) at += 2 * quote.length;
      else return at + quote.length;
    }
    return at;
  }
}

/** Of CR LF the LF; which of both it is may only show with more bytes. */
function endAtCarriageReturn(bytes: Buffer, at: number): number {
  if (at + 1 === bytes.length) return -1;
  return bytes[at + 1] === LF ? at + 1 : at;
}

function isAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

function isComment(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (bytes[at] === BLANK) at++;
  return bytes[at] === HASH;
}
