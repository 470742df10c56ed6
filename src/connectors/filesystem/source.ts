import { sleep } from '../../common/clock.ts';
import { BatchBuilder, type Batch } from '../../types/batch.ts';
import type { ConnectorContext, Positions, Source } from '../connector.ts';
import { FileVisit, type VisitParts } from './file-visit.ts';
import type { FilesystemTable } from './filesystem-table.ts';
import { isMissing } from './io-error.ts';
import { listFiles } from './list-files.ts';
import type { Location } from './location.ts';
import { FilePositions } from './positions.ts';
import { LINES } from './record-stream.ts';
import { RowReader } from './row-reader.ts';
import { TrackedFiles, type TrackedFile } from './tracked-files.ts';

/** Files are read in pieces of this size, and a batch holds the rows of about as many bytes at most. */
const PIECE_BYTES = 256 << 10;

/**
 * Reads the files of a place one after the other, by path. Bounded, it reads what was there at its start; tailing, it
 * looks again every `monitorMs`, for new files and for what was added. Its position in each file is the byte behind
 * the last record that it gave out; files that a restored position names are read on from there, others whole.
 */
export class FilesystemSource implements Source {
  readonly #table: FilesystemTable;
  readonly #root: Location;
  readonly #context: ConnectorContext;
  readonly #visits: VisitParts;
  readonly #positions = new FilePositions();
  #files: TrackedFiles;
  #due: TrackedFile[] = [];
  #next = 0;
  #visit: FileVisit | undefined;
  #lookedAt = -Infinity;
  #failure: unknown;
  #isClosed = false;

  constructor(table: FilesystemTable, root: Location, context: ConnectorContext) {
    this.#table = table;
    this.#root = root;
    this.#context = context;
    const { clock } = context;
    const timeZone = context.setting('table.local-time-zone') ?? 'UTC';
    const { format, options } = table.format;
    this.#visits = {
      reader: new RowReader(table, root, timeZone, clock),
      framing: format.framing?.({ options, timeZone, clock }) ?? LINES,
      buffer: Buffer.allocUnsafeSlow(PIECE_BYTES),
      formatName: format.name,
      isTailing: table.monitorMs !== undefined,
      notice: (text) => context.notice(`table ${table.name}: ${text}`),
    };
    this.#files = new TrackedFiles(undefined, this.#visits.notice);
  }

  async start(restored: Positions | undefined, signal: AbortSignal): Promise<void> {
    this.#files = new TrackedFiles(restored, this.#visits.notice);
    await this.#look(signal);
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<Batch | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    const rows = new BatchBuilder();
    let bytes = 0;
    try {
      while (rows.size < maxRows && bytes < PIECE_BYTES) {
        signal.throwIfAborted();
        const visit = this.#visit ?? (await this.#open());
        if (visit !== undefined) bytes += await this.#read(visit, rows, maxRows);
        else if (rows.size > 0) break;
        else if (this.#table.monitorMs === undefined) return undefined;
        else await this.#waitAndLook(this.#table.monitorMs, signal);
      }
    } catch (error) {
      // The rows before a bad one go out first; it is told by the next call.
      if (rows.size === 0) throw error;
      this.#failure = error;
    }
    return rows.build();
  }

  positions(): Positions {
    const tracked = this.#visit?.tracked;
    return this.#positions.snapshot(tracked && [tracked.file.path, tracked.position]);
  }

  /** How many rows are in the bytes that are left nobody knows. */
  lag(): number | undefined {
    return this.#visit === undefined && this.#next === this.#due.length ? 0 : undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#leave();
  }

  async #leave(): Promise<void> {
    const visit = this.#visit;
    this.#visit = undefined;
    await visit?.close();
  }

  /** Opens the next file that has something to read; undefined when none has. */
  async #open(): Promise<FileVisit | undefined> {
    const tracked = this.#due[this.#next];
    if (tracked === undefined) return undefined;
    this.#next++;
    const visit = await this.#tryOpen(tracked);
    if (visit === undefined) return this.#open();
    this.#visit = visit;
    if (this.#isClosed) await this.#leave(); // a poll that went on over the end of its query
    return visit;
  }

  /** undefined for a file that is gone since it was listed, where files come and go. */
  async #tryOpen(tracked: TrackedFile): Promise<FileVisit | undefined> {
    try {
      return await FileVisit.open(tracked, this.#visits);
    } catch (error) {
      if (!this.#visits.isTailing || !isMissing(error)) throw error;
      this.#visits.notice(`${tracked.file.shown} is gone before it was read to its end`);
      return undefined;
    }
  }

  /** What is there of the file, as far as there is room: so many bytes gave rows. At the file's end the visit is over. */
  async #read(visit: FileVisit, rows: BatchBuilder, maxRows: number): Promise<number> {
    const { tracked } = visit;
    const before = tracked.offset;
    await placed(visit, () => visit.take(rows, maxRows));
    const isFull = rows.size >= maxRows || tracked.offset - before >= PIECE_BYTES;
    if (!isFull && !(await visit.more())) {
      await placed(visit, () => visit.finish(rows));
      this.#positions.set(tracked.file.path, tracked.position);
      await this.#leave();
    }
    return rows.size === 0 ? 0 : tracked.offset - before;
  }

  async #waitAndLook(monitorMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    const wait = this.#lookedAt + monitorMs - clock.now();
    if (wait > 0) await sleep(clock, wait, signal);
    await this.#look(signal);
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#lookedAt = this.#context.clock.now();
    const { pattern } = this.#table;
    const found = await listFiles(this.#root, (path) => pattern?.test(path) ?? true, signal);
    this.#due = this.#files.update(found);
    this.#next = 0;
    if (this.#positions.length === 0 || this.#positions.length > 2 * this.#files.size + 64)
      this.#positions.retain(this.#files.positions());
  }
}

/** A bad record is told with its place. */
async function placed(visit: FileVisit, read: () => void): Promise<void> {
  try {
    read();
  } catch (error) {
    throw await visit.place(error);
  }
}
