/** A set of code points. `ranges` (first, last, first, last, ..., ascending and apart) is there unless a property of Unicode decides. */
export interface CharSet {
  has(code: number): boolean;
  readonly ranges?: readonly number[] | undefined;
  /** How many others it asks; 0 with ranges. */
  readonly cost?: number | undefined;
}

export const LAST_CODE = 0x10ffff;

/** The set of ranges in any order: first, last, first, last, ... */
export function rangeSet(...borders: readonly number[]): CharSet {
  return ofRanges(normalized(borders));
}

/** The set of the characters of a text. */
export function charSet(characters: string): CharSet {
  return rangeSet(
    ...[...characters].flatMap((character) => Array<number>(2).fill(character.codePointAt(0) ?? 0)),
  );
}

export const EVERYTHING: CharSet = rangeSet(0, LAST_CODE);

/** What a property of Unicode says, in the syntax of JavaScript's regular expressions: '\\p{L}', '[\\p{L}_]'. */
export function unicodeSet(source: string): CharSet {
  const test = new RegExp(source, 'u');
  return { has: (code) => test.test(String.fromCodePoint(code)) };
}

/** What one of the sets has: those of ranges become one, the others are asked one after the other. */
export function unionOf(sets: readonly CharSet[]): CharSet {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return only;
  const borders: number[] = [];
  const others: CharSet[] = [];
  for (const set of sets) {
    if (set.ranges === undefined) others.push(set);
    else for (const border of set.ranges) borders.push(border);
  }
  const ranged = ofRanges(normalized(borders));
  if (others.length === 0) return ranged;
  return {
    has: (code) => ranged.has(code) || others.some((set) => set.has(code)),
    cost: others.reduce((sum, set) => sum + costOf(set), 0),
  };
}

/** How many tests `has` may take. */
export function costOf(set: CharSet): number {
  return set.ranges === undefined ? (set.cost ?? 1) : 0;
}

export function complement(a: CharSet): CharSet {
  const { ranges } = a;
  if (ranges === undefined) return { has: (code) => !a.has(code), cost: costOf(a) };
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const first = ranges[i] ?? 0;
    if (first > next) rest.push(next, first - 1);
    next = (ranges[i + 1] ?? 0) + 1;
  }
  if (next <= LAST_CODE) rest.push(next, LAST_CODE);
  return ofRanges(rest);
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  if (a.ranges !== undefined && b.ranges !== undefined)
    return complement(unionOf([complement(a), complement(b)]));
  return { has: (code) => a.has(code) && b.has(code), cost: costOf(a) + costOf(b) };
}

function ofRanges(ranges: readonly number[]): CharSet {
  return {
    ranges,
    has(code) {
      let low = 0;
      let high = ranges.length / 2;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (code > (ranges[2 * middle + 1] ?? 0)) low = middle + 1;
        else high = middle;
      }
      return 2 * low < ranges.length && code >= (ranges[2 * low] ?? 0);
    },
  };
}

/** In ascending order, those that touch made one. */
function normalized(borders: readonly number[]): number[] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < borders.length; i += 2) pairs.push([borders[i] ?? 0, borders[i + 1] ?? 0]);
  pairs.sort((a, b) => a[0] - b[0]);
  const ranges: number[] = [];
  for (const [first, last] of pairs) {
    const end = ranges.at(-1);
    if (end !== undefined && first <= end + 1) ranges[ranges.length - 1] = Math.max(end, last);
    else ranges.push(first, last);
  }
  return ranges;
}
