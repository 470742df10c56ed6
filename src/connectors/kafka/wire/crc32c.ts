/** CRC-32C (Castagnoli) of `bytes[start, end)`, as Kafka stores it in each record batch; unsigned. */
export type Crc32c = (bytes: Uint8Array, start: number, end: number) => number;

/**
 * Makes the function with its tables. Eight tables take eight bytes a step: 0.9 GB/s here against 0.3 with one;
 * node:zlib only has the other polynomial.
 */
export function createCrc32c(): Crc32c {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = makeTables();
  return (bytes, start, end) => {
    let crc = -1;
    let at = start;
    for (; at + 8 <= end; at += 8) {
      const low = crc ^ (at4(bytes, at) | 0);
      crc =
        read(t7, low & 0xff) ^
        read(t6, (low >>> 8) & 0xff) ^
        read(t5, (low >>> 16) & 0xff) ^
        read(t4, low >>> 24) ^
        read(t3, byteAt(bytes, at + 4)) ^
        read(t2, byteAt(bytes, at + 5)) ^
        read(t1, byteAt(bytes, at + 6)) ^
        read(t0, byteAt(bytes, at + 7));
    }
    for (; at < end; at++) crc = read(t0, (crc ^ byteAt(bytes, at)) & 0xff) ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

type Tables = [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

function makeTables(): Tables {
  const table = () => new Int32Array(256);
  const tables: Tables = [table(), table(), table(), table(), table(), table(), table(), table()];
  const first = tables[0];
  for (let i = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    first[i] = crc;
  }
  for (let t = 1; t < 8; t++) {
    const before = tables[t - 1] ?? first;
    const table = tables[t] ?? first;
    for (let i = 0; i < 256; i++) {
      const crc = read(before, i);
      table[i] = read(first, crc & 0xff) ^ (crc >>> 8);
    }
  }
  return tables;
}

// Indexes are in range by construction; the fallback only satisfies the type and is optimised away.
function read(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function at4(bytes: Uint8Array, at: number): number {
  return (
    byteAt(bytes, at) |
    (byteAt(bytes, at + 1) << 8) |
    (byteAt(bytes, at + 2) << 16) |
    (byteAt(bytes, at + 3) << 24)
  );
}
