import type { Disk } from '../common/disk.ts';
import type { Cut } from './cut.ts';
import { nextTurn } from './next-turn.ts';
import type { SegmentInfo, StateId } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Table } from './table.ts';

/** Records written before everything else has its turn: 2 ms at a million keys. */
const SLICE = 4096;

/** A table's part of a snapshot. */
export interface CutTable {
  readonly id: StateId;
  readonly table: Table;
  readonly cut: Cut;
}

/**
 * The segment of the snapshot to come: cuts are written as they are added, while the operators go on. A later cut of the
 * same table stands behind the earlier one and wins.
 */
export class PendingSegment {
  readonly #writer: SegmentWriter;
  readonly #parts: CutTable[] = [];
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(disk: Disk, folder: string, file: string) {
    this.#writer = new SegmentWriter(disk, folder, file);
  }

  /** What was added. */
  get parts(): readonly CutTable[] {
    return this.#parts;
  }

  add(part: CutTable): void {
    this.#parts.push(part);
    this.#work = this.#work.then(() => this.#write(part));
    this.#work.catch(() => undefined); // `finish` tells
  }

  /** Durable when it resolves; undefined when nothing had changed. Rejects with what went wrong since the start. */
  async finish(): Promise<SegmentInfo | undefined> {
    await this.#work;
    return this.#writer.finish();
  }

  /** Gives it up. */
  async abandon(): Promise<void> {
    this.#stopped = true;
    await this.#work.catch(() => undefined);
    await this.#writer.abandon();
  }

  async #write({ id, table, cut }: CutTable): Promise<void> {
    const writer = this.#writer;
    const into = (group: number) => writer.into(group);
    writer.begin(id);
    let left = SLICE;
    for (
      let slot = cut.slots.next(0);
      slot !== undefined && !this.#stopped;
      slot = cut.slots.next(slot + 1)
    ) {
      table.emit(cut, slot, into);
      if (writer.isFull) await writer.flush();
      else if (--left > 0) continue;
      else await nextTurn();
      left = SLICE;
    }
    table.finish(cut);
  }
}
