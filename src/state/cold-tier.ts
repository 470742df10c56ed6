import { assert, SqlError } from '../common/errors.ts';
import type { Disk } from '../common/disk.ts';
import type { ColdChange, ColdStore, ColdStores } from './cold-store.ts';
import { ColdStateTable, type ColdAccess } from './cold-table.ts';
import type { SegmentInfo, StateId } from './segment.ts';
import { openSegment } from './segment-reader.ts';
import type { TableMemory } from './table.ts';

/** Changes in one write. */
const WRITE = 1000;
/** Share of the memory that is kept for what was only read or has arrived on disk, and share of its pages. */
const CROWDED_AT = 0.5;
const SCATTERED_AT = 0.75;
/** Key of the note that says which state the store holds; records begin with another byte. */
const NOTE_KEY = Uint8Array.of(0);

/** `at`: the store holds the state of that segment. `next`: and, in part, what that one changes. */
interface Note {
  readonly at: string;
  readonly next: string | undefined;
  readonly states: string;
}

export interface ColdTierSpec {
  readonly stores: ColdStores;
  readonly disk: Disk;
  readonly folder: string;
  readonly attempt: string;
  readonly memory: TableMemory;
}

/**
 * Keeps the state of the last commit in a store on disk. Only segments are put into it, in order and once they are
 * committed, so that the next start finds it in a state that it knows by name; else it is made anew from the segments.
 */
export class ColdTier implements ColdAccess {
  readonly #spec: ColdTierSpec;
  readonly #tables = new Map<string, ColdStateTable>();
  /** Stores of earlier attempts. */
  readonly #old: string[];
  #name: string;
  #store: ColdStore | undefined;
  #at = '';
  /** Segments in it, by their `upTo`. */
  readonly #applied = new Set<string>();
  /** Those of them that no commit has yet. */
  #early: string[] = [];
  #states = '';
  /** State whose note stands in the store, with nothing under way. */
  #noted: string | undefined = '';
  #lock: Promise<unknown> = Promise.resolve();

  constructor(spec: ColdTierSpec, old: readonly string[]) {
    this.#spec = spec;
    this.#name = `db-${spec.attempt}`;
    this.#old = [...old];
  }

  table(id: StateId): ColdStateTable {
    const table = new ColdStateTable(id, this);
    this.#tables.set(stateKey(id), table);
    return table;
  }

  store(): ColdStore | undefined {
    return this.#store;
  }

  isCrowded(): boolean {
    const { budget, slab } = this.#spec.memory;
    return slab.used > budget.limit * CROWDED_AT || budget.used > budget.limit * SCATTERED_AT;
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lock.then(work);
    this.#lock = turn.catch(() => undefined); // whoever asked for it is told
    return turn;
  }

  /** Begins with these segments: in a store of an earlier attempt that holds one of their states, else in a new one. */
  async restore(segments: readonly SegmentInfo[], states: readonly StateId[]): Promise<void> {
    this.#states = statesText(states);
    let from = 0;
    for (const name of this.#old) {
      const store = await this.#spec.stores.open(name);
      const found = store === undefined ? undefined : this.#position(await readNote(store), segments);
      if (store !== undefined && found !== undefined) {
        this.#store = store;
        this.#name = name;
        from = found;
        break;
      }
      await store?.close();
    }
    for (const { upTo } of segments.slice(0, from)) this.#applied.add(upTo);
    this.#at = segments[from - 1]?.upTo ?? '';
    await this.committed(segments, states);
  }

