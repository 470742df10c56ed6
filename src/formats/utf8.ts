import { isUtf8 } from 'node:buffer';
import { SqlError } from '../common/errors.ts';

/** The text of a part of a buffer, without a byte order mark. Throws E_FORMAT where the bytes are no UTF-8. */
export function decodeUtf8(buffer: Uint8Array, start: number, end: number): string {
  const bytes = Buffer.isBuffer(buffer)
    ? buffer
    : Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const text = bytes.toString('utf8', start, end);
  // malformed bytes come as U+FFFD, which is rare in texts as well
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)))
    throw new SqlError('E_FORMAT', 'the bytes are no UTF-8 text');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
