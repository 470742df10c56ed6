import * as zlib from 'node:zlib';
import { unpackLz4 } from './lz4.ts';
import { unpackSnappy } from './snappy.ts';

/** Codec numbers as in the attributes of a record batch. */
export const CODEC_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Codec = (typeof CODEC_NAMES)[number];

/** A batch never unpacks to more than this: a small bomb must not take the process with it. */
const MAX_UNPACKED = 256 << 20;

/** Why a batch cannot be unpacked, in the user's words. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

/** zstd came to node:zlib with Node 22.15; older ones have none, and weir ships none. */
interface ZlibWithZstd {
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;
}

/** The records of a batch packed with codec number `codec`. Throws CodecError. */
export function unpack(codec: number, packed: Buffer, known: readonly Codec[] = CODEC_NAMES): Buffer {
  const name = CODEC_NAMES[codec];
  if (name === undefined || !known.includes(name))
    throw new CodecError(`packed with codec ${name ?? codec}, which weir does not read`);
  try {
    switch (name) {
      case 'none':
        return packed;
      case 'gzip':
        return zlib.gunzipSync(packed, { maxOutputLength: MAX_UNPACKED });
      case 'snappy':
        return unpackSnappy(packed, MAX_UNPACKED);
      case 'lz4':
        return unpackLz4(packed, MAX_UNPACKED);
      case 'zstd': {
        const { zstdDecompressSync } = zlib as ZlibWithZstd;
        if (zstdDecompressSync !== undefined)
          return zstdDecompressSync(packed, { maxOutputLength: MAX_UNPACKED });
        throw new CodecError(
          `packed with zstd, which needs Node 22.15 or newer (this is ${process.versions.node})`,
        );
      }
    }
  } catch (cause) {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError(`packed with ${name}, and cannot be unpacked: ${(cause as Error).message}`, {
      cause,
    });
  }
}
