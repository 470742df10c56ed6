import type { Key } from '../types/key.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeKey } from './key-bytes.ts';
import type { StateTable } from './state-table.ts';

/** Pages in which names of a hash stand, below each key: a page stands here once for each such name in it. */
export class NamePlaces {
  readonly #kind: number;
  readonly #table: StateTable;
  readonly #record = new ByteWriter();
  readonly #list = new ByteReader();

  /** `kind` is the first byte of its records' keys. */
  constructor(kind: number, table: StateTable) {
    this.#kind = kind;
    this.#table = table;
  }

  of(key: Key, hash: number): number[] {
    const places: number[] = [];
    this.#address(key, hash);
    if (this.#table.read(this.#record, this.#list))
      while (!this.#list.isAtEnd) places.push(this.#list.varint());
    return places;
  }

  add(key: Key, hash: number, page: number): void {
    this.#write(key, hash, [...this.of(key, hash), page]);
  }

  remove(key: Key, hash: number, page: number): void {
    const places = this.of(key, hash);
    places.splice(places.indexOf(page), 1);
    if (places.length === 0) this.clear(key, hash);
    else this.#write(key, hash, places);
  }

  clear(key: Key, hash: number): void {
    this.#address(key, hash);
    this.#table.remove(this.#record);
  }

  #write(key: Key, hash: number, places: readonly number[]): void {
    this.#address(key, hash);
    const keyEnd = this.#record.at;
    for (const page of places) this.#record.varint(page);
    this.#table.write(this.#record, keyEnd);
  }

  #address(key: Key, hash: number): void {
    const record = this.#record;
    record.at = 0;
    record.byte(this.#kind);
    writeKey(record, key);
    record.varint(hash);
  }
}
