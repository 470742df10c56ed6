import { parseFirst } from '../../common/json-first.ts';
import { jsonTokens } from '../../common/json-text.ts';
import { JsonNumber, parseJson, parseJsonExactly, quoteJson } from '../../common/json.ts';
import type { FunctionContext } from '../define.ts';

/** A JSON text, parsed as far as was asked for. */
export class JsonDocument {
  readonly #text: string;
  readonly #hasFineNumbers: boolean;
  #exact: unknown;

  /** The value, numbers as JavaScript has them; undefined if the text is no JSON. */
  readonly root: unknown;

  constructor(text: string) {
    this.#text = text;
    this.root = isWithinLimits(text) ? parseFirst(text, parseJson) : undefined;
    // only such numbers look different as JavaScript prints them
    this.#hasFineNumbers = /[0-9][.eE]|-0|[0-9]{16}/.test(text);
  }

  /** The value with its numbers as written: for whoever turns them into text. */
  get exact(): unknown {
    if (!this.#hasFineNumbers) return this.root;
    this.#exact ??= parseFirst(this.#text, parseJsonExactly);
    return this.#exact;
  }
}

/** Jackson's limits on depth and on the digits of a number; text beyond them is no JSON, as in Flink. */
const LIMIT = 1000;

/** Whether arrays and objects are not nested deeper, and numbers not longer, than Jackson reads. */
export function isWithinLimits(text: string): boolean {
  if (text.length <= LIMIT) return true;
  let depth = 0;
  for (const { kind, start, end } of jsonTokens(text)) {
    if (kind === 'open') depth++;
    else if (kind === 'close') depth--;
    else if (kind === 'number' && end - start > LIMIT) return false;
    if (depth > LIMIT) return false;
  }
  return true;
}

/** Remembers the last text, since several calls mostly read one column. */
export class DocumentCache {
  #text: string | undefined;
  #document: JsonDocument | undefined;

  of(text: string): JsonDocument {
    if (this.#document === undefined || text !== this.#text) {
      this.#document = new JsonDocument(text);
      this.#text = text;
    }
    return this.#document;
  }
}

// keyed by the context, so calls of one expression share and different queries do not
const caches = new WeakMap<FunctionContext, DocumentCache>();

export function documentsOf(context: FunctionContext): DocumentCache {
  let cache = caches.get(context);
  if (cache === undefined) {
    cache = new DocumentCache();
    caches.set(context, cache);
  }
  return cache;
}

export function isJsonNumber(value: unknown): value is number | bigint | JsonNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JsonNumber;
}

export function toNumber(value: number | bigint | JsonNumber): number {
  return Number(value instanceof JsonNumber ? value.text : value);
}

/** A number of a document as Java's BigDecimal prints it: 1.50, 1E+3, 0.0 for -0.0. */
export function numberText(value: unknown): string {
  if (!(value instanceof JsonNumber)) return String(value);
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(value.text);
  const [, sign = '', whole = '', fraction = '', exponent] = match ?? [];
  if (match?.[3] === undefined && exponent === undefined) return BigInt(value.text).toString();
  const digits = (whole + fraction).replace(/^0+(?=[0-9])/, '');
  const scale = fraction.length - Number(exponent ?? 0);
  const minus = /[1-9]/.test(digits) ? sign : '';
  const adjusted = digits.length - 1 - scale;
  if (scale >= 0 && adjusted >= -6) {
    if (scale === 0) return minus + digits;
    const padded = digits.padStart(scale + 1, '0');
    return `${minus}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0] ?? ''}.${digits.slice(1)}` : digits;
  return `${minus}${mantissa}E${adjusted < 0 ? '' : '+'}${adjusted}`;
}

/** Compact JSON as Flink writes it: keys in order, numbers as BigDecimal. */
export function sortedJson(value: unknown): string {
  if (isJsonNumber(value)) return numberText(value);
  if (typeof value === 'string') return quoteJson(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, item]) => `${quoteJson(key)}:${sortedJson(item)}`).join(',')}}`;
}
