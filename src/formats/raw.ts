import { SqlError } from '../common/errors.ts';
import { oneOfOr, readOptions } from '../common/options.ts';
import { INSERT, type RowKind } from '../types/batch.ts';
import { fromBigInt } from '../types/long.ts';
import { printType, type SqlType } from '../types/type.ts';
import type { Decoder, Encoder, Format, FormatContext, FormatField } from './format.ts';

const RAW_OPTIONS = {
  charset: oneOfOr('How text is written.', ['UTF-8', 'ISO-8859-1', 'US-ASCII', 'UTF-16LE'], 'UTF-8'),
  endianness: oneOfOr('Which byte of a number comes first.', ['big-endian', 'little-endian'], 'big-endian'),
};

/** The bytes of a message as the one value of a column, without any framing. */
export const raw: Format = {
  name: 'raw',
  doc: 'The bytes of a message as the only column.',
  options: RAW_OPTIONS,
  changelog: 'insert',
  decoder: (fields, width, context) => new RawDecoder(onlyField(fields), width, context),
  encoder: (fields, context) => new RawEncoder(onlyField(fields), context),
};

function onlyField(fields: readonly FormatField[]): FormatField {
  const [field] = fields;
  if (field !== undefined && fields.length === 1) return field;
  throw new SqlError('E_DEFINITION', `the raw format has one column, not ${fields.length}`, {
    hint: 'give the others their own place by METADATA, or take another format',
  });
}

class RawDecoder implements Decoder {
  readonly skipped = 0;
  readonly #index: number;
  readonly #blank: readonly unknown[];
  readonly #read: (bytes: Buffer) => unknown;

  constructor({ index, type }: FormatField, width: number, context: FormatContext) {
    this.#index = index;
    this.#blank = new Array<unknown>(width).fill(null);
    this.#read = codec(type, context).read;
  }

  decode(
    buffer: Uint8Array,
    start: number,
    end: number,
    emit: (row: unknown[], kind: RowKind) => void,
  ): void {
    const row = this.#blank.slice();
    row[this.#index] = this.#read(Buffer.from(buffer.buffer, buffer.byteOffset + start, end - start));
    emit(row, INSERT);
  }
}

class RawEncoder implements Encoder {
  readonly #index: number;
  readonly #write: (value: never) => Uint8Array;

  constructor({ index, type }: FormatField, context: FormatContext) {
    this.#index = index;
    this.#write = codec(type, context).write;
  }

  /** NULL has no bytes. */
  encode(row: readonly unknown[]): Uint8Array | null {
    const value = row[this.#index];
    return value === null ? null : this.#write(value as never); // a value of the column's type
  }
}

interface Codec {
  read(bytes: Buffer): unknown;
  write(value: never): Uint8Array;
}

function codec(type: SqlType, { options }: FormatContext): Codec {
  const { charset, endianness } = readOptions(RAW_OPTIONS, options, "format 'raw'");
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return text(charset);
    case 'BINARY':
    case 'VARBINARY':
      return { read: (bytes) => new Uint8Array(bytes), write: (value: Uint8Array) => value };
    case 'BOOLEAN':
      return sized(type, 1, {
        read: (bytes) => bytes[0] !== 0,
        write: (value: boolean) => Uint8Array.of(value ? 1 : 0),
      });
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE': {
      const [size, get, set] = NUMBERS[type.kind];
      const little = endianness === 'little-endian';
      return sized(type, size, {
        read: (bytes) => get(new DataView(bytes.buffer, bytes.byteOffset, size), little),
        write(value: never) {
          const bytes = new Uint8Array(size);
          set(new DataView(bytes.buffer), value, little);
          return bytes;
        },
      });
    }
    default:
      throw new SqlError('E_UNSUPPORTED', `the raw format has no form for ${printType(type)}`);
  }
}

type Get = (view: DataView, little: boolean) => unknown;
type Set = (view: DataView, value: never, little: boolean) => void;
const NUMBERS: Readonly<
  Record<'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE', readonly [number, Get, Set]>
> = {
  TINYINT: [1, (view) => view.getInt8(0), (view, value) => view.setInt8(0, value)],
  SMALLINT: [
    2,
    (view, little) => view.getInt16(0, little),
    (view, value, little) => view.setInt16(0, value, little),
  ],
  INT: [
    4,
    (view, little) => view.getInt32(0, little),
    (view, value, little) => view.setInt32(0, value, little),
  ],
  BIGINT: [
    8,
    (view, little) => fromBigInt(view.getBigInt64(0, little)),
    (view, value, little) => view.setBigInt64(0, BigInt(value), little),
  ],
  FLOAT: [
    4,
    (view, little) => view.getFloat32(0, little),
    (view, value, little) => view.setFloat32(0, value, little),
  ],
  DOUBLE: [
    8,
    (view, little) => view.getFloat64(0, little),
    (view, value, little) => view.setFloat64(0, value, little),
  ],
};

function sized(type: SqlType, size: number, inner: Codec): Codec {
  return {
    read(bytes) {
      if (bytes.length !== size)
        throw new SqlError('E_FORMAT', `${bytes.length} bytes are no ${type.kind}, which has ${size}`);
      return inner.read(bytes);
    },
    write: inner.write,
  };
}

/** Malformed bytes become U+FFFD, as in Flink. */
function text(charset: string): Codec {
  const encoding = ENCODINGS[charset] ?? 'utf8';
  return {
    read: (bytes) => bytes.toString(encoding),
    write: (value: string) => Buffer.from(value, encoding),
  };
}

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  'ISO-8859-1': 'latin1',
  'US-ASCII': 'latin1',
  'UTF-16LE': 'utf16le',
};
