import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, createInflate } from 'node:zlib';
import { SqlError } from '../../common/errors.ts';
import { ioError } from './io-error.ts';
import type { FoundFile } from './list-files.ts';

/** The bytes of an open file, unpacked. */
export interface ByteStream {
  /** Puts bytes into `into` from `at`: how many, 0 at the end of the file. Throws E_IO, E_FORMAT. */
  read(into: Buffer, at: number): Promise<number>;
  close(): Promise<void>;
}

/** Pieces in which packed files come. */
const PIECE_BYTES = 128 << 10;

/** Endings that Flink unpacks and Node 20 cannot. */
const UNREADABLE = /\.(bz2|xz|zst|zstd)$/i;

/** Whether the file is unpacked by its name: its offsets are of the unpacked bytes, and it is read again from its start to reach one. */
export function isPacked({ path }: Pick<FoundFile, 'path'>): boolean {
  return /\.(gz|gzip|deflate)$/i.test(path);
}

/** A packed file ends too early: it is damaged, or still being written. */
export function isCutOff(error: unknown): boolean {
  return error instanceof SqlError && error.cause instanceof Error && codeOf(error.cause) === 'Z_BUF_ERROR';
}

/** Opens a file at an offset of its unpacked bytes. Throws E_IO, E_UNSUPPORTED; the caller closes. */
export async function openBytes(file: FoundFile, offset: number): Promise<ByteStream> {
  const ending = UNREADABLE.exec(file.path)?.[0];
  if (ending !== undefined)
    throw new SqlError('E_UNSUPPORTED', `${file.shown}: weir does not unpack ${ending} files`, {
      hint: 'unpack it, or pack it with gzip',
    });
  if (!isPacked(file)) return openPlain(file, offset);
  const bytes = openPacked(file);
  try {
    await skip(bytes, offset, file);
  } catch (error) {
    await bytes.close();
    throw error;
  }
  return bytes;
}

async function openPlain({ path, shown }: FoundFile, offset: number): Promise<ByteStream> {
  const handle = await open(path).catch((error: unknown) => {
    throw ioError(error, shown, 'read');
  });
  let position = offset;
  return {
    async read(into, at) {
      try {
        const { bytesRead } = await handle.read(into, at, into.length - at, position);
        position += bytesRead;
        return bytesRead;
      } catch (error) {
        throw ioError(error, shown, 'read');
      }
    },
    close: () => handle.close(),
  };
}

function openPacked({ path, shown }: FoundFile): ByteStream {
  const source = createReadStream(path, { highWaterMark: PIECE_BYTES });
  const unpack = /\.deflate$/i.test(path)
    ? createInflate({ chunkSize: PIECE_BYTES })
    : createGunzip({ chunkSize: PIECE_BYTES });
  source.on('error', (error) => unpack.destroy(error));
  unpack.on('error', () => undefined); // it is told by the next read; before the first one nobody else listens
  source.pipe(unpack);
  const pieces = unpack[Symbol.asyncIterator]();
  let piece: Buffer = Buffer.alloc(0);
  return {
    async read(into, at) {
      while (piece.length === 0) {
        const next = await pieces.next().catch((error: unknown) => {
          throw unpackError(error, shown);
        });
        if (next.done === true) return 0;
        piece = next.value as Buffer; // no encoding is set
      }
      const count = piece.copy(into, at);
      piece = piece.subarray(count);
      return count;
    },
    async close() {
      source.destroy();
      unpack.destroy();
    },
  };
}

async function skip(bytes: ByteStream, offset: number, { shown }: FoundFile): Promise<void> {
  const scratch = Buffer.allocUnsafe(PIECE_BYTES);
  for (let left = offset; left > 0;) {
    const count = await bytes.read(left < scratch.length ? scratch.subarray(0, left) : scratch, 0);
    if (count === 0)
      throw new SqlError(
        'E_JOB_STATE',
        `${shown} is shorter than it was: ${offset} bytes of it were read before`,
      );
    left -= count;
  }
}

function unpackError(error: unknown, shown: string): SqlError {
  const code = codeOf(error);
  if (!code.startsWith('Z_')) return ioError(error, shown, 'read');
  const why = code === 'Z_BUF_ERROR' ? 'its end is missing' : 'it is damaged, or not packed as its name says';
  return new SqlError('E_FORMAT', `${shown} cannot be unpacked: ${why}`, { cause: error });
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}
