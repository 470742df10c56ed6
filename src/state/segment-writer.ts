import { crc32 } from 'node:zlib';
import type { Disk, DiskWriter } from '../common/disk.ts';
import { ByteWriter } from './byte-writer.ts';
import type { RecordSink } from './records.ts';
import { GROUPS, MAGIC, type Section, type SegmentInfo, type StateId } from './segment.ts';

/** So much is collected before it is written. */
const FLUSH_BYTES = 1024 * 1024;

/** Records of one group on their way into a section. */
interface Group {
  readonly records: ByteWriter;
  readonly put: RecordSink;
}

/** Writes one segment file; the file is made with the first bytes written. Finish or abandon it. */
export class SegmentWriter {
  readonly file: string;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #states: StateId[] = [];
  readonly #sections: Section[] = [];
  readonly #groups = new Array<Group | undefined>(GROUPS);
  readonly #buffer = new ByteWriter();
  #writer: DiskWriter | undefined;
  /** Index of the state that records are put for. */
  #state = -1;
  #collected = 0;
  /** Bytes already handed to the disk. */
  #written = 0;

  constructor(disk: Disk, folder: string, file: string) {
    this.file = file;
    this.#disk = disk;
    this.#path = `${folder}/${file}`;
  }

  /** Enough is collected: `flush` before more is put. */
  get isFull(): boolean {
    return this.#collected >= FLUSH_BYTES;
  }

  /** Records of this state follow. */
  begin(id: StateId): void {
    this.#endSections();
    this.#state = this.#states.findIndex(
      ({ operator, name }) => operator === id.operator && name === id.name,
    );
    if (this.#state < 0) this.#state = this.#states.push(id) - 1;
  }

  /** Where the records of a group are put. */
  into(group: number): RecordSink {
    return this.#group(group).put;
  }

  /** Puts records that another file has in this form. */
  putAll(group: number, records: Uint8Array): void {
    this.#group(group).records.raw(records, 0, records.length);
    this.#collected += records.length;
  }

  async flush(): Promise<void> {
    this.#endSections();
    if (this.#buffer.at === 0) return;
    this.#writer ??= await this.#disk.createWriter(this.#path);
    await this.#writer.append(this.#buffer.bytes.subarray(0, this.#buffer.at));
    this.#written += this.#buffer.at;
    this.#buffer.at = 0;
    this.#collected = 0;
  }

  /** Durable when it resolves; undefined (and no file) when there was no record. */
  async finish(upTo: string = this.file): Promise<SegmentInfo | undefined> {
    await this.flush();
    if (this.#sections.length === 0) return undefined;
    const buffer = this.#buffer;
    buffer.varint(this.#states.length);
    for (const { operator, name, layout } of this.#states) {
      buffer.text(operator);
      buffer.text(name);
      buffer.text(layout);
    }
    buffer.varint(this.#sections.length);
    for (const { state, group, offset, length, crc } of this.#sections)
      for (const number of [state, group, offset, length, crc]) buffer.varint(number);
    const length = buffer.at;
    const crc = crc32(buffer.bytes.subarray(0, length));
    buffer.reserve(8);
    buffer.bytes.writeUInt32LE(length, length);
    buffer.bytes.writeUInt32LE(crc, length + 4);
    buffer.at += 8;
    buffer.raw(MAGIC, 0, MAGIC.length);
    await this.flush();
    await this.#writer?.finish();
    return { file: this.file, bytes: this.#written, upTo };
  }

  async abandon(): Promise<void> {
    await this.#writer?.abandon();
  }

  #group(number: number): Group {
    const known = this.#groups[number];
    if (known !== undefined) return known;
    const records = new ByteWriter();
    const put: RecordSink = (bytes, at, keyLength, valueLength) => {
      const start = records.at;
      records.varint(keyLength * 2 + (valueLength < 0 ? 1 : 0));
      if (valueLength >= 0) records.varint(valueLength);
      records.raw(bytes, at, at + keyLength + Math.max(valueLength, 0));
      this.#collected += records.at - start;
    };
    return (this.#groups[number] = { records, put });
  }

  /** What was put becomes a section for each group. */
  #endSections(): void {
    for (let group = 0; group < GROUPS; group++) {
      const records = this.#groups[group]?.records;
      if (records === undefined || records.at === 0) continue;
      const offset = this.#written + this.#buffer.at;
      const crc = crc32(records.bytes.subarray(0, records.at));
      this.#sections.push({ state: this.#state, group, offset, length: records.at, crc });
      this.#buffer.raw(records.bytes, 0, records.at);
      records.at = 0;
    }
  }
}
