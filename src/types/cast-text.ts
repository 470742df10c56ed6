import { compileText } from './format-value.ts';
import { MAX_LENGTH, type SqlType } from './type.ts';

type Convert = (value: unknown) => unknown;

/** CHAR(n) is cut or filled with blanks to n code points, VARCHAR(n) cut. BYTES are read as UTF-8. */
export function toText(
  from: SqlType,
  kind: 'CHAR' | 'VARCHAR',
  length: number,
  zone: string,
): Convert | undefined {
  const isText = from.kind === 'CHAR' || from.kind === 'VARCHAR';
  const text = isText ? (value: unknown) => value as string : compileText(from, zone, readUtf8);
  if (kind === 'VARCHAR') {
    if (length === MAX_LENGTH || (isText && from.length <= length)) return isText ? undefined : text;
    return (value) => cutText(text(value), length);
  }
  return (value) => padText(cutText(text(value), length), length);
}

/** BINARY(n) is cut or filled with zeros to n bytes, VARBINARY(n) cut. Text becomes UTF-8. */
export function toBytes(from: SqlType, kind: 'BINARY' | 'VARBINARY', length: number): Convert | undefined {
  const isText = from.kind === 'CHAR' || from.kind === 'VARCHAR';
  const bytes = (value: unknown) => (isText ? Buffer.from(value as string) : (value as Uint8Array));
  if (kind === 'VARBINARY') {
    if (length === MAX_LENGTH) return isText ? bytes : undefined;
    return (value) => bytes(value).subarray(0, length);
  }
  return (value) => {
    const result = new Uint8Array(length);
    result.set(bytes(value).subarray(0, length));
    return result;
  };
}

/** The first `length` code points. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  if (!/[\ud800-\udbff]/.test(text)) return text.slice(0, length);
  let end = 0;
  for (let points = 0; points < length && end < text.length; points++)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** Filled with blanks at the end to `length` code points. */
export function padText(text: string, length: number): string {
  if (text.length >= length && !/[\ud800-\udbff]/.test(text)) return text;
  return text + ' '.repeat(Math.max(0, length - codePoints(text)));
}

/** CHAR_LENGTH. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const high = text.charCodeAt(i);
    if (high < 0xd800 || high > 0xdbff) continue;
    const low = text.charCodeAt(i + 1);
    if (low >= 0xdc00 && low <= 0xdfff) count--;
  }
  return count;
}

function readUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
