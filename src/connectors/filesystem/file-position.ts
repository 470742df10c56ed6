import { crc32 } from 'node:zlib';
import { openBytes } from './byte-stream.ts';
import type { FoundFile } from './list-files.ts';

/** The last bytes before an offset, so that another file that came under the same name is not read on in its middle. */
export interface Ending {
  readonly length: number;
  readonly checksum: number;
}

/** So many bytes before the offset are looked at, at most. */
export const ENDING_BYTES = 64;

export function endingOf(bytes: Uint8Array): Ending {
  return { length: bytes.length, checksum: crc32(bytes) };
}

/** `offset:length:checksum`, or `offset` alone where nothing is known of the bytes before it. */
export function formatPosition(offset: number, ending: Ending | undefined): string {
  return ending === undefined ? String(offset) : `${offset}:${ending.length}:${ending.checksum.toString(16)}`;
}

/** Reads both forms. */
export function parsePosition(text: string): {
  readonly offset: number;
  readonly ending: Ending | undefined;
} {
  const [offset, length, checksum] = text.split(':');
  const ending =
    length === undefined || checksum === undefined
      ? undefined
      : { length: Number(length), checksum: Number.parseInt(checksum, 16) };
  return { offset: Number(offset), ending };
}

/** Whether the bytes before the offset are those that were read once. Throws E_IO, E_FORMAT. */
export async function hasEnding(file: FoundFile, offset: number, ending: Ending): Promise<boolean> {
  const stream = await openBytes(file, offset - ending.length);
  try {
    const bytes = Buffer.alloc(ending.length);
    for (let at = 0; at < bytes.length;) {
      const count = await stream.read(bytes.subarray(at), 0);
      if (count === 0) return false;
      at += count;
    }
    return crc32(bytes) === ending.checksum;
  } finally {
    await stream.close();
  }
}
