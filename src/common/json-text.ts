/** A part of a JSON text: a string or number whole, else one of the signs `[ ] { }`. Words, blanks, commas and colons are left out. */
export interface JsonToken {
  readonly kind: 'string' | 'number' | 'open' | 'close';
  readonly start: number;
  readonly end: number;
}

/** The parts of a text, which need not be right; a string without an end reaches to the text's end. Each character is looked at once. */
export function* jsonTokens(text: string): Generator<JsonToken> {
  for (let start = 0; start < text.length;) {
    const kind = kindAt(text, start);
    const end =
      kind === 'string'
        ? endOfJsonString(text, start)
        : kind === 'number'
          ? endOfNumber(text, start)
          : start + 1;
    if (kind !== undefined) yield { kind, start, end };
    start = end;
  }
}

/** Behind the closing quote of the string that opens at `start`; the text's length if it is not closed. */
export function endOfJsonString(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let slashes = quote;
    while (slashes > from && text[slashes - 1] === '\\') slashes--;
    if ((quote - slashes) % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

function kindAt(text: string, at: number): JsonToken['kind'] | undefined {
  switch (text[at]) {
    case '"':
      return 'string';
    case '[':
    case '{':
      return 'open';
    case ']':
    case '}':
      return 'close';
    default:
      return isNumberSign(text.charCodeAt(at), true) ? 'number' : undefined;
  }
}

/** Digits and what stands between them; where numbers may begin, e and E are letters. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isNumberSign(text.charCodeAt(end), false)) end++;
  return end;
}

function isNumberSign(code: number, begins: boolean): boolean {
  if (code >= 48 && code <= 57) return true;
  // - + . e E
  if (code === 45 || code === 43 || code === 46) return true;
  return !begins && (code === 101 || code === 69);
}
