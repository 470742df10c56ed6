import type { Positions } from '../connector.ts';

type Entry = readonly [file: string, position: string];

/**
 * Where the files of a table stand. Taking a snapshot costs the same whether there is one file or 100,000, as one is
 * taken after every batch: files that were read are a list that only grows, and a snapshot is a length of it.
 */
export class FilePositions {
  #entries: Entry[] = [];

  /** The last one of a file counts. */
  set(file: string, position: string): void {
    this.#entries.push([file, position]);
  }

  /** Begins a new list of these alone: files that are gone are forgotten. Snapshots keep the old one. */
  retain(files: Iterable<Entry>): void {
    this.#entries = Array.from(files);
  }

  /** How long the list is; far more than the files there are calls for `retain`. */
  get length(): number {
    return this.#entries.length;
  }

  /** All files, and the one that is being read. */
  snapshot(current: Entry | undefined): Positions {
    return new Snapshot(this.#entries, this.#entries.length, current);
  }
}

class Snapshot implements ReadonlyMap<string, string> {
  readonly #entries: readonly Entry[];
  readonly #count: number;
  readonly #current: Entry | undefined;
  #built: Map<string, string> | undefined;

  constructor(entries: readonly Entry[], count: number, current: Entry | undefined) {
    this.#entries = entries;
    this.#count = count;
    this.#current = current;
  }

  get #map(): Map<string, string> {
    if (this.#built !== undefined) return this.#built;
    const map = new Map<string, string>();
    for (const [file, offset] of this.#entries.slice(0, this.#count)) map.set(file, offset);
    if (this.#current !== undefined) map.set(...this.#current);
    return (this.#built = map);
  }

  get size(): number {
    return this.#map.size;
  }

  get(file: string): string | undefined {
    return this.#map.get(file);
  }

  has(file: string): boolean {
    return this.#map.has(file);
  }

  forEach(each: (offset: string, file: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [file, offset] of this.#map) each(offset, file, this);
  }

  entries(): MapIterator<[string, string]> {
    return this.#map.entries();
  }

  keys(): MapIterator<string> {
    return this.#map.keys();
  }

  values(): MapIterator<string> {
    return this.#map.values();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.#map[Symbol.iterator]();
  }
}
