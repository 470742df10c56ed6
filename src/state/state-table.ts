import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { RecordSink } from './records.ts';
import type { Table } from './table.ts';
import { nextTurn } from './next-turn.ts';

/** Slots looked at in one go. */
const SLICE = 1024;

/** The part of a state that lies on disk. */
export interface ColdScan {
  /** Shows its records in slices, `between` after each; nothing arrives in it meanwhile. */
  each(sink: RecordSink, between: () => void | Promise<void>): Promise<void>;
  /** Shows up to `count` records, going round; some of them may have changed since they were read. */
  sweep(count: number, sink: RecordSink): void;
}

/** One named state of an operator as bytes, wherever they lie. */
export class StateTable {
  readonly #table: Table;
  readonly #cold: ColdScan | undefined;
  #hand = 1;

  constructor(table: Table, cold?: ColdScan) {
    this.#table = table;
    this.#cold = cold;
  }

  /** Points `into` at the value of the key that was written to `key`; valid until the next call. False: none. */
  read(key: ByteWriter, into: ByteReader): boolean {
    return this.#table.read(key, into);
  }

  /** The key is what `record` holds up to `keyEnd`, the value is the rest. Throws E_STATE_FULL. */
  write(record: ByteWriter, keyEnd: number): void {
    this.#table.write(record, keyEnd);
  }

  remove(key: ByteWriter): void {
    this.#table.remove(key);
  }

  /**
   * Shows every record once, in slices: after each slice `between` may wait and may change records that were shown.
   * Other changes may or may not be seen.
   */
  async each(sink: RecordSink, between: () => void | Promise<void>): Promise<void> {
    const cold = this.#cold;
    if (cold === undefined) return this.#eachHere(present(sink), between);
    await cold.each((bytes, at, keyLength, valueLength) => {
      if (!this.#table.isAhead(bytes.subarray(at, at + keyLength))) sink(bytes, at, keyLength, valueLength);
    }, between);
    const ahead: RecordSink = (bytes, at, keyLength, valueLength) => {
      if (this.#table.isAhead(bytes.subarray(at, at + keyLength))) sink(bytes, at, keyLength, valueLength);
    };
    await this.#eachHere(present(ahead), between);
  }

  /**
   * Shows the next few records, going round: for work that is done a little at a time. On disk they may have changed
   * since they were read, and some are not shown for a while.
   */
  sweep(count: number, sink: RecordSink): void {
    this.#hand = this.#table.scan(this.#hand, count, present(sink)) ?? 1;
    this.#cold?.sweep(count, sink);
  }

  async #eachHere(sink: RecordSink, between: () => void | Promise<void>): Promise<void> {
    for (let slot: number | undefined = 1; slot !== undefined;) {
      slot = this.#table.scan(slot, SLICE, sink);
      await between();
      await nextTurn();
    }
  }
}

function present(sink: RecordSink): RecordSink {
  return (bytes, at, keyLength, valueLength) => {
    if (valueLength >= 0) sink(bytes, at, keyLength, valueLength);
  };
}
