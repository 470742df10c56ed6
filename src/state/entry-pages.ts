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
    const list = this.#list;
    if (!this.#read(HEAD, key)) return false;
    const isFound =
      list.varint() === 0
        ? findEntry(list, name, this.#place)
        : this.#findPage(key, name, hashBytes(name.bytes, 0, name.at)) !== undefined;
    if (isFound) into.reset(list.bytes, this.#place.valueAt, this.#place.end);
    return isFound;
  }

  /** An entry that is there keeps its place in the order, a new one is the last. */
  put(key: Key, name: ByteWriter, value: ByteWriter): void {
    const list = this.#list;
    const content = this.#content;
    if (!this.#read(HEAD, key)) {
      content.at = 0;
      writeEntry(content, name, value);
      return this.#writeSmall(key);
    }
    if (list.varint() === 0) {
      const start = list.at;
      const isFound = findEntry(list, name, this.#place);
      this.#compose(start, isFound, name, value);
      if (content.at > PAGE_BYTES) this.#spread(key, undefined, !isFound);
      else this.#writeSmall(key);
      return;
    }
    const last = lastVarint(list);
    const hash = hashBytes(name.bytes, 0, name.at);
    const found = this.#findPage(key, name, hash);
    if (found !== undefined) {
      this.#compose(found.start, true, name, value);
      if (content.at > PAGE_BYTES * 2) this.#spread(key, found.page, false);
      else this.#writePage(key, found.page);
      return;
    }
    this.#read(PAGE, key, last);
    this.#compose(list.at, false, name, value);
    if (content.at > PAGE_BYTES) return this.#spread(key, last, true);
    this.#writePage(key, last);
    this.#places.add(key, hash, last);
  }

  remove(key: Key, name: ByteWriter): void {
    const list = this.#list;
    if (!this.#read(HEAD, key)) return;
    if (list.varint() === 0) {
      const start = list.at;
      if (!findEntry(list, name, this.#place)) return;
      this.#compose(start, true);
      if (this.#content.at > 0) this.#writeSmall(key);
      else this.#delete(HEAD, key);
      return;
    }
    const hash = hashBytes(name.bytes, 0, name.at);
    const found = this.#findPage(key, name, hash);
    if (found === undefined) return;
    this.#compose(found.start, true);
    if (this.#content.at > 0) this.#writePage(key, found.page);
    else this.#deletePage(key, found.page);
    this.#places.remove(key, hash, found.page);
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

  /** The list that a key's first entry is in. */
  openFirst(key: Key): ByteReader {
    const list = this.#list;
    if (!this.#read(HEAD, key)) return list.reset(Buffer.alloc(0));
    return list.varint() === 0 ? list : this.open(key, list.varint());
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

  /** The page that has the name: it is open then, its entries begin at `start`. */
  #findPage(key: Key, name: ByteWriter, hash: number): { page: number; start: number } | undefined {
    for (const page of new Set(this.#places.of(key, hash))) {
      if (!this.#read(PAGE, key, page)) continue;
      const start = this.#list.at;
      if (findEntry(this.#list, name, this.#place)) return { page, start };
    }
    return undefined;
  }

  /** A key's pages and the number of the next one; no pages when its entries stand in the head. */
  #pagesOf(key: Key): { next: number; pages: number[] } {
    const pages: number[] = [];
    if (!this.#read(HEAD, key)) return { next: 0, pages };
    const next = this.#list.varint();
    if (next > 0) while (!this.#list.isAtEnd) pages.push(this.#list.varint());
    return { next, pages };
  }

  #writeSmall(key: Key): void {
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

  #deletePage(key: Key, page: number): void {
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
