import type { Key } from '../types/key.ts';
import type { SqlType } from '../types/type.ts';
import type { Age } from './age.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { rowCodec, type Codec } from './codec.ts';
import { emptyPlace, nextEntry } from './entry-list.ts';
import { EntryPages } from './entry-pages.ts';
import { readKey, writeKey } from './key-bytes.ts';
import type { StateTable } from './state-table.ts';

/** Records looked at with each write, so that what nobody asks for any more goes too: more than the two a write can add. */
const SWEEP = 4;

/** What names an entry below its key, as bytes that are equal for equal names. */
export interface EntryName<E> {
  write(out: ByteWriter, entry: E): void;
  read(from: ByteReader): E;
}

/** Entries named by one key: a window's end, the `keyOf` of a row. */
export const KEY_NAME: EntryName<Key> = { write: writeKey, read: readKey };

/** Entries named by rows of these columns; the entries of a MAP in them come back in another order. */
export function rowName(types: readonly SqlType[]): EntryName<readonly unknown[]> {
  const codec = rowCodec(types, { sorted: true });
  return { write: (out, row) => codec.encode(row as unknown[], out), read: (from) => codec.decode(from) };
}

/**
 * Values by entry below each key: windows of a key, rows of a join side, values of DISTINCT. Entries keep the order in
 * which they were first put, also over a restart. Values are copied in and out; NULL is a value.
 */
export class KeyedMap<V, E = Key> {
  readonly #pages: EntryPages;
  readonly #codec: Codec<V>;
  readonly #name: EntryName<E>;
  readonly #age: Age | undefined;
  readonly #entry = new ByteWriter();
  readonly #value = new ByteWriter();
  readonly #reader = new ByteReader();
  readonly #place = emptyPlace();

  constructor(table: StateTable, codec: Codec<V>, name: EntryName<E>, age?: Age) {
    this.#pages = new EntryPages(table);
    this.#codec = codec;
    this.#name = name;
    this.#age = age;
  }

  get(key: Key, entry: E): V | undefined {
    this.#entry.at = 0;
    this.#name.write(this.#entry, entry);
    if (!this.#pages.find(key, this.#entry, this.#reader)) return undefined;
    if (this.#age?.isOver(this.#reader) === true) {
      this.#pages.remove(key, this.#entry);
      return undefined;
    }
    return this.#codec.decode(this.#reader);
  }

  /** Throws E_STATE_FULL. */
  put(key: Key, entry: E, value: V): void {
    this.#write(entry, value);
    this.#pages.put(key, this.#entry, this.#value);
    if (this.#age !== undefined) this.#sweep(this.#age);
  }

  /** Puts an entry unless it is there, however old: whether it was not. Throws E_STATE_FULL. */
  add(key: Key, entry: E, value: V): boolean {
    this.#write(entry, value);
    return this.#pages.put(key, this.#entry, this.#value, false);
  }

  delete(key: Key, entry: E): void {
    this.#entry.at = 0;
    this.#name.write(this.#entry, entry);
    this.#pages.remove(key, this.#entry);
  }

  /** Deletes all entries of a key. */
  clear(key: Key): void {
    this.#pages.clear(key);
  }

  /**
   * The entries of one key in their order, until `visit` returns false. It may change the state: what it changes below
   * the same key may or may not be seen.
   */
  forEach(key: Key, visit: (value: V, entry: E) => void | boolean): void {
    for (const page of this.#pages.lists(key)) {
      const seen: { entry: E; value: V }[] = [];
      const list = this.#pages.open(key, page);
      while (nextEntry(list, this.#place)) {
        if (this.#isOver(list)) continue;
        const value = this.#codec.decode(this.#reader);
        seen.push({ entry: this.#readName(list), value });
      }
      for (const { entry, value } of seen) if (visit(value, entry) === false) return;
    }
  }

  /** Takes the first entry of a key away, however old; undefined when it has none. */
  shift(key: Key): E | undefined {
    if (!this.#pages.shift(key, this.#entry)) return undefined;
    return this.#name.read(this.#reader.reset(this.#entry.bytes, 0, this.#entry.at));
  }

  /** Every key with entries, once, in no order that means something. `visit` may clear the key it is given and change no other. */
  async forEachKey(visit: (key: Key) => void | Promise<void>): Promise<void> {
    let slice: Key[] = [];
    await this.#pages.eachKey(
      (key) => slice.push(key),
      async () => {
        for (const key of slice) {
          const wait = visit(key);
          if (wait !== undefined) await wait;
        }
        slice = [];
      },
    );
  }

  #write(entry: E, value: V): void {
    this.#entry.at = 0;
    this.#name.write(this.#entry, entry);
    this.#value.at = 0;
    this.#age?.stamp(this.#value);
    this.#codec.encode(value, this.#value);
  }

  /** Points the reader at the value of the entry at `#place`; true when it is too old. */
  #isOver(list: ByteReader): boolean {
    this.#reader.reset(list.bytes, this.#place.valueAt, this.#place.end);
    return this.#age?.isOver(this.#reader) === true;
  }

  #readName(list: ByteReader): E {
    return this.#name.read(this.#reader.reset(list.bytes, this.#place.nameAt, this.#place.nameEnd));
  }

  #sweep(age: Age): void {
    const expired: { key: Key; name: Uint8Array }[] = [];
    this.#pages.sweep(SWEEP, (key, list) => {
      while (nextEntry(list, this.#place)) {
        const { nameAt, nameEnd, valueAt, end } = this.#place;
        const isOver = age.isOver(this.#reader.reset(list.bytes, valueAt, end));
        if (isOver) expired.push({ key, name: new Uint8Array(list.bytes.subarray(nameAt, nameEnd)) });
      }
    });
    for (const { key, name } of expired) {
      this.#entry.at = 0;
      this.#entry.raw(name, 0, name.length);
      // what the sweep showed may be an older value
      const isThere = this.#pages.find(key, this.#entry, this.#reader);
      if (isThere && age.isOver(this.#reader)) this.#pages.remove(key, this.#entry);
    }
  }
}
