import { crc32 } from 'node:zlib';
import type { Disk } from '../common/disk.ts';
import { SqlError } from '../common/errors.ts';
import { ByteReader } from './byte-reader.ts';
import type { RecordSink } from './records.ts';
import { MAGIC, TRAILER_BYTES, type Section, type SegmentInfo, type StateId } from './segment.ts';

/** Opens a finished segment file. Throws E_JOB_STATE when it is gone or damaged, as its reader does. */
export async function openSegment(
  disk: Disk,
  folder: string,
  { file, bytes }: SegmentInfo,
): Promise<SegmentReader> {
  const path = `${folder}/${file}`;
  const trailer = await readExactly(disk, path, bytes - TRAILER_BYTES, TRAILER_BYTES);
  const length = trailer.readUInt32LE(0);
  if (!trailer.subarray(8).equals(MAGIC) || length + TRAILER_BYTES > bytes) throw damaged(path);
  const table = await readExactly(disk, path, bytes - TRAILER_BYTES - length, length);
  if (crc32(table) !== trailer.readUInt32LE(4)) throw damaged(path);
  const from = new ByteReader().reset(table);
  const states: StateId[] = [];
  for (let left = from.varint(); left > 0; left--)
    states.push({ operator: from.text(), name: from.text(), layout: from.text() });
  const sections: Section[] = [];
  for (let left = from.varint(); left > 0; left--) {
    const [state, group, offset] = [from.varint(), from.varint(), from.varint()];
    sections.push({ state, group, offset, length: from.varint(), crc: from.varint() });
  }
  return new SegmentReader(disk, path, states, sections);
}

export class SegmentReader {
  readonly states: readonly StateId[];
  readonly sections: readonly Section[];
  readonly #disk: Disk;
  readonly #path: string;

  constructor(disk: Disk, path: string, states: readonly StateId[], sections: readonly Section[]) {
    this.#disk = disk;
    this.#path = path;
    this.states = states;
    this.sections = sections;
  }

  /** The records of a section. */
  async read({ offset, length, crc }: Section): Promise<SectionRecords> {
    const bytes = await readExactly(this.#disk, this.#path, offset, length);
    if (crc32(bytes) !== crc) throw damaged(this.#path);
    return new SectionRecords(bytes);
  }

  /** The records of many sections, added to `into`; what lies side by side is read at once. */
  async readAll(sections: readonly Section[], into: Map<Section, SectionRecords>): Promise<void> {
    const ordered = sections.toSorted((a, b) => a.offset - b.offset);
    for (let from = 0, to = 0; from < ordered.length; from = to) {
      const start = ordered[from]?.offset ?? 0;
      let end = start;
      while (ordered[to]?.offset === end) end += ordered[to++]?.length ?? 0;
      const bytes = await readExactly(this.#disk, this.#path, start, end - start);
      for (const section of ordered.slice(from, to)) {
        const at = section.offset - start;
        const part = bytes.subarray(at, at + section.length);
        if (crc32(part) !== section.crc) throw damaged(this.#path);
        into.set(section, new SectionRecords(part));
      }
    }
  }
}

/** The records of one section, taken a slice at a time. */
export class SectionRecords {
  readonly bytes: Buffer;
  readonly #from = new ByteReader();

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#from.reset(bytes);
  }

  /** Shows up to `count` records; false when there are no more. */
  show(count: number, sink: RecordSink): boolean {
    const from = this.#from;
    for (let left = count; left > 0 && !from.isAtEnd; left--) {
      const header = from.varint();
      const valueLength = (header & 1) === 1 ? -1 : from.varint();
      const keyLength = header >>> 1;
      sink(this.bytes, from.at, keyLength, valueLength);
      from.at += keyLength + Math.max(valueLength, 0);
    }
    return !from.isAtEnd;
  }
}

async function readExactly(disk: Disk, path: string, offset: number, length: number): Promise<Buffer> {
  const bytes = offset < 0 ? undefined : await disk.readRange(path, offset, length);
  if (bytes === undefined) {
    throw new SqlError('E_JOB_STATE', `the file '${path}' of the job's state is gone`);
  }
  if (bytes.length !== length) throw damaged(path);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function damaged(path: string): SqlError {
  return new SqlError('E_JOB_STATE', `the file '${path}' of the job's state is damaged`);
}
