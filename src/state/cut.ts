/** Records of a segment file lie together by group, so that files can be merged one group at a time. */
export const GROUPS = 64;
const FIRST_SIZE = 16;

export function groupOf(hash: number): number {
  return hash >>> 26;
}

/** Slots by group, in the order they were added. */
export class SlotLists {
  readonly #lists: (Uint32Array | undefined)[] = new Array<Uint32Array | undefined>(GROUPS);
  readonly #sizes = new Uint32Array(GROUPS);

  add(group: number, slot: number): void {
    const size = this.#sizes[group] ?? 0;
    let list = this.#lists[group];
    if (list === undefined || size === list.length) {
      const longer = new Uint32Array(Math.max(FIRST_SIZE, size * 2));
      if (list !== undefined) longer.set(list);
      this.#lists[group] = list = longer;
    }
    list[size] = slot;
    this.#sizes[group] = size + 1;
  }

  of(group: number): Uint32Array {
    return this.#lists[group]?.subarray(0, this.#sizes[group]) ?? new Uint32Array();
  }

  get isEmpty(): boolean {
    return this.#sizes.every((size) => size === 0);
  }
}

/** What a table changed in one epoch, on its way to a file. */
export class Cut {
  readonly epoch: number;
  readonly slots: SlotLists;
  /** Records as they were at the cut, of slots that were changed again before they were written. */
  readonly images = new Map<number, Buffer>();

  constructor(epoch: number, slots: SlotLists) {
    this.epoch = epoch;
    this.slots = slots;
  }
}
