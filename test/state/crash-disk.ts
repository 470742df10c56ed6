import type { Disk, DiskWriter } from '../../src/common/disk.ts';

/** Counts what is done to a disk; from step `dieAt` on everything fails. */
export class Steps {
  readonly #dieAt: number;
  #count = 0;

  constructor(dieAt = Infinity) {
    this.#dieAt = dieAt;
  }

  get count(): number {
    return this.#count;
  }

  get isOver(): boolean {
    return this.#count >= this.#dieAt;
  }

  /** A step begins; true when the crash comes in its middle. */
  next(): boolean {
    if (this.isOver) throw new Error('the process is dead');
    this.#count++;
    return this.isOver;
  }

  die(): never {
    throw new Error('the process died');
  }
}

/**
 * A disk whose process dies at a chosen step: before that step has an effect, or after it had one of which the process
 * learns nothing. Files that were not finished keep some of their bytes.
 */
export class CrashDisk implements Disk {
  readonly root = undefined;
  readonly #files: Map<string, Buffer>;
  readonly #steps: Steps;
  readonly #isLate: boolean;

  constructor(steps: Steps, isLate: boolean, files = new Map<string, Buffer>()) {
    this.#steps = steps;
    this.#isLate = isLate;
    this.#files = files;
  }

  /** What the next process finds. */
  reopened(): CrashDisk {
    return new CrashDisk(new Steps(), false, new Map(this.#files));
  }

  get names(): string[] {
    return [...this.#files.keys()];
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    this.#alive();
    return this.#files.get(path);
  }

  async readRange(path: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    this.#alive();
    return this.#files.get(path)?.subarray(offset, offset + length);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#change(() => void this.#files.set(path, Buffer.from(bytes)));
  }

  async create(path: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#files.has(path)) return false;
    await this.write(path, bytes);
    return true;
  }

  async createWriter(path: string): Promise<DiskWriter> {
    if (this.#files.has(path)) throw new Error(`'${path}' is written a second time`);
    this.#change(() => void this.#files.set(path, Buffer.alloc(0)));
    let written = Buffer.alloc(0);
    return {
      append: async (bytes) => {
        this.#change(() => {
          written = Buffer.concat([written, bytes]);
          // what is not synced may be there in part
          this.#files.set(path, written.subarray(0, written.length >> 1));
        });
      },
      finish: async () => this.#change(() => void this.#files.set(path, written)),
      abandon: async () => this.#change(() => void this.#files.delete(path)),
    };
  }

  async list(folder: string): Promise<string[]> {
    this.#alive();
    return this.names
      .filter((name) => name.startsWith(`${folder}/`))
      .map((name) => name.slice(folder.length + 1));
  }

  async remove(path: string): Promise<void> {
    this.#change(() => void this.#files.delete(path));
  }

  #alive(): void {
    if (this.#steps.isOver) this.#steps.die();
  }

  #change(effect: () => void): void {
    const dies = this.#steps.next();
    if (!dies || this.#isLate) effect();
    if (dies) this.#steps.die();
  }
}
