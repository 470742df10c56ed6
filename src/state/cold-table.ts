import { ByteWriter } from './byte-writer.ts';
import type { ColdStore } from './cold-store.ts';
import type { RecordSink } from './records.ts';
import type { StateId } from './segment.ts';
import type { ColdScan } from './state-table.ts';
import type { ColdTable } from './table.ts';

/** First byte of the keys of records; the tier's own notes begin with another one. */
const RECORD = 1;

/** What a state needs of the tier that its cold part lies in. */
export interface ColdAccess {
  /** undefined as long as nothing lies there. */
  store(): ColdStore | undefined;
  isCrowded(): boolean;
  /** Runs `work` while nothing else changes the store. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

/** One state's records in the store of its job. */
export class ColdStateTable implements ColdTable, ColdScan {
  readonly prefix: Uint8Array;
  readonly #access: ColdAccess;
  /** Read ahead for `sweep`. */
  #ahead: (readonly [Uint8Array, Uint8Array])[] = [];
  #swept: Uint8Array | undefined;
  #isReading = false;

  constructor(id: Pick<StateId, 'operator' | 'name'>, access: ColdAccess) {
    const prefix = new ByteWriter();
    prefix.byte(RECORD);
    prefix.text(id.operator);
    prefix.text(id.name);
    this.prefix = prefix.copy();
    this.#access = access;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#access.store()?.get(this.keyInStore(key));
  }

  isCrowded(): boolean {
    return this.#access.isCrowded();
  }

  keyInStore(key: Uint8Array): Uint8Array {
    const whole = Buffer.allocUnsafe(this.prefix.length + key.length);
    whole.set(this.prefix);
    whole.set(key, this.prefix.length);
    return whole;
  }

  async each(sink: RecordSink, between: () => void | Promise<void>): Promise<void> {
    await this.#access.exclusive(async () => {
      const store = this.#access.store();
      if (store === undefined) return;
      for await (const entries of store.entries(this.prefix)) {
        for (const entry of entries) this.#show(entry, sink);
        await between();
      }
    });
  }

  sweep(count: number, sink: RecordSink): void {
    for (let left = count; left > 0; left--) {
      const entry = this.#ahead.pop();
      if (entry === undefined) return this.#readAhead();
      this.#show(entry, sink);
    }
  }

  #readAhead(): void {
    const store = this.#access.store();
    if (this.#isReading || store === undefined) return;
    this.#isReading = true;
    const read = async () => {
      this.#ahead = [];
      for await (const entries of store.entries(this.prefix, this.#swept)) {
        this.#ahead = entries.toReversed();
        break;
      }
      this.#swept = this.#ahead[0]?.[0];
    };
    read()
      .catch(() => undefined) // a store that fails is told of by whoever needs it
      .finally(() => (this.#isReading = false));
  }

  #show([key, value]: readonly [Uint8Array, Uint8Array], sink: RecordSink): void {
    const record = Buffer.concat([key.subarray(this.prefix.length), value]);
    sink(record, 0, key.length - this.prefix.length, value.length);
  }
}
