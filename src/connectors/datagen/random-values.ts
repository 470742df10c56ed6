import { fromBigInt, type Long } from '../../types/long.ts';

/** Where made-up values come from; all ranges include both ends but those of doubles. */
export interface RandomValues {
  /** 0 <= x < 1 */
  next(): number;
  integer(min: number, max: number): number;
  long(min: bigint, max: bigint): Long;
  double(min: number, max: number): number;
  hex(length: number): string;
  bytes(length: number): Uint8Array;
}

const STEP = 2 ** 32;

/** Values over one source of chance, so that a seeded source makes the same rows again. */
export function randomValues(next: () => number): RandomValues {
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    long(min, max) {
      const wide = BigInt(Math.floor(next() * STEP)) * BigInt(STEP) + BigInt(Math.floor(next() * STEP));
      return fromBigInt(min + (wide * (max - min + 1n)) / 2n ** 64n);
    },
    // Not min + x * (max - min): the width of the whole range of doubles is infinite.
    double(min, max) {
      const x = next();
      return min * (1 - x) + max * x;
    },
    hex(length) {
      let text = '';
      while (text.length < length)
        text += integer(0, STEP - 1)
          .toString(16)
          .padStart(8, '0');
      return text.slice(0, length);
    },
    bytes: (length) => Uint8Array.from({ length }, () => integer(0, 255)),
  };
}
