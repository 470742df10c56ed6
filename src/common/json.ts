import { jsonTokens } from './json-text.ts';

// JSON without loss: JSON.parse rounds integers beyond 2^53 and forgets how a number was written (1.50, 1e3).

/** A number as it stands in the text. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** `JSON.parse`, but integers beyond 2^53 are bigints and other long numbers JsonNumber. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  if (!hasLongNumber(text)) return JSON.parse(text);
  return parseJsonNumbers(text, (number) => {
    const value = Number(number);
    if (String(value) === number) return value;
    return /^-?[0-9]+$/.test(number) ? BigInt(number) : new JsonNumber(number);
  });
}

/** `JSON.parse`, but every number is a JsonNumber. Some ten times slower. Throws SyntaxError. */
export function parseJsonExactly(text: string): unknown {
  return parseJsonNumbers(text, (number) => new JsonNumber(number));
}

/** Compact JSON of a parsed value; bigint and JsonNumber are written as numbers. */
export function stringifyJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stringifyJson).join(',')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${stringifyJson(item)}`);
  return `{${pairs.join(',')}}`;
}

/** A text as a JSON string, as Jackson writes it: control characters in capitals, ? for half of a surrogate pair. */
export function quoteJson(text: string): string {
  if (!ODD.test(text)) return JSON.stringify(text);
  // pairs of backslashes are taken first, so that the second of two begins no escape
  return JSON.stringify(wellFormed(text)).replace(/(?:\\\\)+|\\u00(..)/g, (escape, digits?: string) =>
    digits === undefined ? escape : `\\u00${digits.toUpperCase()}`,
  );
}

// eslint-disable-next-line no-control-regex
const ODD = /[\u0000-\u001f\ud800-\udfff]/;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with ? for each half of a surrogate pair, as it comes out of Java's UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(LONE, '?');
}

/** A property of a parsed object; undefined if it has none of its own by that name. */
export function property(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

/** Whether 16 digits (or digits and points) stand in a row anywhere: only then can a double be too short. */
function hasLongNumber(text: string): boolean {
  for (let i = 15; i < text.length; i += 16) {
    if (!isDigit(text.charCodeAt(i))) continue;
    let start = i;
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
    let end = i + 1;
    while (end < text.length && end - start < 16 && isDigit(text.charCodeAt(end))) end++;
    if (end - start >= 16) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** `JSON.parse`, but `read` makes the numbers from their texts. Throws SyntaxError. */
export function parseJsonNumbers(text: string, read: (number: string) => unknown): unknown {
  // numbers go through JSON.parse as strings that begin with a mark, which no string of the text does
  const mark = unusedCharacter(text);
  let marked = '';
  let from = 0;
  for (const { kind, start, end } of jsonTokens(text)) {
    if (kind !== 'number') continue;
    const number = text.slice(start, end);
    if (!NUMBER.test(number)) throw new SyntaxError('no number of JSON');
    marked += `${text.slice(from, start)}"${mark}${number}"`;
    from = end;
  }
  return revive(JSON.parse(marked + text.slice(from)), mark, read);
}

/** A character that the text has nowhere, neither as it is nor as an escape. Throws SyntaxError where it has them all. */
function unusedCharacter(text: string): string {
  const used = new Set<number>();
  for (const [found, digits] of text.matchAll(/[\ue000-\uffff]|\\u([ef][0-9a-f]{3})/gi))
    used.add(digits === undefined ? found.charCodeAt(0) : Number.parseInt(digits, 16));
  for (let code = 0xe000; code <= 0xffff; code++) if (!used.has(code)) return String.fromCharCode(code);
  throw new SyntaxError('the text has every character');
}

function revive(value: unknown, mark: string, read: (number: string) => unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? read(value.slice(1)) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = revive(value[i], mark, read);
    return value;
  }
  // each key is an own property by now, so assigning to `__proto__` too must go by definition
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string' && (typeof item !== 'object' || item === null)) continue;
    Object.defineProperty(value, key, {
      value: revive(item, mark, read),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return value;
}
