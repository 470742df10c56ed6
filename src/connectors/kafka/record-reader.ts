import type { Clock } from '../../common/clock.ts';
import { SqlError } from '../../common/errors.ts';
import type { Decoder } from '../../formats/format.ts';
import { INSERT, type BatchBuilder, type RowKind } from '../../types/batch.ts';
import { compileCast } from '../../types/cast.ts';
import { excerpt } from '../../types/excerpt.ts';
import type { KafkaTable } from './kafka-table.ts';
import { METADATA_COLUMNS, type MetadataKey } from './metadata-columns.ts';
import type { RecordCursor } from './wire/record-cursor.ts';

interface MetadataReader {
  readonly index: number;
  readonly read: (cursor: RecordCursor) => unknown;
}

/** Records to rows of one table: value, key, then metadata. Tombstones give no row and are counted. */
export class RecordReader {
  readonly #value: Decoder;
  readonly #key: Decoder | undefined;
  readonly #keyIndexes: readonly number[];
  readonly #valueIndexes: ReadonlySet<number>;
  readonly #metadata: readonly MetadataReader[];
  readonly #collect: (row: unknown[], kind: RowKind) => void;
  #cursor: RecordCursor | undefined;
  #topic = '';
  #partition = 0;
  #keyRow: readonly unknown[] | undefined;
  #into: BatchBuilder | undefined;
  #tombstones = 0;

  constructor(table: KafkaTable, timeZone: string, clock: Clock) {
    const context = { timeZone, clock };
    this.#value = table.value.format.decoder(table.value.fields, table.width, {
      ...context,
      options: table.value.options,
    });
    this.#key = table.key?.format.decoder(table.key.fields, table.width, {
      ...context,
      options: table.key.options,
    });
    this.#valueIndexes = new Set(table.value.fields.map((field) => field.index));
    // A column that stands in both is taken from the value, as in Flink.
    this.#keyIndexes = (table.key?.fields ?? [])
      .map((field) => field.index)
      .filter((i) => !this.#valueIndexes.has(i));
    this.#metadata = table.metadata.map(({ key, index, type }) => {
      const read = this.#reader(key);
      const own = METADATA_COLUMNS.find((column) => column.key === key)?.type ?? type;
      const cast = compileCast(own, type, { timeZone });
      return { index, read: (cursor) => cast(read(cursor)) };
    });
    const plain = this.#metadata.length === 0 && this.#key === undefined;
    this.#collect = plain
      ? (row, kind) => this.#into?.add(row, kind)
      : (row, kind) => this.#complete(row, kind);
  }

  /** Rows that were left out: what the format skips, and tombstones. */
  get skipped(): number {
    return this.#tombstones + this.#value.skipped;
  }

  /** Adds the rows of the record that the cursor is on. Throws E_FORMAT with topic, partition and offset. */
  read(cursor: RecordCursor, topic: string, partition: number, into: BatchBuilder): void {
    if (cursor.valueStart < 0) {
      this.#tombstones++;
      return;
    }
    this.#cursor = cursor;
    this.#topic = topic;
    this.#partition = partition;
    this.#into = into;
    if (this.#key !== undefined) this.#readKey(this.#key, cursor);
    try {
      this.#value.decode(cursor.bytes, cursor.valueStart, cursor.valueEnd, this.#collect);
    } catch (error) {
      throw this.#located(error, 'value', cursor.valueStart, cursor.valueEnd);
    }
  }

  /** A record without a key has NULL in its key columns. Flink: drops such a row without a word. */
  #readKey(key: Decoder, cursor: RecordCursor): void {
    this.#keyRow = undefined;
    if (cursor.keyStart < 0) return;
    try {
      key.decode(cursor.bytes, cursor.keyStart, cursor.keyEnd, (row) => (this.#keyRow = row));
    } catch (error) {
      throw this.#located(error, 'key', cursor.keyStart, cursor.keyEnd);
    }
  }

  #complete(row: unknown[], kind: RowKind): void {
    const cursor = this.#cursor;
    if (cursor === undefined) return;
    const keyRow = this.#keyRow;
    if (keyRow !== undefined) for (const index of this.#keyIndexes) row[index] = keyRow[index] ?? null;
    for (const { index, read } of this.#metadata) row[index] = read(cursor);
    this.#into?.add(row, kind ?? INSERT);
  }

  #reader(key: MetadataKey): (cursor: RecordCursor) => unknown {
    switch (key) {
      case 'topic':
        return () => this.#topic;
      case 'partition':
        return () => this.#partition;
      case 'offset':
        return (cursor) => cursor.offset;
      case 'timestamp':
        return (cursor) => cursor.timestamp;
      case 'timestamp-type':
        return (cursor) => (cursor.batch.logAppendTime ? 'LogAppendTime' : 'CreateTime');
      case 'leader-epoch':
        return (cursor) => (cursor.batch.leaderEpoch < 0 ? null : cursor.batch.leaderEpoch);
      case 'headers':
        return (cursor) =>
          new Map(cursor.headers().map(({ name, value }) => [name, [name, value && Uint8Array.from(value)]]));
    }
  }

  #located(error: unknown, part: 'key' | 'value', start: number, end: number): unknown {
    const cursor = this.#cursor;
    if (!(error instanceof SqlError) || error.code !== 'E_FORMAT' || cursor === undefined) return error;
    const where = `${this.#topic} partition ${this.#partition} offset ${cursor.offset}`;
    const bytes = cursor.bytes.subarray(start, end);
    const schema = registrySchema(bytes);
    if (schema !== undefined) {
      const begin = [...bytes.subarray(0, 5)]
        .map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
        .join(' ');
      return error.with({
        message: `${where}: ${part} begins with ${begin}: Confluent registry framing, schema id ${schema}, not plain text`,
        hint: 'a schema registry client wrote it (Avro, Protobuf or JSON Schema); weir reads JSON without that framing',
      });
    }
    const text = bytes.toString('utf8', 0, 300);
    // A format that shows the bytes itself is not repeated.
    const shown = error.message.includes(text.slice(0, 8)) ? '' : `: ${excerpt(text, 80)}`;
    return error.with({ message: `${where}: ${part} cannot be read: ${error.message}${shown}` });
  }
}

/** The id in the five bytes that registry clients put in front; undefined where there are none. No JSON begins with 00. */
function registrySchema(bytes: Buffer): number | undefined {
  return bytes.length >= 5 && bytes[0] === 0 ? bytes.readUInt32BE(1) : undefined;
}
