import { assert } from '../common/errors.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const WHOLE = 3;
const DOUBLE = 4;
const TEXT = 5;
const LIST = 6;
const OBJECT = 7;

/** Writes a parsed JSON value; the order of an object's fields is kept. */
export function writeVariant(out: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'boolean':
      return out.byte(value ? TRUE : FALSE);
    case 'string':
      out.byte(TEXT);
      return out.text(value);
    case 'bigint':
      out.byte(WHOLE);
      return out.long(value);
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
        out.byte(WHOLE);
        return out.long(value);
      }
      out.byte(DOUBLE);
      return out.double(value);
    default:
      if (value === null || value === undefined) return out.byte(NULL);
      if (Array.isArray(value)) return writeList(out, value);
      return writeObject(out, Object.entries(value));
  }
}

function writeList(out: ByteWriter, values: readonly unknown[]): void {
  out.byte(LIST);
  out.varint(values.length);
  for (const value of values) writeVariant(out, value);
}

function writeObject(out: ByteWriter, entries: readonly [string, unknown][]): void {
  out.byte(OBJECT);
  out.varint(entries.length);
  for (const [name, value] of entries) {
    out.text(name);
    writeVariant(out, value);
  }
}

/** What `writeVariant` wrote. */
export function readVariant(from: ByteReader): unknown {
  const tag = from.byte();
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case WHOLE:
      return from.long();
    case DOUBLE:
      return from.double();
    case TEXT:
      return from.text();
    case LIST:
      return Array.from({ length: from.varint() }, () => readVariant(from));
    default:
      assert(tag === OBJECT, `unknown kind of value ${tag}`);
      return readObject(from);
  }
}

function readObject(from: ByteReader): unknown {
  const entries: [string, unknown][] = [];
  for (let left = from.varint(); left > 0; left--) entries.push([from.text(), readVariant(from)]);
  return Object.fromEntries(entries); // defines its fields: a name like __proto__ stays a name
}
