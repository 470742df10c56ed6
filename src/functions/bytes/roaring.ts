import { SqlError } from '../../common/errors.ts';

// RoaringBitmap's portable format: numbers are cut in containers by their upper 16 bits; a container is a list of the
// lower 16 bits, a field of 65536 bits, or runs, whichever is the shortest. All little-endian.

const WITH_RUNS = 12347;
const WITHOUT_RUNS = 12346;
/** With runs and fewer containers, the places of the containers are left out. */
const MIN_PLACES = 4;
const MAX_LIST = 4096;
const FIELD_BYTES = 8192;

interface Container {
  readonly key: number;
  /** The lower 16 bits, in order. */
  readonly values: Uint32Array;
  readonly isRuns: boolean;
  readonly bytes: Buffer;
}

/** The bytes of a bitmap. */
export function writeRoaring(bitmap: Uint32Array): Uint8Array {
  const containers = cut(bitmap);
  const count = containers.length;
  const hasRuns = containers.some(({ isRuns }) => isRuns);
  const parts: Buffer[] = [];
  if (hasRuns) {
    const flags = Buffer.alloc(Math.ceil(count / 8));
    containers.forEach(({ isRuns }, i) => {
      if (isRuns) flags[i >> 3] = (flags[i >> 3] ?? 0) | (1 << (i & 7));
    });
    parts.push(words(WITH_RUNS, count - 1), flags);
  } else parts.push(longs(WITHOUT_RUNS, count));
  for (const { key, values } of containers) parts.push(words(key, values.length - 1));
  if (!hasRuns || count >= MIN_PLACES) {
    let place = parts.reduce((sum, part) => sum + part.length, 0) + 4 * count;
    for (const { bytes } of containers) {
      parts.push(longs(place));
      place += bytes.length;
    }
  }
  return new Uint8Array(Buffer.concat([...parts, ...containers.map(({ bytes }) => bytes)]));
}

function cut(bitmap: Uint32Array): Container[] {
  const containers: Container[] = [];
  for (let start = 0; start < bitmap.length;) {
    const key = (bitmap[start] ?? 0) >>> 16;
    let end = start + 1;
    while (end < bitmap.length && (bitmap[end] ?? 0) >>> 16 === key) end++;
    const values = bitmap.slice(start, end).map((value) => value & 0xffff);
    containers.push({ key, values, ...pack(values) });
    start = end;
  }
  return containers;
}

function pack(values: Uint32Array): { isRuns: boolean; bytes: Buffer } {
  const plain = values.length > MAX_LIST ? FIELD_BYTES : 2 * values.length;
  const runs = runsOf(values);
  if (2 + 2 * runs.length < plain) return { isRuns: true, bytes: words(runs.length / 2, ...runs) };
  if (values.length <= MAX_LIST) return { isRuns: false, bytes: words(...values) };
  const bytes = Buffer.alloc(FIELD_BYTES);
  for (const value of values) bytes[value >> 3] = (bytes[value >> 3] ?? 0) | (1 << (value & 7));
  return { isRuns: false, bytes };
}

/** Start and length less one of each run. */
function runsOf(values: Uint32Array): number[] {
  const runs: number[] = [];
  for (let i = 0; i < values.length;) {
    const start = values[i] ?? 0;
    let length = 1;
    while (values[i + length] === start + length) length++;
    runs.push(start, length - 1);
    i += length;
  }
  return runs;
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16LE(value, 2 * i));
  return bytes;
}

function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i));
  return bytes;
}

/** Numbers that a bitmap read from bytes may hold: a few bytes of runs can stand for billions, here each takes four bytes. */
const MAX_NUMBERS = 1 << 24;

/**
 * The bitmap of bytes; undefined if they are none: numbers out of order or twice, runs beyond their container, a count
 * that is not true. Throws E_VALUE for more numbers than weir holds.
 */
export function readRoaring(bytes: Uint8Array): Uint32Array | undefined {
  try {
    return read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined; // read behind the end
    throw error;
  }
}

