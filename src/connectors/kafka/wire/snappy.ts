const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

/** Unpacks snappy, bare or in the xerial frame that Java clients write. Throws RangeError on bytes that are not snappy. */
export function unpackSnappy(packed: Buffer, limit: number): Buffer {
  if (packed.length < 16 || !packed.subarray(0, 8).equals(XERIAL)) return unpackBlock(packed, limit);
  const blocks: Buffer[] = [];
  let at = 16; // magic, version, oldest compatible version
  let total = 0;
  while (at + 4 <= packed.length) {
    const length = packed.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > packed.length) throw new RangeError('snappy block beyond the end');
    const block = unpackBlock(packed.subarray(at, at + length), limit - total);
    total += block.length;
    blocks.push(block);
    at += length;
  }
  return Buffer.concat(blocks, total);
}

function unpackBlock(packed: Buffer, limit: number): Buffer {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = packed[at++];
    if (byte === undefined || shift > 28) throw new RangeError('snappy length');
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (size > limit) throw new RangeError('snappy block too large');
  const out = Buffer.allocUnsafe(size);
  let written = 0;
  while (at < packed.length) {
    const tag = packed[at++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >>> 2;
      if (length >= 60) {
        const width = length - 59;
        length = packed.readUIntLE(at, width);
        at += width;
      }
      length++;
      if (at + length > packed.length || written + length > size) throw new RangeError('snappy literal');
      packed.copy(out, written, at, at + length);
      at += length;
      written += length;
      continue;
    }
    let length = (tag >>> 2) + 1;
    let distance: number;
    if (kind === 1) {
      length = ((tag >>> 2) & 7) + 4;
      distance = ((tag >>> 5) << 8) | (packed[at++] ?? 0);
    } else if (kind === 2) {
      distance = packed.readUInt16LE(at);
      at += 2;
    } else {
      distance = packed.readUInt32LE(at);
      at += 4;
    }
    if (distance === 0 || distance > written || written + length > size) throw new RangeError('snappy copy');
    written = copyBack(out, written, distance, length);
  }
  if (written !== size) throw new RangeError('snappy ends early');
  return out;
}

/** Repeats what was written `distance` bytes ago; source and target may overlap. Gives the new end. */
export function copyBack(out: Buffer, end: number, distance: number, length: number): number {
  if (distance >= length) {
    out.copy(out, end, end - distance, end - distance + length);
    return end + length;
  }
  for (let i = 0; i < length; i++) out[end + i] = out[end + i - distance] ?? 0;
  return end + length;
}
