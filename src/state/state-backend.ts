import { assert, SqlError } from '../common/errors.ts';
import type { Clock } from '../common/clock.ts';
import type { ColdTier } from './cold-tier.ts';
import type { Cut } from './cut.ts';
import { loadSegments } from './load-segments.ts';
import { OperatorState, type OperatorPorts } from './operator-state.ts';
import { PendingSegment } from './pending-segment.ts';
import type { SegmentInfo, StateId } from './segment.ts';
import type { SegmentFolder, StateFolder } from './segment-folder.ts';
import { openSegment, type SegmentReader } from './segment-reader.ts';
import { StateTable } from './state-table.ts';
import { checkStates, type StateSnapshot } from './state-snapshot.ts';
import { Table, type TableMemory } from './table.ts';
import { Upkeep } from './upkeep.ts';
import type { SqlType } from '../types/type.ts';

/** Length of a record's header in a file, about: for telling what a whole snapshot would take. */
const RECORD_OVERHEAD = 3;
const DISK_BATCH_ROWS = 256;
/** Share of the memory at which changes go to disk although no checkpoint asks for it; and share of its pages. */
const SPILL_AT = 0.6;
const SPILL_PAGES_AT = 0.85;

export interface StateBackendPorts {
  readonly files: SegmentFolder;
  readonly memory: TableMemory;
  /** Where state lies that does not fit into memory. */
  readonly tier: ColdTier | undefined;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
  /** False: what is kept ends with the attempt. */
  readonly durable: boolean;
}

interface KeptTable {
  readonly id: StateId;
  readonly table: Table;
  readonly restored: (() => Promise<void>) | undefined;
}

interface KeptOperator {
  readonly tables: KeptTable[];
  /** Its barrier of the checkpoint to come has passed. */
  isCut: boolean;
}

/**
 * All state of one attempt of a job. Operators register their states first; then `restore`, if there is what to go on
 * from. A checkpoint is: each operator's `barrier`, `snapshot`, the commit outside, `committed`. Made by
 * `openStateBackend`, closed by whoever opened it.
 */
export class StateBackend {
  readonly #ports: StateBackendPorts;
  readonly #operators = new Map<string, KeptOperator>();
  readonly #upkeep: Upkeep;
  #pending: PendingSegment | undefined;
  /** Segments are finished one after the other. */
  #finishing: Promise<unknown> = Promise.resolve();
  #spilling: Promise<void> | undefined;

