import type { Disk } from '../common/disk.ts';
import { assert, SqlError } from '../common/errors.ts';
import type { SegmentInfo } from './segment.ts';
import type { StateSnapshot } from './state-snapshot.ts';

const COPY_BYTES = 1024 * 1024;

/** A folder with files of state. */
export interface StateFolder {
  readonly disk: Disk;
  readonly folder: string;
}

/**
 * The segment files of one job: `s-<number>-<attempt>`, never overwritten. Nothing is removed before a commit says what
 * is still wanted, and never a file of an attempt that began after this one.
 */
export class SegmentFolder {
  readonly disk: Disk;
  readonly folder: string;
  readonly #attempt: string;
  /** What an own commit may remove: files that were there at the start, and own ones. */
  readonly #removable: Set<string>;
  #chain: readonly SegmentInfo[] = [];
  #number = 0;

  constructor(disk: Disk, folder: string, attempt: string, there: readonly string[]) {
    this.disk = disk;
    this.folder = folder;
    this.#attempt = attempt;
    this.#removable = new Set(there.filter((name) => name.startsWith('s-')));
  }

  /** Segments that together are the state as of the last finished one, oldest first. */
  get chain(): readonly SegmentInfo[] {
    return this.#chain;
  }

  nextName(): string {
    return `s-${++this.#number}-${this.#attempt}`;
  }

  /** The state goes on from these. */
  begin(segments: readonly SegmentInfo[]): void {
    this.#chain = segments;
  }

  add(segment: SegmentInfo): void {
    this.#removable.add(segment.file);
    this.#chain = [...this.#chain, segment];
  }

  /** `merged` (undefined: nothing was left) takes the place of `inputs`, which lie side by side. */
  replace(inputs: readonly SegmentInfo[], merged: SegmentInfo | undefined): void {
    const position = this.#chain.findIndex(({ file }) => file === inputs[0]?.file);
    assert(position >= 0, 'merged what is not there');
    if (merged !== undefined) this.#removable.add(merged.file);
    this.#chain = this.#chain.toSpliced(position, inputs.length, ...(merged === undefined ? [] : [merged]));
  }

  /** A commit names what it needs: the rest goes, but for what snapshots to come will need. */
  async removeUnused(committed: StateSnapshot): Promise<void> {
    const wanted = new Set([...committed.segments, ...this.#chain].map(({ file }) => file));
    for (const file of this.#removable) {
      if (wanted.has(file)) continue;
      await this.disk.remove(`${this.folder}/${file}`);
      this.#removable.delete(file);
    }
  }

  /** Copies of another folder's segments, under names of this one: what happens there is of no concern any more. */
  async adopt(segments: readonly SegmentInfo[], from: StateFolder): Promise<SegmentInfo[]> {
    const copies: SegmentInfo[] = [];
    for (const segment of segments) {
      const file = this.nextName();
      await copyFile(from, segment.file, this, file);
      this.#removable.add(file);
      copies.push({ file, bytes: segment.bytes, upTo: file });
    }
    return copies;
  }
}

/**
 * Copies the files of a snapshot into another folder, where they stay as they are: a savepoint. Its manifest is the
 * caller's to write afterwards. Throws E_JOB_STATE when a file is gone.
 */
export async function copySnapshot(
  { segments }: StateSnapshot,
  from: StateFolder,
  to: StateFolder,
): Promise<void> {
  for (const { file } of segments) await copyFile(from, file, to, file);
}

async function copyFile(from: StateFolder, file: string, to: StateFolder, copy: string): Promise<void> {
  const writer = await to.disk.createWriter(`${to.folder}/${copy}`);
  try {
    for (let offset = 0; ; offset += COPY_BYTES) {
      const bytes = await from.disk.readRange(`${from.folder}/${file}`, offset, COPY_BYTES);
      if (bytes === undefined)
        throw new SqlError('E_JOB_STATE', `the file '${file}' of a job's state is gone`);
      if (bytes.length > 0) await writer.append(bytes);
      if (bytes.length < COPY_BYTES) break;
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon().catch(() => undefined); // what went wrong first is what counts
    throw error;
  }
}
