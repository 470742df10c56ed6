import type { ByteBudget } from './byte-budget.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { Cut } from './cut.ts';
import { Records, showImage, type RecordSink } from './records.ts';
import { groupOf } from './segment.ts';
import type { Slab } from './slab.ts';
import { hashBytes, SlotIndex } from './slot-index.ts';
import { SlotSet } from './slot-set.ts';

// A slot's mark is the epoch of its last change and flags; 0: it is as in the last snapshot.
const BORN = 1; // no earlier snapshot has it
const WRITTEN = 2; // a file has it, the cold table may not yet
const USED = 4; // since the hand passed
const EPOCH_SHIFT = 3;
/** Slots looked at for one that may be forgotten, each time a new one is needed. */
const HAND_STEPS = 8;

/** What lies below a table that does not hold everything in memory. */
export interface ColdTable {
  /** undefined: not there. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Whether it is time to forget what was only read, or has arrived below. */
  isCrowded(): boolean;
}

/** Memory that all tables of a job share. */
export interface TableMemory {
  readonly budget: ByteBudget;
  readonly slab: Slab;
}

export interface TableSpec {
  readonly memory: TableMemory;
  /** Changes are noted for cuts. */
  readonly tracked: boolean;
  readonly cold?: ColdTable | undefined;
}

/**
 * Bytes by bytes. A snapshot does not stop it: `cut` takes the list of what changed since the last one, and whoever
 * first changes such a record before it is written leaves its former content with the cut. With a cold table below,
 * it holds what changed and what was read lately.
 */
export class Table {
  readonly #budget: ByteBudget;
  readonly #records: Records;
  readonly #index: SlotIndex;
  readonly #tracked: boolean;
  readonly #cold: ColdTable | undefined;
  #epoch = 1;
  #dirty = new SlotSet();
  readonly #cuts = new Map<number, Cut>();
  /** Changes up to this epoch have arrived in the cold table. */
  #settled = 0;
  #hand = 1;
  #liveBytes = 0;

  constructor({ memory, tracked, cold }: TableSpec) {
    this.#budget = memory.budget;
    this.#records = new Records(memory.slab);
    this.#index = new SlotIndex(memory.budget);
    this.#tracked = tracked;
    this.#cold = cold;
  }

  /** Bytes of keys and values in memory. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Records in memory, those included that say deleted. */
  get size(): number {
    return this.#index.size;
  }

  /** Points `into` at the value of the key that was written to `key`; valid until the next call. False: none. */
  read(key: ByteWriter, into: ByteReader): boolean {
    const hash = hashBytes(key.bytes, 0, key.at);
    let slot = this.#find(hash, key.bytes, 0, key.at);
    if (this.#cold !== undefined) {
      if (slot === 0) slot = this.#admit(this.#cold, hash, key);
      this.#index.setMark(slot, this.#index.mark(slot) | USED);
    }
    return slot !== 0 && this.#records.read(this.#index.ref(slot), into);
  }

  /** The key is what `record` holds up to `keyEnd`, the value is the rest. Throws E_STATE_FULL. */
  write(record: ByteWriter, keyEnd: number): void {
    this.#change(record.bytes, keyEnd, record.at - keyEnd);
  }

  /** Deletes the key that was written to `key`, if it is there. */
  remove(key: ByteWriter): void {
    this.#change(key.bytes, key.at, -1);
  }

