import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { openBytes } from './byte-stream.ts';
import type { FoundFile } from './list-files.ts';

/** Lines are counted up to here: counting reads the file again. */
const COUNTED_BYTES = 2 ** 30;
const LF = 10;

/** How files begin that are no text: [bytes, what they are]. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x1f\x8b', 'it is packed by gzip: rename it to .gz and weir unpacks it'],
  ['\x28\xb5\x2f\xfd', 'it is packed by zstd, which weir does not unpack'],
  ['BZh', 'it is packed by bzip2, which weir does not unpack'],
  ['\xfd7zXZ', 'it is packed by xz, which weir does not unpack'],
  ['PK\x03\x04', 'it is a ZIP archive, which weir does not unpack'],
  ['PAR1', 'it is a Parquet file, which weir does not read'],
  ['Obj\x01', 'it is an Avro file, which weir does not read'],
  ['ORC', 'it is an ORC file, which weir does not read'],
];

/** The error of a record with its file and line, an excerpt, and what the file may be instead. Other errors come back as they are. */
export async function placeBadRecord(
  error: unknown,
  file: FoundFile,
  offset: number,
  record: Uint8Array,
  formatName: string,
): Promise<unknown> {
  if (!(error instanceof SqlError) || error.code !== 'E_FORMAT') return error;
  const line = await lineAt(file, offset);
  const place = line === undefined ? `at byte ${offset}` : `line ${line}`;
  const text = excerpt(Buffer.from(record.subarray(0, 300)).toString(), 80);
  // A format that shows the bytes itself is not repeated.
  const shown = record.length === 0 || error.message.includes(text.slice(0, 9)) ? '' : `: ${text}`;
  return error.with({
    message: `${file.shown}, ${place}: ${error.message}${shown}`,
    hint: hintFor(record, offset, formatName) ?? error.hint,
  });
}

function hintFor(record: Uint8Array, offset: number, formatName: string): string | undefined {
  const text = Buffer.from(record.subarray(0, 1024)).toString('latin1');
  const signature = offset === 0 ? SIGNATURES.find(([begin]) => text.startsWith(begin)) : undefined;
  if (signature !== undefined) return signature[1];
  if (text.includes('\0')) return 'there are zero bytes in it: is it a text file?';
  if (/json/.test(formatName) && /^\s*[[{]\s*$/.test(text))
    return `a document stands on one line each; jq -c '.[]' brings a list into that form`;
  if (formatName === 'csv' && offset === 0)
    return 'is it a header? every line is a row, so take it away (tail -n +2)';
  return undefined;
}

/** undefined where counting would take long, or cannot be done any more. */
async function lineAt(file: FoundFile, offset: number): Promise<number | undefined> {
  if (offset > COUNTED_BYTES) return undefined;
  try {
    const bytes = await openBytes(file, 0);
    try {
      const buffer = Buffer.allocUnsafe(256 << 10);
      let line = 1;
      for (let left = offset; left > 0;) {
        const count = await bytes.read(left < buffer.length ? buffer.subarray(0, left) : buffer, 0);
        if (count === 0) return undefined;
        for (let at = buffer.indexOf(LF); at >= 0 && at < count; at = buffer.indexOf(LF, at + 1)) line++;
        left -= count;
      }
      return line;
    } finally {
      await bytes.close();
    }
  } catch {
    return undefined; // the file is gone: the place in bytes is known
  }
}