  /** Puts in what of the committed segments is not there yet. */
  committed(segments: readonly SegmentInfo[], states: readonly StateId[]): Promise<void> {
    return this.exclusive(async () => {
      this.#states = statesText(states);
      for (const segment of segments) {
        if (this.#applied.has(segment.upTo)) continue;
        if (this.#early.length === 0) await this.#note({ at: this.#at, next: segment.upTo });
        await this.#apply(segment);
        if (this.#early.length === 0) this.#at = segment.upTo;
      }
      this.#early = this.#early.filter((upTo) => !segments.some((segment) => segment.upTo === upTo));
      const last = segments.at(-1)?.upTo ?? '';
      if (this.#early.length > 0 || last === this.#noted) return;
      this.#at = last;
      await this.#note({ at: last, next: undefined });
      this.#noted = last;
    });
  }

  /**
   * Puts in segments that are not committed, and those before them that are not there yet: an older value must not
   * replace a newer one. No start can use the store until all of them are committed.
   */
  early(segments: readonly SegmentInfo[]): Promise<void> {
    return this.exclusive(async () => {
      const missing = segments.filter(({ upTo }) => !this.#applied.has(upTo));
      if (missing.length === 0) return; // a commit was faster
      this.#early.push(...missing.map(({ upTo }) => upTo));
      await this.#note(undefined);
      for (const segment of missing) await this.#apply(segment);
    });
  }

  /** Removes the stores of earlier attempts. */
  async clean(): Promise<void> {
    for (const name of this.#old.splice(0)) if (name !== this.#name) await this.#spec.stores.destroy(name);
  }

  /** `keep` false removes the store. */
  async close(keep: boolean): Promise<void> {
    await this.#lock;
    await this.#store?.close();
    if (!keep) await this.#spec.stores.destroy(this.#name);
  }

  /** Number of segments whose state the store holds; undefined when it holds something else. */
  #position(note: Note | undefined, segments: readonly SegmentInfo[]): number | undefined {
    if (note === undefined || note.states !== this.#states) return undefined;
    const position = note.at === '' ? 0 : segments.findIndex(({ upTo }) => upTo === note.at) + 1;
    if (position === 0 && note.at !== '') return undefined;
    return note.next === undefined || segments[position]?.upTo === note.next ? position : undefined;
  }

  async #note(note: Omit<Note, 'states'> | undefined): Promise<void> {
    this.#noted = undefined;
    const text = note && JSON.stringify({ ...note, states: this.#states });
    const store = await this.#opened();
    await store.write([
      { key: NOTE_KEY, value: text === undefined ? undefined : new TextEncoder().encode(text) },
    ]);
  }

  async #apply(segment: SegmentInfo): Promise<void> {
    const { disk, folder } = this.#spec;
    const store = await this.#opened();
    const reader = await openSegment(disk, folder, segment);
    let changes: ColdChange[] = [];
    for (const section of reader.sections) {
      const id = reader.states[section.state];
      const table = id && this.#tables.get(stateKey(id));
      assert(table !== undefined, 'a segment with a state that nobody keeps');
      const records = await reader.read(section);
      for (let more = true; more;) {
        more = records.show(WRITE, (bytes, at, keyLength, valueLength) => {
          const valueAt = at + keyLength;
          changes.push({
            key: table.keyInStore(bytes.subarray(at, valueAt)),
            value: valueLength < 0 ? undefined : bytes.subarray(valueAt, valueAt + valueLength),
          });
        });
        if (changes.length < WRITE) continue;
        await store.write(changes);
        changes = [];
      }
    }
    if (changes.length > 0) await store.write(changes);
    this.#applied.add(segment.upTo);
  }

  async #opened(): Promise<ColdStore> {
    this.#store ??= await this.#spec.stores.open(this.#name);
    if (this.#store === undefined) throw new SqlError('E_JOB_LOCKED', 'the database of the job is in use');
    return this.#store;
  }
}

function stateKey({ operator, name }: Pick<StateId, 'operator' | 'name'>): string {
  return JSON.stringify([operator, name]);
}

function statesText(states: readonly StateId[]): string {
  return JSON.stringify(states.map(({ operator, name, layout }) => [operator, name, layout]).toSorted());
}

async function readNote(store: ColdStore): Promise<Note | undefined> {
  const bytes = store.get(NOTE_KEY);
  return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as Note); // ours alone
}
