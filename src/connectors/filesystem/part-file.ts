import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ioError } from './io-error.ts';
import type { Location } from './location.ts';

const NOTHING = Buffer.alloc(0);
const SMALLEST_BUFFER = 4 << 10;
const LINE_BREAK = 10;

/**
 * One file that rows are written into: hidden and named `.<name>.inprogress.<id>` until it is published, then there as
 * a whole. The writer makes one call at a time and publishes or discards it.
 */
export class PartFile {
  readonly openedAt: number;
  readonly #place: Location;
  readonly #hidden: string;
  #handle: FileHandle | undefined;
  /** Its first `#pending` bytes are not yet written. */
  #buffer = NOTHING;
  #pending = 0;
  #written = 0;

  /** `folder` and `name` are where it will be seen. Nothing is made before the first `write`. */
  constructor(folder: Location, name: string, openedAt: number) {
    this.#place = { path: `${folder.path}/${name}`, shown: `${folder.shown}/${name}` };
    this.#hidden = `${folder.path}/.${name}.inprogress.${randomUUID()}`;
    this.openedAt = openedAt;
  }

  /** Bytes that `write` will write. */
  get pending(): number {
    return this.#pending;
  }

  get size(): number {
    return this.#written + this.#pending;
  }

  /** The bytes of a record; a line break is put behind them. */
  add(bytes: Uint8Array): void {
    const end = this.#pending + bytes.length;
    if (end >= this.#buffer.length) this.#grow(end + 1);
    this.#buffer.set(bytes, this.#pending);
    this.#buffer[end] = LINE_BREAK;
    this.#pending = end + 1;
  }

  /** Throws E_IO. */
  async write(): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#pending);
    this.#buffer = NOTHING; // rows may be added while these are being written
    this.#pending = 0;
    this.#written += bytes.length;
    await this.#told(async () => {
      const handle = await this.#open();
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
    });
  }

  /** After it resolves the whole file is there, also after a crash. Throws E_IO. */
  async publish(): Promise<void> {
    await this.write();
    await this.#told(async () => {
      const handle = await this.#open();
      await handle.sync();
      await this.#close();
      await rename(this.#hidden, this.#place.path);
      const folder = await open(dirname(this.#place.path), 'r');
      await folder.sync().finally(() => folder.close());
    });
  }

  /** Its rows are dropped: they were not promised to anyone. */
  async discard(): Promise<void> {
    await this.#close();
    await rm(this.#hidden, { force: true });
  }

  #grow(least: number): void {
    const buffer = Buffer.allocUnsafeSlow(Math.max(least, 2 * this.#buffer.length, SMALLEST_BUFFER));
    this.#buffer.copy(buffer, 0, 0, this.#pending);
    this.#buffer = buffer;
  }

  async #open(): Promise<FileHandle> {
    if (this.#handle !== undefined) return this.#handle;
    await mkdir(dirname(this.#hidden), { recursive: true });
    return (this.#handle = await open(this.#hidden, 'wx'));
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw ioError(error, this.#place.shown, 'written');
    }
  }
}
