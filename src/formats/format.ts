import type { Clock } from '../common/clock.ts';
import type { OptionSpecs } from '../common/options.ts';
import type { RowKind } from '../types/batch.ts';
import type { Field } from '../types/schema.ts';

/** A column that a format reads or writes: where it stands in the full-width row. */
export interface FormatField extends Field {
  readonly index: number;
  /** Nobody reads it: a decoder may leave it NULL, and need not look whether it could be read. */
  readonly unused?: boolean | undefined;
}

export interface FormatContext {
  /** Options of the format, already without the `json.` or `value.json.` prefix. */
  readonly options: ReadonlyMap<string, string>;
  /** table.local-time-zone */
  readonly timeZone: string;
  readonly clock: Clock;
}

/**
 * Bytes to rows. `emit` is called for each row with a fresh array of `width` entries: the format's fields at their
 * index, `null` elsewhere. Bytes it cannot read throw E_FORMAT without position; the connector adds topic, partition,
 * offset. With an ignore option set nothing is emitted and `skipped` counts.
 */
export interface Decoder {
  decode(buffer: Uint8Array, start: number, end: number, emit: (row: unknown[], kind: RowKind) => void): void;
  readonly skipped: number;
}

/** Rows to bytes; `null` bytes for a row that has no value (a tombstone). Throws E_FORMAT. */
export interface Encoder {
  encode(row: readonly unknown[], kind: RowKind): Uint8Array | null;
}

/** Where records end in a file. Made once for a table, without state. */
export interface Framing {
  /**
   * Offset of the last byte of the line break that ends the record beginning at `start` (LF, CR LF, or CR alone where
   * the format knows that); -1 if `bytes` ends before it.
   */
  recordEnd(bytes: Buffer, start: number): number;
}

/** One way to write rows as bytes: one record, one file, one line in FORMATS. */
export interface Format {
  readonly name: string;
  readonly doc: string;
  readonly options: OptionSpecs;
  /** Row kinds that a decoded stream can hold: 'insert' only, or 'all'. */
  readonly changelog: 'insert' | 'all';
  decoder(fields: readonly FormatField[], width: number, context: FormatContext): Decoder;
  encoder(fields: readonly FormatField[], context: FormatContext): Encoder;
  /** For files: where records end. Absent: each line is a record. */
  framing?(context: FormatContext): Framing;
}
