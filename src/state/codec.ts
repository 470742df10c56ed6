import { assert } from '../common/errors.ts';
import { keyOf } from '../types/key.ts';
import type { Long } from '../types/long.ts';
import type { SqlType } from '../types/type.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { typeLayout } from './type-layout.ts';
import { readVariant, writeVariant } from './variant-bytes.ts';

/** How the values of a state become bytes and back; equal values made in the same order have equal bytes. */
export interface Codec<V> {
  /** Names the layout: a snapshot is read only by a codec of the same layout. */
  readonly layout: string;
  /** Writes nothing for NULL only. */
  encode(value: V, out: ByteWriter): void;
  /** Reads a value that ends at `from.limit`. */
  decode(from: ByteReader): V;
}

export interface CodecOptions {
  /** Entries of a MAP or MULTISET are written in one order, so that equal values have equal bytes however they were made. */
  readonly sorted?: boolean;
}

/** Values of one SQL type in their JavaScript form; NULL is `null`. A row of a state is a ROW type. */
export function codecOf(type: SqlType, options: CodecOptions = {}): Codec<unknown> {
  const part = partOf(type, options);
  return {
    layout: typeLayout(type),
    encode(value, out) {
      if (value === null) return;
      const start = out.at;
      part.write(value, out);
      if (out.at === start) out.byte(0); // a row without fields is not NULL
    },
    decode: (from) => (from.isAtEnd ? null : part.read(from)),
  };
}

/** Rows of these columns. Each decoded row is a new array, the caller's to change. */
export function rowCodec(types: readonly SqlType[], options: CodecOptions = {}): Codec<unknown[]> {
  const fields = types.map((type, i) => ({ name: `f${i}`, type }));
  const codec = codecOf({ kind: 'ROW', fields, nullable: false }, options);
  return codec as Codec<unknown[]>; // the form of a ROW
}

/** For sets: that the key is there is all there is to know. */
export const presence: Codec<true> = {
  layout: 'PRESENCE',
  encode: () => undefined,
  decode: () => true,
};

/** A value that is not NULL, and knows where it ends. */
interface Part {
  write(value: unknown, out: ByteWriter): void;
  read(from: ByteReader): unknown;
}

// The casts of `unknown` in this file rely on the table of forms in types/type.ts.
const LONG: Part = { write: (value, out) => out.long(value as Long), read: (from) => from.long() };
const BOOLEAN: Part = {
  write: (value, out) => out.byte(value === true ? 1 : 0),
  read: (from) => from.byte() === 1,
};
const FLOAT: Part = { write: (value, out) => out.float(value as number), read: (from) => from.float() };
const DOUBLE: Part = { write: (value, out) => out.double(value as number), read: (from) => from.double() };
const TEXT: Part = { write: (value, out) => out.text(value as string), read: (from) => from.text() };
const BYTES: Part = { write: (value, out) => out.blob(value as Uint8Array), read: (from) => from.blob() };
const BITMAP: Part = {
  write(value, out) {
    const { buffer, byteOffset, byteLength } = value as Uint32Array;
    out.blob(new Uint8Array(buffer, byteOffset, byteLength));
  },
  // a copy begins where 32-bit numbers may
  read: (from) => new Uint32Array(new Uint8Array(from.blob()).buffer),
};
const VARIANT: Part = { write: (value, out) => writeVariant(out, value), read: readVariant };

function partOf(type: SqlType, options: CodecOptions): Part {
  const inner = (of: SqlType) => partOf(of, options);
  switch (type.kind) {
    case 'BOOLEAN':
      return BOOLEAN;
    case 'FLOAT':
      return FLOAT;
    case 'DOUBLE':
      return DOUBLE;
    case 'CHAR':
    case 'VARCHAR':
      return TEXT;
    case 'BINARY':
    case 'VARBINARY':
      return BYTES;
    case 'VARIANT':
      return VARIANT;
    case 'BITMAP':
      return BITMAP;
    case 'ROW':
      return rowPart(type.fields.map((field) => inner(field.type)));
    case 'ARRAY':
      return arrayPart(inner(type.element));
    case 'MAP':
      return mapPart(type.key, rowPart([inner(type.key), inner(type.value)]), options);
    case 'MULTISET':
      return mapPart(type.element, rowPart([inner(type.element), LONG]), options);
    case 'NULL':
      return { write: () => assert(false, 'a NULL of no type has a value'), read: () => null };
    default:
      return LONG; // every other kind is a whole number
  }
}

/** A bit for each field says which are NULL; the others follow. */
function rowPart(fields: readonly Part[]): Part {
  return {
    write: (value, out) => writeFields(value as readonly unknown[], fields.length, (i) => fields[i], out),
    read: (from) => readFields(fields.length, (i) => fields[i], from),
  };
}

function arrayPart(element: Part): Part {
  return {
    write(value, out) {
      const elements = value as readonly unknown[];
      out.varint(elements.length);
      writeFields(elements, elements.length, () => element, out);
    },
    read: (from) => readFields(from.varint(), () => element, from),
  };
}

/** The order of the entries is kept, unless they are to be sorted. */
function mapPart(keyType: SqlType, entry: Part, { sorted = false }: CodecOptions): Part {
  const key = keyOf(keyType);
  const inOrder = (map: ReadonlyMap<unknown, unknown>) =>
    sorted
      ? [...map].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)).map(([, pair]) => pair)
      : map.values();
  return {
    write(value, out) {
      const map = value as ReadonlyMap<unknown, unknown>;
      out.varint(map.size);
      for (const pair of inOrder(map)) entry.write(pair, out);
    },
    read(from) {
      const map = new Map<unknown, unknown>();
      for (let left = from.varint(); left > 0; left--) {
        const pair = entry.read(from) as readonly unknown[];
        map.set(key(pair[0]), pair);
      }
      return map;
    },
  };
}

function writeFields(
  values: readonly unknown[],
  count: number,
  partAt: (i: number) => Part | undefined,
  out: ByteWriter,
): void {
  const bits = out.at;
  out.reserve((count >> 3) + 1);
  for (let i = 0; i < count; i += 8) out.byte(0);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (value === null || value === undefined) {
      const at = bits + (i >> 3);
      out.bytes[at] = (out.bytes[at] ?? 0) | (1 << (i & 7));
    } else {
      partAt(i)?.write(value, out);
    }
  }
}

function readFields(count: number, partAt: (i: number) => Part | undefined, from: ByteReader): unknown[] {
  const { bytes, at: bits } = from;
  from.at += (count + 7) >> 3;
  const values: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const isNull = ((bytes[bits + (i >> 3)] ?? 0) & (1 << (i & 7))) !== 0;
    values.push(isNull ? null : partAt(i)?.read(from));
  }
  return values;
}
