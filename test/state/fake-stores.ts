import type { ColdChange, ColdStore, ColdStores } from '../../src/state/cold-store.ts';

/** Stores in memory: what a process leaves behind stays, and a crash may take the last writes with it. */
export class FakeStores implements ColdStores {
  readonly #contents: Map<string, Map<string, Uint8Array>>;
  readonly #open = new Set<string>();
  readonly #step: () => void;
  #undo: (() => void)[] = [];
  /** Entries given at once. */
  chunk = 3;

  /** `step` is called before each access that a crash may come in front of. */
  constructor(step: () => void = () => undefined, contents = new Map<string, Map<string, Uint8Array>>()) {
    this.#step = step;
    this.#contents = contents;
  }

  /** What the next process finds, the last `lost` writes excepted. */
  afterCrash(lost: number, step?: () => void): FakeStores {
    for (const undo of this.#undo.toReversed().slice(0, lost)) undo();
    return new FakeStores(step, this.#contents);
  }

  /** Entries of all stores. */
  get size(): number {
    return [...this.#contents.values()].reduce((sum, { size }) => sum + size, 0);
  }

  async list(): Promise<string[]> {
    return [...this.#contents.keys()];
  }

  async open(name: string): Promise<ColdStore | undefined> {
    this.#step();
    if (this.#open.has(name)) return undefined;
    this.#open.add(name);
    const entries = this.#contents.get(name) ?? new Map<string, Uint8Array>();
    this.#contents.set(name, entries);
    return {
      get: (key) => entries.get(latin1(key)),
      write: async (changes) => {
        this.#step();
        this.#write(entries, changes);
      },
      entries: (prefix, after) => this.#entries(entries, latin1(prefix), after && latin1(after)),
      close: async () => void this.#open.delete(name),
    };
  }

  async destroy(name: string): Promise<void> {
    this.#step();
    if (!this.#open.has(name)) this.#contents.delete(name);
  }

  #write(entries: Map<string, Uint8Array>, changes: readonly ColdChange[]): void {
    const before = changes.map(({ key }) => [latin1(key), entries.get(latin1(key))] as const);
    this.#undo.push(() => {
      for (const [key, value] of before)
        if (value === undefined) entries.delete(key);
        else entries.set(key, value);
    });
    for (const { key, value } of changes)
      if (value === undefined) entries.delete(latin1(key));
      else entries.set(latin1(key), Uint8Array.from(value));
  }

  async *#entries(
    entries: Map<string, Uint8Array>,
    prefix: string,
    after = '',
  ): AsyncGenerator<(readonly [Uint8Array, Uint8Array])[]> {
    const found = [...entries]
      .filter(([key]) => key.startsWith(prefix) && key > after)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [Buffer.from(key, 'latin1'), value] as const);
    for (let i = 0; i < found.length; i += this.chunk) yield found.slice(i, i + this.chunk);
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