interface Layout {
  /** Upper 16 bits of each container's numbers. */
  readonly key: number;
  /** How many numbers the head says it has. */
  readonly size: number;
  readonly isRuns: boolean;
}

function read(bytes: Buffer): Uint32Array | undefined {
  const cookie = bytes.readUInt16LE(0);
  if (cookie !== WITH_RUNS && bytes.readUInt32LE(0) !== WITHOUT_RUNS) return undefined;
  const hasRuns = cookie === WITH_RUNS;
  const count = hasRuns ? bytes.readUInt16LE(2) + 1 : bytes.readUInt32LE(4);
  if (count > 0x10000) return undefined;
  const flags = hasRuns ? 4 : 8;
  const heads = flags + (hasRuns ? Math.ceil(count / 8) : 0);
  const layouts: Layout[] = [];
  for (let i = 0; i < count; i++) {
    const key = bytes.readUInt16LE(heads + 4 * i);
    if (key <= (layouts.at(-1)?.key ?? -1)) return undefined;
    const isRuns = hasRuns && (bytes.readUInt8(flags + (i >> 3)) & (1 << (i & 7))) !== 0;
    layouts.push({ key, size: bytes.readUInt16LE(heads + 4 * i + 2) + 1, isRuns });
  }
  const total = layouts.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_NUMBERS) {
    throw new SqlError('E_VALUE', `BITMAP_FROM_BYTES: the bitmap has ${total} numbers`, {
      hint: `weir holds bitmaps of up to ${MAX_NUMBERS}`,
    });
  }
  const places = !hasRuns || count >= MIN_PLACES ? 4 * count : 0;
  return readContainers(bytes, heads + 4 * count + places, layouts, new Uint32Array(total));
}

/** undefined unless each container has as many numbers as its head says, in order. */
function readContainers(
  bytes: Buffer,
  start: number,
  layouts: readonly Layout[],
  numbers: Uint32Array,
): Uint32Array | undefined {
  let at = start;
  let size = 0;
  for (const layout of layouts) {
    const part = numbers.subarray(size, size + layout.size);
    const end = layout.isRuns ? readRuns(bytes, at, part) : readPlain(bytes, at, part);
    if (end === undefined) return undefined;
    const upper = layout.key * 0x10000;
    for (let i = 0; i < part.length; i++) part[i] = upper + (part[i] ?? 0);
    at = end;
    size += layout.size;
  }
  return numbers;
}

/** Runs follow each other and stay inside of the container, and their numbers fill `part`; where they end. */
function readRuns(bytes: Buffer, at: number, part: Uint32Array): number | undefined {
  const runs = bytes.readUInt16LE(at);
  let [size, next] = [0, 0];
  for (let i = 0; i < runs; i++) {
    const start = bytes.readUInt16LE(at + 2 + 4 * i);
    const length = bytes.readUInt16LE(at + 4 + 4 * i) + 1;
    if (start < next || start + length > 0x10000 || size + length > part.length) return undefined;
    for (let j = 0; j < length; j++) part[size++] = start + j;
    next = start + length;
  }
  return size === part.length ? at + 2 + 4 * runs : undefined;
}

/** A list in order, or a field of bits of which as many are set as `part` has places; where it ends. */
function readPlain(bytes: Buffer, at: number, part: Uint32Array): number | undefined {
  if (part.length <= MAX_LIST) {
    for (let i = 0; i < part.length; i++) {
      const value = bytes.readUInt16LE(at + 2 * i);
      if (i > 0 && value <= (part[i - 1] ?? 0)) return undefined;
      part[i] = value;
    }
    return at + 2 * part.length;
  }
  let size = 0;
  for (let value = 0; value < 8 * FIELD_BYTES; value++) {
    if ((bytes.readUInt8(at + (value >> 3)) & (1 << (value & 7))) === 0) continue;
    if (size === part.length) return undefined;
    part[size++] = value;
  }
  return size === part.length ? at + FIELD_BYTES : undefined;
}
