import type { Positions } from '../connector.ts';
import { isPacked } from './byte-stream.ts';
import type { FoundFile } from './list-files.ts';

/** A file of the table and how far it was read. */
export class TrackedFile {
  /** As it was at the last look. */
  file: FoundFile;
  /** The next record begins here, in unpacked bytes. */
  offset: number;
  /** Its size up to which it was read; undefined before that. */
  seen: number | undefined = undefined;
  /** Bytes behind the last line break: to be taken if nothing is added to them, or known not to be a record. */
  rest: 'none' | 'waiting' | 'refused' = 'none';

  constructor(file: FoundFile, offset: number) {
    this.file = file;
    this.offset = offset;
  }

  /** Whether there is something to read. */
  get isDue(): boolean {
    const { size } = this.file;
    if (this.seen === undefined) return isPacked(this.file) ? size > 0 : size > this.offset;
    return size !== this.seen || this.rest === 'waiting';
  }
}

/** All files of a table, by path. */
export class TrackedFiles {
  readonly #files = new Map<string, TrackedFile>();
  readonly #notice: (text: string) => void;
  #restored: Positions | undefined;

  /** `restored` says where files stood that are new here. */
  constructor(restored: Positions | undefined, notice: (text: string) => void) {
    this.#restored = restored;
    this.#notice = notice;
  }

  /** Takes in what a look has found; those that have something to read come back, in its order. Files that are gone are forgotten. */
  update(found: readonly FoundFile[]): TrackedFile[] {
    const gone = new Set(this.#files.keys());
    const due: TrackedFile[] = [];
    for (const file of found) {
      gone.delete(file.path);
      const tracked = this.#track(file);
      if (tracked.isDue) due.push(tracked);
    }
    for (const path of gone) this.#files.delete(path);
    this.#restored = undefined;
    return due;
  }

  get size(): number {
    return this.#files.size;
  }

  /** Where each file stands that was begun. */
  *offsets(): Generator<readonly [path: string, offset: number]> {
    for (const [path, { offset }] of this.#files) if (offset > 0) yield [path, offset];
  }

  #track(file: FoundFile): TrackedFile {
    const known = this.#files.get(file.path);
    const tracked = known ?? new TrackedFile(file, Number(this.#restored?.get(file.path) ?? 0));
    const isReplaced = tracked.file.inode !== file.inode || (!isPacked(file) && file.size < tracked.offset);
    if (known !== undefined && !isReplaced) {
      known.file = file;
      return known;
    }
    if (isReplaced && tracked.offset > 0) {
      this.#notice(`${file.shown} was replaced or cut: it is read from its start`);
    }
    const fresh = isReplaced ? new TrackedFile(file, 0) : tracked;
    this.#files.set(file.path, fresh);
    return fresh;
  }
}
