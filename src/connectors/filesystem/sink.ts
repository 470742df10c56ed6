import { randomUUID } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoder } from '../../formats/format.ts';
import { kindAt, type Batch, type Row } from '../../types/batch.ts';
import { compileCast } from '../../types/cast.ts';
import { STRING } from '../../types/type.ts';
import type { ConnectorContext, Sink } from '../connector.ts';
import type { FilesystemTable } from './filesystem-table.ts';
import { ioError } from './io-error.ts';
import type { Location } from './location.ts';
import { PartFile } from './part-file.ts';
import { partitionFolder } from './partition-path.ts';

/** Rows are written to disk in pieces of about this size. */
const PIECE_BYTES = 256 << 10;
/** Partitions written at once; the oldest of more is published. */
const OPEN_PARTS = 100;

/**
 * Writes rows into new files of a folder, named as Flink names them. A file is published whole, by a rename: at a
 * flush, or when it is large or old. At least once: rows that were published after the last committed checkpoint are
 * written again, into other files, when the job starts anew; an unpublished file is dropped at the end of the job, and
 * stays hidden where the process was killed.
 */
export class FilesystemSink implements Sink {
  readonly #table: FilesystemTable;
  readonly #root: Location;
  readonly #context: ConnectorContext;
  readonly #encoder: Encoder;
  readonly #folderOf: (row: Row) => string;
  /** `part-<id>-0-`: Flink puts the number of the task behind the id. */
  readonly #prefix: string;
  /** Open files by folder, oldest first. */
  readonly #parts = new Map<string, { readonly file: PartFile; touchedAt: number }>();
  #count = 0;
  /** Writing and publishing, one thing after the other. Never rejects: a failure waits for the next call. */
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;
  #stopTimer: (() => void) | undefined;

  constructor(table: FilesystemTable, root: Location, context: ConnectorContext) {
    this.#table = table;
    this.#root = root;
    this.#context = context;
    const timeZone = context.setting('table.local-time-zone') ?? 'UTC';
    const { format, options } = table.format;
    this.#encoder = format.encoder(table.fields, { options, timeZone, clock: context.clock });
    this.#folderOf = compileFolder(table, timeZone);
    const task = context.setting('execution.runtime-mode') === 'batch' ? 'task-0-file-' : '0-';
    this.#prefix = `part-${randomUUID()}-${task}`;
  }

  async open(): Promise<void> {
    const { path, shown } = this.#root;
    try {
      await mkdir(path, { recursive: true });
      await access(path, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw ioError(error, shown, 'written');
    }
  }

  write(batch: Batch): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const now = this.#context.clock.now();
    const { rows } = batch;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? [];
      const bytes = this.#encoder.encode(row, kindAt(batch, i));
      if (bytes === null) continue;
      const part = this.#part(this.#folderOf(row), now);
      part.file.add(bytes);
      part.touchedAt = now;
    }
    this.#watchAge();
    let waits = false;
    for (const [folder, { file }] of this.#parts) {
      if (file.size >= this.#table.rolling.bytes) this.#publish(folder);
      else if (file.pending >= PIECE_BYTES) this.#after(() => file.write());
      else continue;
      waits = true;
    }
    if (waits) return this.#settled();
  }

  async flush(): Promise<void> {
    for (const folder of this.#parts.keys()) this.#publish(folder);
    await this.#settled();
  }

  async close(): Promise<void> {
    this.#stopTimer?.();
    await this.#work;
    await Promise.allSettled([...this.#parts.values()].map(({ file }) => file.discard()));
    this.#parts.clear();
  }

  #part(folder: string, now: number): { readonly file: PartFile; touchedAt: number } {
    const known = this.#parts.get(folder);
    if (known !== undefined) return known;
    const [oldest] = this.#parts.keys();
    if (oldest !== undefined && this.#parts.size >= OPEN_PARTS) this.#publish(oldest);
    const place =
      folder === ''
        ? this.#root
        : { path: join(this.#root.path, folder), shown: join(this.#root.shown, folder) };
    const file = new PartFile(place, `${this.#prefix}${this.#count++}`, now);
    const part = { file, touchedAt: now };
    this.#parts.set(folder, part);
    return part;
  }

  #publish(folder: string): void {
    const part = this.#parts.get(folder);
    if (part === undefined) return;
    this.#parts.delete(folder); // rows that come meanwhile go into the next file
    this.#after(() => part.file.publish().catch((error: unknown) => this.#drop(part.file, error)));
  }

  async #drop(file: PartFile, error: unknown): Promise<never> {
    await file.discard().catch(() => undefined);
    throw error;
  }

  #after(work: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#failure === undefined ? work() : undefined))
      .catch((error: unknown) => {
        this.#failure = error;
      });
  }

  async #settled(): Promise<void> {
    await this.#work;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Publishes files that are old enough, without a flush. */
  #watchAge(): void {
    if (this.#stopTimer !== undefined || this.#parts.size === 0) return;
    const { ageMs, silenceMs, checkMs } = this.#table.rolling;
    this.#stopTimer = this.#context.clock.after(checkMs, () => {
      this.#stopTimer = undefined;
      const now = this.#context.clock.now();
      for (const [folder, { file, touchedAt }] of this.#parts)
        if (now - file.openedAt >= ageMs || now - touchedAt >= silenceMs) this.#publish(folder);
      this.#watchAge();
    });
  }
}

/** Values are written as CAST to STRING gives them. Flink: writes a DATE as the number of its day, which it does not read again. */
function compileFolder(
  { partitions, defaultPartition }: FilesystemTable,
  timeZone: string,
): (row: Row) => string {
  if (partitions.length === 0) return () => '';
  const keys = partitions.map(({ key }) => key);
  const texts = partitions.map(({ index, type }) => {
    if (type.kind === 'BOOLEAN') return (row: Row) => (row[index] === null ? null : String(row[index])); // true, as Flink does
    const cast = compileCast(type, STRING, { timeZone });
    return (row: Row) => cast(row[index] ?? null) as string | null; // a cast to STRING
  });
  return (row) =>
    partitionFolder(
      keys,
      texts.map((text) => text(row)),
      defaultPartition,
    );
}
