import { endianness } from 'node:os';

/** Castagnoli polynomial, bits reversed. zlib's crc32 is another one. */
const POLYNOMIAL = 0x82f63b78;
/** Eight tables of 256, one for each byte of two words; filled at first use, so that loading costs nothing. */
const TABLES = new Int32Array(8 * 256);

/**
 * CRC-32C of a byte range as an unsigned number. Takes two words a step: 1.9 GB a CPU second, against 1.0 with eight
 * single bytes a step and 0.4 with one.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const t = tables();
  // No index leaves its array: a byte plus the start of a table. The casts only drop "undefined".
  const single = (crc: number, from: number, to: number) => {
    let value = crc;
    for (let i = from; i < to; i++)
      value = (t[(value ^ (bytes[i] as number)) & 0xff] as number) ^ (value >>> 8);
    return value;
  };
  const isLittle = endianness() === 'LE';
  const aligned = isLittle ? Math.min(end, start + (-(bytes.byteOffset + start) & 3)) : end;
  const pairs = (end - aligned) >>> 3;
  const crc = words(t, single(-1, start, aligned), bytes, aligned, pairs);
  return ~single(crc, aligned + pairs * 8, end) >>> 0;
}

function words(t: Int32Array, before: number, bytes: Uint8Array, from: number, pairs: number): number {
  if (pairs === 0) return before;
  const view = new Int32Array(bytes.buffer, bytes.byteOffset + from, pairs * 2);
  let crc = before;
  for (let i = 0; i < view.length; i += 2) {
    const low = (view[i] as number) ^ crc;
    const high = view[i + 1] as number;
    crc =
      (t[1792 + (low & 0xff)] as number) ^
      (t[1536 + ((low >>> 8) & 0xff)] as number) ^
      (t[1280 + ((low >>> 16) & 0xff)] as number) ^
      (t[1024 + (low >>> 24)] as number) ^
      (t[768 + (high & 0xff)] as number) ^
      (t[512 + ((high >>> 8) & 0xff)] as number) ^
      (t[256 + ((high >>> 16) & 0xff)] as number) ^
      (t[high >>> 24] as number);
  }
  return crc;
}

function tables(): Int32Array {
  if (TABLES[1] !== 0) return TABLES;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? POLYNOMIAL ^ (crc >>> 1) : crc >>> 1;
    TABLES[byte] = crc;
  }
  for (let i = 256; i < TABLES.length; i++) {
    const before = TABLES[i - 256] as number;
    TABLES[i] = (TABLES[before & 0xff] as number) ^ (before >>> 8);
  }
  return TABLES;
}
