import type { Clock } from '../../common/clock.ts';
import type { Encoder } from '../../formats/format.ts';
import type { Row, RowKind } from '../../types/batch.ts';
import { compileCast } from '../../types/cast.ts';
import type { KafkaTable, MetadataField } from './kafka-table.ts';
import { METADATA_COLUMNS } from './metadata-columns.ts';
import type { Header } from './wire/record-batch-writer.ts';

const NO_HEADERS: readonly Header[] = [];

/** Rows of one table to the parts of a record. The fields hold what `encode` made last. */
export class RecordWriter {
  key: Uint8Array | null = null;
  value: Uint8Array | null = null;
  timestamp = 0;
  headers: readonly Header[] = NO_HEADERS;
  readonly #value: Encoder;
  readonly #key: Encoder | undefined;
  readonly #timestamp: ((row: Row) => unknown) | undefined;
  readonly #headers: ((row: Row) => unknown) | undefined;
  readonly #clock: Clock;

  constructor(table: KafkaTable, timeZone: string, clock: Clock) {
    const context = { timeZone, clock };
    this.#value = table.value.format.encoder(table.value.fields, {
      ...context,
      options: table.value.options,
    });
    this.#key = table.key?.format.encoder(table.key.fields, { ...context, options: table.key.options });
    this.#timestamp = columnOf(
      table.metadata.find(({ key }) => key === 'timestamp'),
      timeZone,
    );
    this.#headers = columnOf(
      table.metadata.find(({ key }) => key === 'headers'),
      timeZone,
    );
    this.#clock = clock;
  }

  /** Throws E_FORMAT. A row without a time gets the present one. */
  encode(row: Row, kind: RowKind): void {
    this.key = this.#key === undefined ? null : this.#key.encode(row, kind);
    this.value = this.#value.encode(row, kind);
    const time = this.#timestamp?.(row) ?? null;
    this.timestamp = time === null ? this.#clock.now() : Number(time);
    this.headers = this.#headers === undefined ? NO_HEADERS : toHeaders(this.#headers(row));
  }
}

function columnOf(field: MetadataField | undefined, timeZone: string): ((row: Row) => unknown) | undefined {
  const own = METADATA_COLUMNS.find(({ key }) => key === field?.key);
  if (field === undefined || own === undefined) return undefined;
  const cast = compileCast(field.type, own.type, { timeZone });
  const { index } = field;
  return (row) => cast(row[index]);
}

/** A MAP value holds [key, value] by key; NULL has no headers, a NULL in it is a header without a value. */
function toHeaders(map: unknown): readonly Header[] {
  if (!(map instanceof Map)) return NO_HEADERS;
  const headers: Header[] = [];
  for (const entry of (map as Map<unknown, [string, Uint8Array | null]>).values()) {
    headers.push({ name: entry[0], value: entry[1] });
  }
  return headers;
}