  constructor(ports: StateBackendPorts) {
    this.#ports = ports;
    this.#upkeep = new Upkeep({ ...ports, liveBytes: () => this.#liveBytes() });
    if (ports.tier === undefined) return;
    ports.memory.budget.relieve = () => {
      for (const { table } of this.#tables()) table.forgetAll();
    };
  }

  /** Bytes of memory taken. */
  get usedBytes(): number {
    return this.#ports.memory.budget.used;
  }

  /** Whether no operator keeps anything. */
  get isEmpty(): boolean {
    return this.#tables().length === 0;
  }

  /** Most rows between two turns of the event loop: reading from disk takes its time (30 us) for each of them. */
  get batchRows(): number {
    return this.#ports.tier === undefined ? Infinity : DISK_BATCH_ROWS;
  }

  /** The state of one operator, with keys of these types; its id is the same at every start of the statement. */
  operator(id: string, keys: readonly SqlType[] = []): OperatorState {
    assert(!this.#operators.has(id), `two operators '${id}'`);
    const operator: KeptOperator = { tables: [], isCut: false };
    this.#operators.set(id, operator);
    const ports: OperatorPorts = {
      clock: this.#ports.clock,
      createTable: (name, layout, restored) =>
        this.#createTable(operator, { operator: id, name, layout }, restored),
      cut: () => {
        operator.isCut = true;
        this.#cut(operator);
      },
    };
    return new OperatorState(ports, keys);
  }

  /**
   * Goes on from a snapshot; `from` is where it lies when that is not the job's own folder. Throws E_JOB_STATE when it holds other
   * states than the operators registered, or its files are gone or damaged.
   */
  async restore(snapshot: StateSnapshot, from?: StateFolder): Promise<void> {
    const { files, tier } = this.#ports;
    checkStates(snapshot.states, this.#states());
    try {
      const segments = from === undefined ? snapshot.segments : await files.adopt(snapshot.segments, from);
      files.begin(segments);
      if (tier === undefined) await this.#load(segments);
      else await tier.restore(segments, this.#states());
      for (const { restored } of this.#tables()) await restored?.();
    } catch (error) {
      throw diskError('cannot be read', error);
    }
  }

  /**
   * Makes the checkpoint's state durable; to be called when the barrier has passed every operator that is still running.
   * Operators whose barrier did not come have ended: their state of now is taken. `final`: so is everyone's.
   */
  async snapshot({ final = false } = {}): Promise<StateSnapshot> {
    assert(this.#ports.durable, 'a snapshot of what is not kept');
    this.#throwFailure();
    for (const operator of this.#operators.values()) {
      if (final || !operator.isCut) this.#cut(operator);
      operator.isCut = false;
    }
    try {
      await this.#finish();
    } catch (error) {
      throw diskError('cannot be written', error);
    }
    return { states: this.#states(), segments: this.#ports.files.chain };
  }

  /**
   * The snapshot is the one to go on from, whatever happens: what no later one needs is removed when this resolves.
   * Merging of files follows in the background.
   */
  async committed(snapshot: StateSnapshot): Promise<void> {
    this.#throwFailure();
    await this.#ports.files.removeUnused(snapshot);
    this.#upkeep.committed(snapshot);
  }

  /** Nothing goes on from here any more: the files are removed. Only `close` may follow. */
  async discard(): Promise<void> {
    await this.#upkeep.close();
    this.#ports.files.begin([]);
    await this.#ports.files.removeUnused({ states: [], segments: [] });
  }

  /**
   * Asked between two batches: undefined says go on, a promise says that memory is full of changes that go to disk now.
   * Only state on disk ever waits. Rejects with what went wrong there.
   */
  ready(): Promise<void> | undefined {
    const { tier, memory } = this.#ports;
    if (tier === undefined) return undefined;
    if (this.#spilling !== undefined) return this.#spilling;
    const { slab, budget } = memory;
    if (slab.used < budget.limit * SPILL_AT && budget.used < budget.limit * SPILL_PAGES_AT) return undefined;
    // in the middle of a checkpoint a spill would put later changes into it
    for (const { isCut } of this.#operators.values()) if (isCut) return undefined;
    this.#spilling = this.#spill(tier).finally(() => (this.#spilling = undefined));
    this.#spilling.catch(() => undefined); // told to whoever asked
    return this.#spilling;
  }

  async close(): Promise<void> {
    const upkeep = this.#upkeep.close();
    await this.#spilling?.catch(() => undefined);
    await this.#finishing.catch(() => undefined);
    await upkeep;
    await this.#pending?.abandon();
    await this.#ports.tier?.close(this.#ports.durable);
  }

  #createTable(operator: KeptOperator, id: StateId, restored?: () => Promise<void>): StateTable {
    assert(
      operator.tables.every((one) => one.id.name !== id.name),
      `two states '${id.name}' of operator '${id.operator}'`,
    );
    const { memory, tier, durable } = this.#ports;
    const cold = tier?.table(id);
    const table = new Table({ memory, tracked: durable || tier !== undefined, cold });
    operator.tables.push({ id, table, restored });
    return new StateTable(table, cold);
  }

  #tables(): KeptTable[] {
    return [...this.#operators.values()].flatMap(({ tables }) => tables);
  }

  #states(): StateId[] {
    return this.#tables().map(({ id }) => id);
  }

  #cut(operator: KeptOperator): void {
    if (!this.#ports.durable && this.#ports.tier === undefined) return;
    const { disk, folder } = this.#ports.files;
    for (const { id, table } of operator.tables) {
      const cut: Cut = table.cut();
      if (cut.slots.size === 0) {
        table.finish(cut);
        continue;
      }
      this.#pending ??= new PendingSegment(disk, folder, this.#ports.files.nextName());
      this.#pending.add({ id, table, cut });
    }
  }

  /** Finishes the pending segment, after those before it. */
  #finish(): Promise<SegmentInfo | undefined> {
    const pending = this.#pending;
    this.#pending = undefined;
    const finished = this.#finishing.then(async () => {
      const segment = await pending?.finish();
      if (pending === undefined || segment === undefined) return undefined;
      this.#ports.files.add(segment);
      this.#upkeep.finished(segment, pending.parts);
      return segment;
    });
    this.#finishing = finished;
    finished.catch(() => undefined); // told to whoever asked
    return finished;
  }

  async #load(segments: readonly SegmentInfo[]): Promise<void> {
    const { disk, folder } = this.#ports.files;
    const readers: SegmentReader[] = [];
    for (const segment of segments) readers.push(await openSegment(disk, folder, segment));
    const tables = this.#tables();
    await loadSegments(readers, ({ operator, name }) => {
      const kept = tables.find(({ id }) => id.operator === operator && id.name === name);
      assert(kept !== undefined, 'a segment with a state that nobody keeps');
      return kept.table;
    });
  }

  #liveBytes(): number {
    let bytes = 0;
    for (const { table } of this.#tables()) bytes += table.liveBytes + table.size * RECORD_OVERHEAD;
    return bytes;
  }

  async #spill(tier: ColdTier): Promise<void> {
    this.#throwFailure();
    for (const operator of this.#operators.values()) this.#cut(operator);
    const segment = await this.#finish();
    if (segment === undefined) return;
    const { chain } = this.#ports.files;
    const missing = chain.slice(0, chain.indexOf(segment) + 1);
    await tier.early(missing);
    this.#upkeep.arrived(missing);
    if (this.#ports.durable) return;
    this.#ports.files.replace([segment], undefined);
    await this.#ports.files.removeUnused({ states: [], segments: [] });
  }

  #throwFailure(): void {
    const { failure } = this.#upkeep;
    if (failure !== undefined) throw diskError('cannot be written', failure);
  }
}

/** What the disk says in the user's words; our own errors as they are. */
function diskError(what: string, cause: unknown): SqlError {
  if (cause instanceof SqlError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SqlError('E_IO', `the job's state ${what}: ${reason}`, { cause });
}
