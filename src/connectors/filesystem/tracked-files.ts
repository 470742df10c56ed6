import type { Positions } from '../connector.ts';
import { isPacked } from './byte-stream.ts';
import { formatPosition, parsePosition, type Ending } from './file-position.ts';
import type { FoundFile } from './list-files.ts';

/** A file of the table and how far it was read. */
export class TrackedFile {
  /** As it was at the last look. */
  file: FoundFile;
  /** The next record begins here, in unpacked bytes. */
  offset: number;
  /** What stands before the offset. */
  ending: Ending | undefined;
  /** The offset comes from an earlier run: whether it is still the same file is to be seen. */
  isRestored = false;
  /** Its size up to which it was read; undefined before that. */
  seen: number | undefined = undefined;
  /** Bytes behind the last line break: to be taken if nothing is added to them, or known not to be a record. */
  rest: 'none' | 'waiting' | 'refused' = 'none';

  constructor(file: FoundFile, offset: number, ending?: Ending) {
    this.file = file;
    this.offset = offset;
    this.ending = ending;
  }

  get position(): string {
    return formatPosition(this.offset, this.ending);
  }

  /** Another file under its name: it is read from its start. */
  startAnew(): void {
    this.offset = 0;
    this.ending = undefined;
    this.isRestored = false;
  }

  /** Whether there is something to read, or to be seen: one of the same size may have taken its name while nobody looked. */
  get isDue(): boolean {
    const { size } = this.file;
    if (this.isRestored && this.ending !== undefined) return true;
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
  *positions(): Generator<readonly [path: string, position: string]> {
    for (const [path, tracked] of this.#files) if (tracked.offset > 0) yield [path, tracked.position];
  }

  #track(file: FoundFile): TrackedFile {
    const known = this.#files.get(file.path);
    const tracked = known ?? this.#begin(file);
    const isReplaced = tracked.file.inode !== file.inode || (!isPacked(file) && file.size < tracked.offset);
    if (known !== undefined && !isReplaced) {
      known.file = file;
      return known;
    }
    if (isReplaced && tracked.offset > 0) this.#notice(replacedText(file));
    const fresh = isReplaced ? new TrackedFile(file, 0) : tracked;
    this.#files.set(file.path, fresh);
    return fresh;
  }

  #begin(file: FoundFile): TrackedFile {
    const restored = this.#restored?.get(file.path);
    if (restored === undefined) return new TrackedFile(file, 0);
    const { offset, ending } = parsePosition(restored);
    const tracked = new TrackedFile(file, offset, ending);
    tracked.isRestored = true;
    return tracked;
  }
}

export function replacedText(file: FoundFile): string {
  return `${file.shown} was replaced or cut: it is read from its start`;
}
