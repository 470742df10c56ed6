import type { SlotSet } from './slot-set.ts';

/** What a table changed in one epoch, on its way to a file. */
export class Cut {
  readonly epoch: number;
  readonly slots: SlotSet;
  /** Records as they were at the cut, of slots that were changed again before they were written. */
  readonly images = new Map<number, Buffer>();

  constructor(epoch: number, slots: SlotSet) {
    this.epoch = epoch;
    this.slots = slots;
  }
}
