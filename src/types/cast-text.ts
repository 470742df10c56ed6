import { compileText } from './format-value.ts';
import { cutText, padText } from './text.ts';
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

function readUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
