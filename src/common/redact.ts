import { isOnlyReferences } from './environment.ts';
import type { Span } from './errors.ts';
import { distance } from './nearest.ts';

/** What stands in place of a secret. */
export const MASK = '******';

/** Parts of a key that make its value a secret; separators are compared as `-`. Flink's, then ours from `api-key` on. */
const FRAGMENTS = [
  'password',
  'secret',
  'fs-azure-account-key',
  'apikey',
  'auth-params',
  'service-key',
  'token',
  'basic-auth',
  'jaas-config',
  'http-headers',
  'access-key',
  'accesskey',
  'api-key',
  'passphrase',
  'passwd',
  'credential',
  'authorization',
  'private-key',
  'auth-key',
];

/** Names whose misspellings are taken for them. */
const NAMES = ['api-key', 'apikey', 'password', 'passwd', 'secret', 'token', 'access-key', 'private-key'];

/** Keys of long harmless values: only a value that looks like a key by itself is masked there. */
const HARMLESS =
  /(^|[.-])(topic|topic-pattern|group-id|client-id|bootstrap-servers|endpoint|url|path|model|system-prompt|format|connector|provider|fields|location|name|truststore-location|keystore-location)$/;

/** Texts that are keys wherever they stand. */
const SHAPES =
  /\bsk-[A-Za-z0-9_-]{6,}|\bBearer\s+(?!\$\{)[^\s'"`,;)]{6,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{30,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|(?<=:\/\/[^\s/:@'"`]{0,64}:)[^\s/@'"`]+(?=@)/g;

/** Whether the value of an option of this name is a secret: by a fragment, or nearly by name (`ap-key`, `pasword`). */
export function isSecretKey(key: string): boolean {
  if (key.length < 4) return false;
  const plain = normalise(key);
  if (/(^|-)(max|min|total)?-?[a-z-]*tokens$/.test(plain)) return false; // max-tokens counts, it opens nothing
  return FRAGMENTS.some((fragment) => plain.includes(fragment)) || isNearMiss(key);
}

/** An option's value as it may be shown: `******` for a secret, itself when it only refers to one (`${env:KEY}`). */
export function redactValue(key: string, value: string): string {
  if (value === '' || isOnlyReferences(value)) return value;
  if (isSecretKey(key) || (!HARMLESS.test(normalise(key)) && isHighEntropy(value))) return MASK;
  return replaceRanges(value, shapeRanges(value));
}

/** Any text with its secrets masked: a statement, also one that does not parse, a comment, a message. */
export function redact(text: string): string {
  return replaceRanges(text, secretRanges(text));
}

/** Where in the text secrets stand, in order and without overlaps. */
export function secretRanges(text: string): Span[] {
  const found = [...pairRanges(text), ...shapeRanges(text)].sort((a, b) => a.start - b.start);
  const merged: Span[] = [];
  for (const range of found) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}

function replaceRanges(text: string, ranges: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of ranges) {
    out += text.slice(at, start) + MASK;
    at = end;
  }
  return out + text.slice(at);
}

function normalise(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** The key's last one to three parts against the names, two edits off at most, one for short names. */
function isNearMiss(key: string): boolean {
  const parts = normalise(key)
    .split('-')
    .filter((part) => part !== '');
  for (let count = 1; count <= 3; count++) {
    const tail = parts.slice(-count).join('-');
    if (tail.length < 4) continue;
    for (const name of NAMES) if (distance(tail, name) <= (name.length < 6 ? 1 : 2)) return true;
  }
  return false;
}

function shapeRanges(text: string): Span[] {
  return Array.from(text.matchAll(SHAPES), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** `key = value`, `'key' 'value'`, `MAP['key', 'value']`, `key: value`, with quotes missing or unclosed. */
const KEY = /[\p{L}_][\p{L}\p{N}_.-]*/gu;
const LINK = /(['"`]?)\s*(=>|=|:|,)?\s*(['"`]?)/y;

function pairRanges(text: string): Span[] {
  const ranges: Span[] = [];
  const judged = new Map<string, boolean>(); // a long statement repeats its words
  KEY.lastIndex = 0;
  for (let match = KEY.exec(text); match !== null; match = KEY.exec(text)) {
    LINK.lastIndex = KEY.lastIndex;
    const link = LINK.exec(text);
    if (link === null) continue;
    const [, closing, separator, opening] = link;
    const quotedKey = closing !== '' || /['"`]/.test(text[match.index - 1] ?? '');
    if (!isLink(separator, quotedKey, opening ?? '')) continue;
    const start = LINK.lastIndex;
    const end = valueEnd(text, start, opening ?? '');
    const value = text.slice(start, end);
    if (value === '' || value.startsWith(MASK) || isOnlyReferences(value)) continue;
    if (!isSecretPair(match[0], value, quotedKey, opening !== '', judged)) continue;
    ranges.push({ start, end });
    KEY.lastIndex = end;
  }
  return ranges;
}

/** A comma links only quoted texts (a MAP), and so does nothing at all between them. */
function isLink(separator: string | undefined, quotedKey: boolean, opening: string): boolean {
  if (separator === undefined || separator === ',') return quotedKey && opening !== '';
  return true;
}

/** Names of columns look like keys, too: without quotes or a separator in it a name must be exact. */
function isSecretPair(
  key: string,
  value: string,
  quotedKey: boolean,
  quotedValue: boolean,
  judged: Map<string, boolean>,
): boolean {
  const optionLike = quotedKey || /[.-]/.test(key);
  if (!quotedKey && !quotedValue && sameColumn(key, value)) return false;
  if (optionLike) {
    const isSecret = judged.get(key) ?? isSecretKey(key);
    judged.set(key, isSecret);
    if (isSecret) return true;
    return quotedKey && quotedValue && !HARMLESS.test(normalise(key)) && isHighEntropy(value);
  }
  const plain = normalise(key);
  return NAMES.includes(plain) || FRAGMENTS.some((fragment) => plain.endsWith(fragment));
}

/** `t.token = s.token` joins, it gives nothing away. */
function sameColumn(key: string, value: string): boolean {
  return value.includes('.') && value.slice(value.lastIndexOf('.')) === key.slice(key.lastIndexOf('.'));
}

/** Up to the closing quote (a doubled one is content), or the end of the text; an unquoted value up to a delimiter. */
function valueEnd(text: string, start: number, quote: string): number {
  if (quote === '') {
    const delimiter = /[\s,;()[\]'"`]/g;
    delimiter.lastIndex = start;
    const end = delimiter.exec(text)?.index ?? text.length;
    const next = text[end] ?? '';
    // _utf8'...' and a lost opening quote: what the quote holds belongs to the value.
    return end > start && /['"`]/.test(next) ? valueEnd(text, end + 1, next) : end;
  }
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at;
  return text.length;
}

/** A long text of letters and digits in no order that words have. */
function isHighEntropy(value: string): boolean {
  if (value.length < 24 || value.length > 4096 || !/^[A-Za-z0-9+/=_~.-]+$/.test(value)) return false;
  const switches = (value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g) ?? []).length;
  return switches >= value.length / 10 && entropy(value) > 3.2;
}

/** Bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
