import { assert } from '../common/errors.ts';
import type { ByteBudget } from './byte-budget.ts';

/** A reference is the page's number above, the unit in the page (8 bytes) below: 32 bits reach 32 GB. */
const UNIT_BITS = 13;
const PAGE_UNITS = 1 << UNIT_BITS;
const UNIT_MASK = PAGE_UNITS - 1;
/** A larger piece has a page of its own. */
const LARGEST_UNITS = PAGE_UNITS / 4;

interface Page {
  readonly words: Uint32Array;
  readonly bytes: Buffer;
  /** Size of each of its pieces, in units. */
  readonly units: number;
  /** First free piece (a unit of this page), 0 for none: unit 0 is never handed out. */
  free: number;
  /** Units from here on were never handed out. */
  fresh: number;
  live: number;
  /** Where it stands among the pages of its size that have room; -1: it has none. */
  place: number;
}

/**
 * Memory for records outside the JavaScript heap, so that millions of them cost the garbage collector nothing and their
 * size is known exactly. A page holds pieces of one size; pages without pieces are given back.
 */
export class Slab {
  readonly #budget: ByteBudget;
  readonly #pages: (Page | undefined)[] = [undefined]; // reference 0 means none
  readonly #freeNumbers: number[] = [];
  /** By size in units: numbers of the pages with room; the last one is filled next. */
  readonly #roomy = new Map<number, number[]>();

  #used = 0;

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  /** Bytes in pieces handed out; the pages around them may be larger. */
  get used(): number {
    return this.#used;
  }

  /** A piece of at least `size` bytes, its content unspecified. Throws E_STATE_FULL. */
  allocate(size: number): number {
    const units = sizeClass((size + 7) >>> 3);
    this.#used += units * 8;
    if (units > LARGEST_UNITS) return ((this.#addPage(units + 1, units) << UNIT_BITS) | 1) >>> 0;
    const roomy = this.#pagesWithRoom(units);
    let number = roomy.at(-1);
    if (number === undefined) {
      number = this.#addPage(PAGE_UNITS, units);
      this.#page(number).place = roomy.push(number) - 1;
    }
    const page = this.#page(number);
    let unit = page.free;
    if (unit !== 0) {
      page.free = page.words[unit * 2] ?? 0;
    } else {
      unit = page.fresh;
      page.fresh += units;
    }
    page.live++;
    if (page.free === 0 && page.fresh + units > PAGE_UNITS) {
      page.place = -1;
      roomy.pop();
    }
    return ((number << UNIT_BITS) | unit) >>> 0;
  }

  free(ref: number): void {
    const number = ref >>> UNIT_BITS;
    const unit = ref & UNIT_MASK;
    const page = this.#page(number);
    this.#used -= page.units * 8;
    if (page.units > LARGEST_UNITS) return this.#dropPage(number, page);
    const roomy = this.#pagesWithRoom(page.units);
    page.live--;
    page.words[unit * 2] = page.free;
    page.free = unit;
    if (page.place < 0) page.place = roomy.push(number) - 1;
    if (page.live > 0 || roomy.length === 1) return; // the last page of a size stays: it will be wanted again
    const last = roomy.pop() ?? number;
    if (last !== number) {
      roomy[page.place] = last;
      this.#page(last).place = page.place;
    }
    this.#dropPage(number, page);
  }

  /** Bytes that fit into the piece. */
  capacity(ref: number): number {
    return this.#page(ref >>> UNIT_BITS).units * 8;
  }

  /** The page's memory as words; a piece begins at `wordOf(ref)`. */
  words(ref: number): Uint32Array {
    return this.#page(ref >>> UNIT_BITS).words;
  }

  /** The same memory as bytes; a piece begins at four times `wordOf(ref)`. */
  bytes(ref: number): Buffer {
    return this.#page(ref >>> UNIT_BITS).bytes;
  }

  #page(number: number): Page {
    const page = this.#pages[number];
    assert(page !== undefined, 'a reference into memory that was given back');
    return page;
  }

  #pagesWithRoom(units: number): number[] {
    let roomy = this.#roomy.get(units);
    if (roomy === undefined) this.#roomy.set(units, (roomy = []));
    return roomy;
  }

  #addPage(pageUnits: number, units: number): number {
    this.#budget.take(pageUnits * 8);
    const buffer = new ArrayBuffer(pageUnits * 8);
    const number = this.#freeNumbers.pop() ?? this.#pages.length;
    assert(number < 2 ** (32 - UNIT_BITS), 'more pages than a reference can tell apart');
    this.#pages[number] = {
      words: new Uint32Array(buffer),
      bytes: Buffer.from(buffer),
      units,
      free: 0,
      fresh: 1,
      live: 0,
      place: -1,
    };
    return number;
  }

  #dropPage(number: number, page: Page): void {
    this.#budget.give(page.bytes.length);
    this.#pages[number] = undefined;
    this.#freeNumbers.push(number);
  }
}

/** First word of a piece in its page. */
export function wordOf(ref: number): number {
  return (ref & UNIT_MASK) * 2;
}

/** Up to 256 bytes each multiple of 8 has its own size; above that steps of an eighth keep the sizes few. */
function sizeClass(units: number): number {
  if (units <= 32) return units;
  const step = 2 ** (31 - Math.clz32(units - 1)) / 8;
  return Math.ceil(units / step) * step;
}
