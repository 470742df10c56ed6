import { copyBack } from './snappy.ts';

const MAGIC = 0x184d2204;
const BLOCK_SIZES: Readonly<Record<number, number>> = { 4: 64 << 10, 5: 256 << 10, 6: 1 << 20, 7: 4 << 20 };

/** Unpacks an LZ4 frame as Kafka clients write it. Checksums are left to the batch's own. Throws RangeError on other bytes. */
export function unpackLz4(packed: Buffer, limit: number): Buffer {
  if (packed.readUInt32LE(0) !== MAGIC) throw new RangeError('no lz4 frame');
  const flags = packed[4] ?? 0;
  if (flags >>> 6 !== 1) throw new RangeError('lz4 version');
  const blockSize = BLOCK_SIZES[((packed[5] ?? 0) >>> 4) & 7];
  if (blockSize === undefined) throw new RangeError('lz4 block size');
  const hasBlockSum = (flags & 0x10) !== 0;
  let at = 6 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1; // content size, dictionary, header sum

  let out = Buffer.allocUnsafe(Math.min(limit, Math.max(blockSize, packed.length * 4)));
  let written = 0;
  for (;;) {
    const header = packed.readUInt32LE(at);
    at += 4;
    if (header === 0) return out.subarray(0, written);
    const length = header & 0x7fffffff;
    if (at + length > packed.length) throw new RangeError('lz4 block beyond the end');
    if (written + blockSize > out.length) {
      if (written >= limit) throw new RangeError('lz4 frame too large');
      const larger = Buffer.allocUnsafe(Math.min(limit + blockSize, (written + blockSize) * 2));
      out.copy(larger, 0, 0, written);
      out = larger;
    }
    if (header >>> 31 === 1) {
      packed.copy(out, written, at, at + length);
      written += length;
    } else {
      written = unpackBlock(packed, at, at + length, out, written);
    }
    at += length + (hasBlockSum ? 4 : 0);
  }
}

function unpackBlock(packed: Buffer, start: number, end: number, out: Buffer, begin: number): number {
  let at = start;
  let written = begin;
  const more = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (;;) {
      const byte = packed[at++];
      if (byte === undefined || at > end) throw new RangeError('lz4 length');
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < end) {
    const token = packed[at++] ?? 0;
    const literals = more(token >>> 4);
    if (at + literals > end || written + literals > out.length) throw new RangeError('lz4 literals');
    packed.copy(out, written, at, at + literals);
    at += literals;
    written += literals;
    if (at >= end) return written; // the last sequence has no match
    const distance = packed.readUInt16LE(at);
    at += 2;
    const length = more(token & 15) + 4;
    if (distance === 0 || distance > written || written + length > out.length)
      throw new RangeError('lz4 match');
    written = copyBack(out, written, distance, length);
  }
  return written;
}
