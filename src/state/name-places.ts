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

  /** `known` is what `of` told, for those who have asked. */
  add(key: Key, hash: number, page: number, known: readonly number[] = this.of(key, hash)): void {
    this.#write(key, hash, [...known, page]);
  }

  /** `known` is what `of` told, for those who have asked. */
  remove(key: Key, hash: number, page: number, known: readonly number[] = this.of(key, hash)): void {
    if (known.length === 1) this.clear(key, hash);
    else this.#write(key, hash, known.toSpliced(known.indexOf(page), 1));
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
