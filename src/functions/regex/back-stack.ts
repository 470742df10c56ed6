import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';

/** Numbers that are kept for the next text. */
const MOST_KEPT = 1 << 18;
/** Numbers that it may hold, 4 bytes each. */
const MOST = 1 << 26;

/** Kinds of frames, instead of the place of the other way. */
export const UNDO = -1;
export const REMEMBER = -2;

/**
 * What a search may go back to, in frames of three numbers: [place, position, choice], [UNDO, register, former value],
 * [REMEMBER, index, 0].
 */
export class BackStack {
  frames = new Int32Array(192);
  /** Where the next frame begins. Whoever lowers it takes frames off. */
  top = 0;
  readonly #pattern: string;

  /** `pattern` is for messages. */
  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  reset(): void {
    this.top = 0;
    if (this.frames.length > MOST_KEPT) this.frames = new Int32Array(MOST_KEPT);
  }

  /** Throws E_VALUE where the search needs too much memory. */
  push(kind: number, x: number, y: number): void {
    if (this.top + 3 > this.frames.length) this.#grow();
    const { frames } = this;
    frames[this.top++] = kind;
    frames[this.top++] = x;
    frames[this.top++] = y;
  }

  #grow(): void {
    if (this.frames.length >= MOST)
      throw new SqlError(
        'E_VALUE',
        `regular expression ${excerpt(this.#pattern)} needs more than ${(4 * MOST) >> 20} MB on its text`,
        { hint: 'split the text first, or make the pattern match less at once' },
      );
    const larger = new Int32Array(Math.min(MOST, 2 * this.frames.length));
    larger.set(this.frames);
    this.frames = larger;
  }
}
