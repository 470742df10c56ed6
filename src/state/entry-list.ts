import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

// Entries one behind the other: length of the name, name, length of the value, value.

/** Where an entry lies in the bytes of a list. */
export interface EntryPlace {
  start: number;
  nameAt: number;
  nameEnd: number;
  valueAt: number;
  end: number;
}

export function emptyPlace(): EntryPlace {
  return { start: 0, nameAt: 0, nameEnd: 0, valueAt: 0, end: 0 };
}

/** Moves on to the next entry; false at the end of the list. */
export function nextEntry(list: ByteReader, place: EntryPlace): boolean {
  if (list.isAtEnd) return false;
  place.start = list.at;
  const nameLength = list.varint();
  place.nameAt = list.at;
  place.nameEnd = list.at += nameLength;
  const valueLength = list.varint();
  place.valueAt = list.at;
  place.end = list.at += valueLength;
  return true;
}

/** Moves on behind the entry of that name; false when the list has none. */
export function findEntry(list: ByteReader, name: ByteWriter, place: EntryPlace): boolean {
  while (nextEntry(list, place)) {
    if (place.nameEnd - place.nameAt === name.at && sameBytes(list, place.nameAt, name)) return true;
  }
  return false;
}

export function writeEntry(out: ByteWriter, name: ByteWriter, value: ByteWriter): void {
  out.varint(name.at);
  out.raw(name.bytes, 0, name.at);
  out.varint(value.at);
  out.raw(value.bytes, 0, value.at);
}

function sameBytes(list: ByteReader, at: number, name: ByteWriter): boolean {
  for (let i = 0; i < name.at; i++) if (list.bytes[at + i] !== name.bytes[i]) return false;
  return true;
}
