import { assert } from '../common/errors.ts';
import type { Key } from '../types/key.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const WHOLE = 3;
const DOUBLE = 4;
const TEXT = 5;
/** Above the first byte of every key. */
export const FIRST_FREE_TAG = 6;

/** Writes a key so that equal keys have equal bytes, and so that it ends where it ends: -0 is 0, all NaN are one. */
export function writeKey(out: ByteWriter, key: Key): void {
  switch (typeof key) {
    case 'string':
      out.byte(TEXT);
      return out.text(key);
    case 'number':
      if (!Number.isSafeInteger(key)) {
        out.byte(DOUBLE);
        return out.double(key);
      }
      out.byte(WHOLE);
      return out.long(key + 0); // + 0 turns -0 into 0
    case 'bigint':
      out.byte(WHOLE);
      return out.long(key);
    case 'boolean':
      return out.byte(key ? TRUE : FALSE);
    default:
      out.byte(NULL);
  }
}

/** What `writeKey` wrote. */
export function readKey(from: ByteReader): Key {
  return readTagged(from.byte(), from);
}

/** The rest of what `writeKey` wrote, whose first byte is below FIRST_FREE_TAG. */
export function readTagged(tag: number, from: ByteReader): Key {
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
    default:
      assert(tag === TEXT, `unknown kind of key ${tag}`);
      return from.text();
  }
}
