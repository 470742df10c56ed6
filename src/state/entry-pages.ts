import type { Key } from '../types/key.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { emptyPlace, findEntry, nextEntry, writeEntry } from './entry-list.ts';
import { readKey, writeKey } from './key-bytes.ts';
import { NamePlaces } from './name-places.ts';
import { hashBytes } from './slot-index.ts';
import type { StateTable } from './state-table.ts';

// What a record of the table holds is told by the first byte of its key.
const HEAD = 0;
const PAGE = 1;
const PLACE = 2;
/** Entries of a key stand in one record up to this size, beyond it in several of about this size. */
const PAGE_BYTES = 1024;

/** The list that is open, and where in it a name stands or would stand. */
interface Spot {
  /** undefined: the list is in the head. */
  readonly page: number | undefined;
  /** Where its entries begin. */
  readonly start: number;
  readonly isFound: boolean;
  readonly hash: number;
  /** What NamePlaces has of the name. */
  readonly places: readonly number[];
}

/**
 * Entries by name below keys, in the order they came. A key with few has all of them in one record, its head. A key with
 * many has pages; its head lists them, and NamePlaces knows in which of them to look for a name.
 */
export class EntryPages {
  readonly #table: StateTable;
  readonly #places: NamePlaces;
  readonly #record = new ByteWriter();
  readonly #content = new ByteWriter();
  readonly #list = new ByteReader();
  readonly #place = emptyPlace();

  constructor(table: StateTable) {
    this.#table = table;
    this.#places = new NamePlaces(PLACE, table);
  }