  /** Puts what a snapshot holds, noting no change; `valueLength` -1 deletes, and is itself kept if asked to. */
  restore(bytes: Buffer, at: number, keyLength: number, valueLength: number, keepDeleted = false): void {
    const hash = hashBytes(bytes, at, at + keyLength);
    const slot = this.#find(hash, bytes, at, keyLength);
    if (valueLength < 0 && !keepDeleted) {
      if (slot !== 0) this.#drop(slot);
      return;
    }
    if (valueLength >= 0) this.#liveBytes += keyLength + valueLength;
    if (slot === 0) {
      this.#index.add(hash, this.#records.create(bytes, at, keyLength, valueLength));
      return;
    }
    const ref = this.#index.ref(slot);
    if (!this.#records.isAbsent(ref)) this.#liveBytes -= this.#records.length(ref);
    this.#index.setRef(slot, this.#records.replace(ref, bytes, at, keyLength, valueLength));
  }

  /** Says how many records there will be, about, before many are restored. Throws E_STATE_FULL. */
  expect(count: number): void {
    this.#index.reserve(count);
  }

  /**
   * Shows the records of up to `count` slots from number `from` (1 is the first), those that say deleted included; the
   * number to go on with, undefined at the end.
   */
  scan(from: number, count: number, visit: RecordSink): number | undefined {
    const end = Math.min(this.#index.end, from + count);
    for (let slot = from; slot < end; slot++) {
      const ref = this.#index.ref(slot);
      if (ref !== 0) this.#records.show(ref, visit);
    }
    return end < this.#index.end ? end : undefined;
  }

  /** Whether the cold table below does not have the latest about a key: it was changed, and that has not arrived yet. */
  isAhead(key: Buffer): boolean {
    const slot = this.#find(hashBytes(key, 0, key.length), key, 0, key.length);
    return slot !== 0 && !this.#isSettled(this.#index.mark(slot));
  }

  /** Changes up to this epoch have arrived in the cold table. */
  settle(epoch: number): void {
    this.#settled = epoch;
  }

  /** Takes what changed since the last cut; costs the same however much that is. */
  cut(): Cut {
    const cut = new Cut(this.#epoch, this.#dirty);
    this.#cuts.set(cut.epoch, cut);
    this.#dirty = new SlotSet();
    this.#epoch++;
    return cut;
  }

  /** Shows one slot of a cut, as it was at the cut, to the sink of its group. */
  emit(cut: Cut, slot: number, into: (group: number) => RecordSink): void {
    const mark = this.#index.mark(slot);
    if (mark >>> EPOCH_SHIFT !== cut.epoch) {
      const image = cut.images.get(slot);
      if (image === undefined) return;
      // the slot may be another key's by now
      const sink: RecordSink = (bytes, at, keyLength, valueLength) =>
        into(groupOf(hashBytes(bytes, at, at + keyLength)))(bytes, at, keyLength, valueLength);
      return showImage(image, sink);
    }
    const ref = this.#index.ref(slot);
    const isAbsent = this.#records.isAbsent(ref);
    if (!isAbsent || (mark & BORN) === 0) this.#records.show(ref, into(groupOf(this.#index.hash(slot))));
    if (this.#cold !== undefined) this.#index.setMark(slot, mark | WRITTEN);
    else if (isAbsent) this.#drop(slot);
    else this.#index.setMark(slot, 0);
  }

  /** All slots of the cut were shown. */
  finish(cut: Cut): void {
    this.#cuts.delete(cut.epoch);
    for (const image of cut.images.values()) this.#budget.give(image.length);
  }

  /** Looks at `count` slots, going round: forgets what the cold table has too, in the second round what is in use. */
  forget(count: number): void {
    const index = this.#index;
    for (let i = 0; i < count; i++) {
      if (this.#hand >= index.end) this.#hand = 1;
      const slot = this.#hand++;
      if (index.ref(slot) === 0) continue;
      const mark = index.mark(slot);
      if (!this.#isSettled(mark)) continue;
      if ((mark & USED) !== 0) index.setMark(slot, mark & ~USED);
      else this.#drop(slot);
    }
  }

  /** Forgets all that the cold table has too. */
  forgetAll(): void {
    this.forget((this.#index.end - 1) * 2);
  }

  #find(hash: number, bytes: Uint8Array, at: number, keyLength: number): number {
    const index = this.#index;
    let slot = index.first(hash);
    while (
      slot !== 0 &&
      (index.hash(slot) !== hash || !this.#records.hasKey(index.ref(slot), bytes, at, keyLength))
    ) {
      slot = index.next(slot);
    }
    return slot;
  }

  #change(bytes: Buffer, keyLength: number, valueLength: number): void {
    const hash = hashBytes(bytes, 0, keyLength);
    const slot = this.#find(hash, bytes, 0, keyLength);
    if (slot === 0) {
      if (valueLength >= 0 || this.#cold !== undefined) this.#create(hash, bytes, keyLength, valueLength);
      return;
    }
    const ref = this.#index.ref(slot);
    const wasAbsent = this.#records.isAbsent(ref);
    if (valueLength < 0) {
      if (wasAbsent) return;
      if (!this.#tracked) return this.#drop(slot);
    }
    if (this.#tracked) this.#touch(slot);
    if (!wasAbsent) this.#liveBytes -= this.#records.length(ref);
    if (valueLength >= 0) this.#liveBytes += keyLength + valueLength;
    this.#index.setRef(slot, this.#records.replace(ref, bytes, 0, keyLength, valueLength));
  }

  #create(hash: number, bytes: Buffer, keyLength: number, valueLength: number): void {
    if (this.#cold?.isCrowded() === true) this.forget(HAND_STEPS);
    const slot = this.#index.add(hash, this.#records.create(bytes, 0, keyLength, valueLength));
    if (valueLength >= 0) this.#liveBytes += keyLength + valueLength;
    if (!this.#tracked) return;
    // below a cold table nobody knows whether the key is new
    this.#index.setMark(slot, (this.#epoch << EPOCH_SHIFT) | (this.#cold === undefined ? BORN : 0));
    this.#dirty.add(slot);
  }

  /** Brings a record up from the cold table; what is not there is remembered too. */
  #admit(cold: ColdTable, hash: number, key: ByteWriter): number {
    if (cold.isCrowded()) this.forget(HAND_STEPS);
    const value = cold.get(key.bytes.subarray(0, key.at));
    if (value === undefined) return this.#index.add(hash, this.#records.create(key.bytes, 0, key.at, -1));
    const keyLength = key.at;
    key.raw(value, 0, value.length);
    const slot = this.#index.add(hash, this.#records.create(key.bytes, 0, keyLength, value.length));
    key.at = keyLength;
    this.#liveBytes += keyLength + value.length;
    return slot;
  }

  /** To be called before a record changes. */
  #touch(slot: number): void {
    const mark = this.#index.mark(slot);
    const epoch = mark >>> EPOCH_SHIFT;
    if (epoch === this.#epoch) return;
    if (epoch !== 0 && (mark & WRITTEN) === 0) this.#leaveImage(slot, epoch, mark);
    this.#index.setMark(slot, this.#epoch << EPOCH_SHIFT);
    this.#dirty.add(slot);
  }

  #leaveImage(slot: number, epoch: number, mark: number): void {
    const ref = this.#index.ref(slot);
    if ((mark & BORN) !== 0 && this.#records.isAbsent(ref)) return; // came and went within the epoch
    const image = this.#records.image(ref);
    this.#budget.take(image.length);
    this.#cuts.get(epoch)?.images.set(slot, image);
  }

  #isSettled(mark: number): boolean {
    return mark >>> EPOCH_SHIFT <= this.#settled;
  }

  #drop(slot: number): void {
    const ref = this.#index.ref(slot);
    if (!this.#records.isAbsent(ref)) this.#liveBytes -= this.#records.length(ref);
    this.#index.remove(slot);
    this.#records.free(ref);
  }
}
