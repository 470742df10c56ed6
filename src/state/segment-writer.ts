import { crc32 } from 'node:zlib';
import type { Disk, DiskWriter } from '../common/disk.ts';
import { ByteWriter } from './byte-writer.ts';
import type { RecordSink } from './records.ts';
import { MAGIC, type Section, type SegmentInfo, type StateId } from './segment.ts';

/** So much is collected before it is written. */
const FLUSH_BYTES = 512 * 1024;

/** Writes one segment file; the file is made with the first record. Finish or abandon it. */
export class SegmentWriter {
  readonly file: string;
  readonly #disk: Disk;
  readonly #path: string;
  readonly #states: StateId[] = [];
  readonly #sections: Section[] = [];
  readonly #buffer = new ByteWriter(FLUSH_BYTES + 4096);
  #writer: DiskWriter | undefined;
  #open: { state: number; group: number; offset: number } | undefined;
  #crc = 0;
  /** Bytes already handed to the disk. */
  #written = 0;

  constructor(disk: Disk, folder: string, file: string) {
    this.file = file;
    this.#disk = disk;
    this.#path = `${folder}/${file}`;
  }

  /** Enough is collected: `flush` before more is put. */
  get isFull(): boolean {
    return this.#buffer.at >= FLUSH_BYTES;
  }

  get isEmpty(): boolean {
    return this.#sections.length === 0;
  }

  /** Records of this state and group follow. */
  begin(id: StateId, group: number): void {
    let state = this.#states.findIndex(({ operator, name }) => operator === id.operator && name === id.name);
    if (state < 0) state = this.#states.push(id) - 1;
    this.#open = { state, group, offset: this.#written + this.#buffer.at };
    this.#crc = 0;
  }

  readonly put: RecordSink = (bytes, at, keyLength, valueLength) => {
    const buffer = this.#buffer;
    buffer.varint(keyLength * 2 + (valueLength < 0 ? 1 : 0));
    if (valueLength >= 0) buffer.varint(valueLength);
    buffer.raw(bytes, at, at + keyLength + Math.max(valueLength, 0));
  };

  /** Puts records that another file has in this form. */
  putAll(records: Uint8Array): void {
    this.#buffer.raw(records, 0, records.length);
  }

  /** Ends what `begin` began. */
  end(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const length = this.#written + this.#buffer.at - open.offset;
    if (length > 0) this.#sections.push({ ...open, length, crc: this.#sum(open.offset) });
  }

  async flush(): Promise<void> {
    if (this.#buffer.at === 0) return;
    if (this.#open !== undefined) this.#crc = this.#sum(this.#open.offset);
    this.#writer ??= await this.#disk.createWriter(this.#path);
    await this.#writer.append(this.#buffer.bytes.subarray(0, this.#buffer.at));
    this.#written += this.#buffer.at;
    this.#buffer.at = 0;
  }

  /** Durable when it resolves; undefined (and no file) when there was no record. */
  async finish(upTo: string = this.file): Promise<SegmentInfo | undefined> {
    if (this.isEmpty) return undefined;
    await this.flush();
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

  /** Checksum of the open section up to here. */
  #sum(offset: number): number {
    const { bytes, at } = this.#buffer;
    return crc32(bytes.subarray(Math.max(0, offset - this.#written), at), this.#crc);
  }
}
