import { assert } from '../common/errors.ts';
import { JsonNumber } from '../common/json.ts';
import { JSON_NULL } from '../types/variant.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { FIRST_FREE_TAG, readTagged, writeKey } from './key-bytes.ts';

const LIST = FIRST_FREE_TAG;
const OBJECT = FIRST_FREE_TAG + 1;
/** As a key it would be 0. */
const NEGATIVE_ZERO = FIRST_FREE_TAG + 2;
const NUMBER = FIRST_FREE_TAG + 3;
/** JSON's null, which is no SQL NULL. */
const NULL = FIRST_FREE_TAG + 4;

/** Writes a parsed JSON value; the order of an object's fields is kept. */
export function writeVariant(out: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'boolean':
    case 'string':
    case 'bigint':
      return writeKey(out, value);
    case 'number':
      return Object.is(value, -0) ? out.byte(NEGATIVE_ZERO) : writeKey(out, value);
    default:
      if (value === null || value === undefined) return writeKey(out, null);
      if (value === JSON_NULL) return out.byte(NULL);
      if (value instanceof JsonNumber) {
        out.byte(NUMBER);
        return out.text(value.text);
      }
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
  if (tag < FIRST_FREE_TAG) return readTagged(tag, from);
  switch (tag) {
    case LIST:
      return Array.from({ length: from.varint() }, () => readVariant(from));
    case NEGATIVE_ZERO:
      return -0;
    case NUMBER:
      return new JsonNumber(from.text());
    case NULL:
      return JSON_NULL;
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