  /** Points `into` at the entry's value; valid until the next call. False: there is none. */
  find(key: Key, name: ByteWriter, into: ByteReader): boolean {
    if (this.#seek(key, name, false)?.isFound !== true) return false;
    into.reset(this.#list.bytes, this.#place.valueAt, this.#place.end);
    return true;
  }

  /**
   * An entry that is there keeps its place in the order, a new one is the last. With `replaces` false an entry that is
   * there stays as it is. Whether there was none of the name.
   */
  put(key: Key, name: ByteWriter, value: ByteWriter, replaces = true): boolean {
    const content = this.#content;
    const spot = this.#seek(key, name, true);
    if (spot === undefined) {
      content.at = 0;
      writeEntry(content, name, value);
      this.#writeList(key, undefined);
      return true;
    }
    const { page, start, isFound, hash, places } = spot;
    if (isFound && !replaces) return false;
    const isAlone = isFound && this.#place.start === start && this.#place.end === this.#list.limit;
    this.#compose(start, isFound, name, value);
    if (!isAlone && content.at > (isFound && page !== undefined ? PAGE_BYTES * 2 : PAGE_BYTES)) {
      this.#spread(key, page, !isFound);
      return !isFound;
    }
    this.#writeList(key, page);
    if (!isFound && page !== undefined) this.#places.add(key, hash, page, places);
    return !isFound;
  }

  remove(key: Key, name: ByteWriter): void {
    const spot = this.#seek(key, name, false);
    if (spot?.isFound === true) this.#take(key, spot);
  }

  /** Removes the first entry of a key; its name is written to `name`. False: there is none. */
  shift(key: Key, name: ByteWriter): boolean {
    const list = this.#list;
    if (!this.#read(HEAD, key)) return false;
    let page: number | undefined;
    if (list.varint() !== 0) {
      page = list.varint();
      this.#read(PAGE, key, page);
    }
    const start = list.at;
    if (!nextEntry(list, this.#place)) return false;
    const { nameAt, nameEnd } = this.#place;
    name.at = 0;
    name.raw(list.bytes, nameAt, nameEnd);
    const hash = hashBytes(name.bytes, 0, name.at);
    this.#take(key, { page, start, isFound: true, hash, places: [] });
    return true;
  }

  /** Removes all entries of a key. */
  clear(key: Key): void {
    const place = emptyPlace();
    for (const page of this.#pagesOf(key).pages) {
      const hashes = new Set<number>();
      this.#read(PAGE, key, page);
      while (nextEntry(this.#list, place)) hashes.add(hashOf(this.#list, place.nameAt, place.nameEnd));
      for (const hash of hashes) this.#places.clear(key, hash);
      this.#delete(PAGE, key, page);
    }
    this.#delete(HEAD, key);
  }

  /** The lists that hold a key's entries, in order: page numbers, or undefined for the head alone. */
  lists(key: Key): readonly (number | undefined)[] {
    if (!this.#read(HEAD, key)) return [];
    return this.#list.varint() === 0 ? [undefined] : this.#pagesOf(key).pages;
  }

  /** One of `lists`, to be read with `nextEntry`; valid until the next call. Empty when it is gone. */
  open(key: Key, page: number | undefined): ByteReader {
    const list = this.#list;
    const isThere = page === undefined ? this.#read(HEAD, key) : this.#read(PAGE, key, page);
    if (isThere && (page !== undefined || list.varint() === 0)) return list;
    return list.reset(Buffer.alloc(0));
  }

  /** Every key that has entries, a slice at a time; see StateTable.each. */
  async eachKey(visit: (key: Key) => void, between: () => void | Promise<void>): Promise<void> {
    const reader = new ByteReader();
    await this.#table.each((bytes, at) => {
      if (bytes[at] === HEAD) visit(readKey(reader.reset(bytes, at + 1)));
    }, between);
  }

  /** Shows the entries in the next few records; see StateTable.sweep. */
  sweep(count: number, visit: (key: Key, list: ByteReader) => void): void {
    const [keyReader, list] = [new ByteReader(), new ByteReader()];
    this.#table.sweep(count, (bytes, at, keyLength, valueLength) => {
      if (bytes[at] === PLACE) return;
      list.reset(bytes, at + keyLength, at + keyLength + valueLength);
      if (bytes[at] === HEAD && list.varint() !== 0) return;
      visit(readKey(keyReader.reset(bytes, at + 1)), list);
    });
  }

  /** Points the list reader at a record. */
  #read(kind: number, key: Key, page?: number): boolean {
    this.#address(kind, key, page);
    return this.#table.read(this.#record, this.#list);
  }

  #delete(kind: number, key: Key, page?: number): void {
    this.#address(kind, key, page);
    this.#table.remove(this.#record);
  }

  /** Starts a record with its key; its end is returned. */
  #address(kind: number, key: Key, page?: number): number {
    const record = this.#record;
    record.at = 0;
    record.byte(kind);
    writeKey(record, key);
    if (page !== undefined) record.varint(page);
    return record.at;
  }

  /** Into `#content`: the list's entries, which begin at `start`, with the one at `#place` (or none) replaced. */
  #compose(start: number, isFound: boolean, name?: ByteWriter, value?: ByteWriter): void {
    const { bytes, limit } = this.#list;
    const content = this.#content;
    content.at = 0;
    content.raw(bytes, start, isFound ? this.#place.start : limit);
    if (name !== undefined && value !== undefined) writeEntry(content, name, value);
    if (isFound) content.raw(bytes, this.#place.end, limit);
  }

  /**
   * Opens the list that has the name, and puts `#place` on its entry. Where no list has it, the last one is opened if
   * `opensLast` asks for it. undefined: the key has no entries.
   */
  #seek(key: Key, name: ByteWriter, opensLast: boolean): Spot | undefined {
    const list = this.#list;
    if (!this.#read(HEAD, key)) return undefined;
    if (list.varint() === 0) {
      const start = list.at;
      const isFound = findEntry(list, name, this.#place);
      return { page: undefined, start, isFound, hash: 0, places: [] };
    }
    const last = lastVarint(list);
    const hash = hashBytes(name.bytes, 0, name.at);
    const places = this.#places.of(key, hash);
    for (const page of places) {
      this.#read(PAGE, key, page);
      const start = list.at;
      if (findEntry(list, name, this.#place)) return { page, start, isFound: true, hash, places };
    }
    if (opensLast) this.#read(PAGE, key, last);
    return { page: last, start: list.at, isFound: false, hash, places };
  }

  /** Removes the entry that was found there. */
  #take(key: Key, { page, start, hash, places }: Spot): void {
    this.#compose(start, true);
    if (this.#content.at > 0) this.#writeList(key, page);
    else this.#deleteList(key, page);
    if (page !== undefined) this.#places.remove(key, hash, page, places.length > 0 ? places : undefined);
  }

  /** A key's pages and the number of the next one; no pages when its entries stand in the head. */
  #pagesOf(key: Key): { next: number; pages: number[] } {
    const pages: number[] = [];
    if (!this.#read(HEAD, key)) return { next: 0, pages };
    const next = this.#list.varint();
    if (next > 0) while (!this.#list.isAtEnd) pages.push(this.#list.varint());
    return { next, pages };
  }

  /** Writes `#content` as the list that was open. */
  #writeList(key: Key, page: number | undefined): void {
    if (page !== undefined) return this.#writePage(key, page);
    const keyEnd = this.#address(HEAD, key);
    this.#record.byte(0);
    this.#record.raw(this.#content.bytes, 0, this.#content.at);
    this.#table.write(this.#record, keyEnd);
  }

  /** `next` is above 0: that tells it from a small one. */
  #writeHead(key: Key, next: number, pages: readonly number[]): void {
    const keyEnd = this.#address(HEAD, key);
    this.#record.varint(next);
    for (const page of pages) this.#record.varint(page);
    this.#table.write(this.#record, keyEnd);
  }

  #writePage(key: Key, page: number, start = 0, end = this.#content.at): void {
    const keyEnd = this.#address(PAGE, key, page);
    this.#record.raw(this.#content.bytes, start, end);
    this.#table.write(this.#record, keyEnd);
  }

  #deleteList(key: Key, page: number | undefined): void {
    if (page === undefined) return this.#delete(HEAD, key);
    this.#delete(PAGE, key, page);
    const { next, pages } = this.#pagesOf(key);
    const left = pages.filter((one) => one !== page);
    if (left.length > 0) this.#writeHead(key, next, left);
    else this.#delete(HEAD, key);
  }

  /**
   * Spreads `#content` over page `old` (undefined: it was in the head) and new ones behind it; `isNew` says that its
   * last entry was in no list before.
   */
  #spread(key: Key, old: number | undefined, isNew: boolean): void {
    const { next, pages } = this.#pagesOf(key);
    const content = new ByteReader().reset(this.#content.bytes, 0, this.#content.at);
    const place = emptyPlace();
    let page = old ?? next;
    let following = old === undefined ? next + 1 : next;
    const numbers = [page];
    let start = 0;
    while (nextEntry(content, place)) {
      if (place.end - start > PAGE_BYTES && place.start > start) {
        this.#writePage(key, page, start, place.start);
        numbers.push((page = following++));
        start = place.start;
      }
      const hash = hashOf(content, place.nameAt, place.nameEnd);
      const was = isNew && content.isAtEnd ? undefined : old;
      if (was === page) continue;
      if (was !== undefined) this.#places.remove(key, hash, was);
      this.#places.add(key, hash, page);
    }
    this.#writePage(key, page, start);
    const position = old === undefined ? 0 : pages.indexOf(old);
    this.#writeHead(key, following, pages.toSpliced(position, old === undefined ? 0 : 1, ...numbers));
  }
}

function hashOf(list: ByteReader, start: number, end: number): number {
  return hashBytes(list.bytes, start, end);
}

/** The last of the numbers up to the reader's limit; there is at least one. */
function lastVarint(list: ByteReader): number {
  let at = list.limit - 1;
  while (at > list.at && (list.bytes[at - 1] ?? 0) > 127) at--;
  return new ByteReader().reset(list.bytes, at).varint();
}
