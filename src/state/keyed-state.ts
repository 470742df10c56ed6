import type { Key } from '../types/key.ts';
import type { Age } from './age.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Codec } from './codec.ts';
import { readKey, writeKey } from './key-bytes.ts';
import type { StateTable } from './state-table.ts';

/** Records looked at with each write, so that what nobody asks for any more goes too. */
const SWEEP = 2;

/**
 * One value for each key. Values are copied in and out: what `get` returns is the caller's to change, and counts as
 * changed only by `put`. `undefined` means that there is none; NULL is a value.
 */
export class KeyedState<V> {
  readonly #table: StateTable;
  readonly #codec: Codec<V>;
  readonly #age: Age | undefined;
  readonly #record = new ByteWriter();
  readonly #reader = new ByteReader();

  constructor(table: StateTable, codec: Codec<V>, age?: Age) {
    this.#table = table;
    this.#codec = codec;
    this.#age = age;
  }

  get(key: Key): V | undefined {
    this.#record.at = 0;
    writeKey(this.#record, key);
    if (!this.#table.read(this.#record, this.#reader)) return undefined;
    if (this.#age?.isOver(this.#reader) === true) {
      this.#table.remove(this.#record);
      return undefined;
    }
    return this.#codec.decode(this.#reader);
  }

  /** Throws E_STATE_FULL. */
  put(key: Key, value: V): void {
    const record = this.#record;
    record.at = 0;
    writeKey(record, key);
    const keyEnd = record.at;
    this.#age?.stamp(record);
    this.#codec.encode(value, record);
    this.#table.write(record, keyEnd);
    if (this.#age !== undefined) this.#sweep(this.#age);
  }

  delete(key: Key): void {
    this.#record.at = 0;
    writeKey(this.#record, key);
    this.#table.remove(this.#record);
  }

  /** Every key once, in no order that means something. `visit` may delete the key it is given and change no other. */
  async forEach(visit: (value: V, key: Key) => void | Promise<void>): Promise<void> {
    const reader = new ByteReader();
    let slice: { key: Key; value: V }[] = [];
    await this.#table.each(
      (bytes, at, keyLength, valueLength) => {
        const key = readKey(reader.reset(bytes, at));
        reader.reset(bytes, at + keyLength, at + keyLength + valueLength);
        if (this.#age?.isOver(reader) !== true) slice.push({ key, value: this.#codec.decode(reader) });
      },
      async () => {
        for (const { key, value } of slice) {
          const wait = visit(value, key);
          if (wait !== undefined) await wait;
        }
        slice = [];
      },
    );
  }

  #sweep(age: Age): void {
    const reader = this.#reader;
    const expired: Buffer[] = [];
    this.#table.sweep(SWEEP, (bytes, at, keyLength, valueLength) => {
      reader.reset(bytes, at + keyLength, at + keyLength + valueLength);
      if (age.isOver(reader)) expired.push(Buffer.from(bytes.subarray(at, at + keyLength)));
    });
    for (const key of expired) {
      this.#record.at = 0;
      this.#record.raw(key, 0, key.length);
      // what the sweep showed may be an older value
      if (this.#table.read(this.#record, reader) && age.isOver(reader)) this.#table.remove(this.#record);
    }
  }
}
