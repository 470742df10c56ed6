import type { Clock } from '../../common/clock.ts';
import { SqlError } from '../../common/errors.ts';
import { RingQueue } from '../../common/ring-queue.ts';
import { formatDuration } from '../../common/duration.ts';
import type { ModelClient, Prediction } from '../../models/provider.ts';
import { BATCH_ROWS, BatchBuilder, INSERT, type Batch, type Row } from '../../types/batch.ts';
import type { Evaluate } from '../build/evaluate.ts';
import type { Checkpoint, Operator } from '../operator.ts';
import type { PredictMeter } from '../meter.ts';

/** Rows finished behind a slow call, and rows in front, per call slot: this many beyond the running calls at most. */
const QUEUE_PER_SLOT = 4;
/**
 * Rows that wait in front, per call slot. A barrier waits for them too, and what it has not passed is paid for again
 * after a crash; half a round of calls is enough for the source to bring more.
 */
const WAITING_PER_SLOT = 0.5;

export interface PredictSpec {
  readonly modelName: string;
  readonly args: readonly Evaluate[];
  readonly guard: Evaluate | undefined;
  readonly form: 'table' | 'scalar';
  /** Number of OUTPUT columns; in scalar form several become one ROW. */
  readonly outputs: number;
  readonly maxConcurrent: number;
  readonly ordered: boolean;
  readonly timeoutMs: number;
}

export interface PredictPorts {
  readonly client: ModelClient;
  readonly clock: Clock;
  /** Ends all calls at once. */
  readonly signal: AbortSignal;
  readonly meter: PredictMeter;
  /** Rows still wanted downstream; Infinity without a LIMIT. */
  readonly demand: () => number;
  readonly fail: (error: unknown) => void;
}

type Entry =
  | {
      readonly kind: 'row';
      readonly row: Row;
      state: 'waiting' | 'running' | 'done' | 'left';
      rows: readonly Row[];
    }
  | { readonly kind: 'watermark'; readonly time: number }
  | { readonly kind: 'barrier'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'idle' | 'end' };

/**
 * Calls the model for each row, several at a time. One queue in input order holds rows, watermarks and barriers:
 * a barrier leaves when every row before it has left, while later rows go on being called. ORDERED leaves from the
 * head; ALLOW_UNORDERED as calls complete, never across a watermark or barrier.
 */
export class Predict implements Operator {
  readonly #spec: PredictSpec;
  readonly #ports: PredictPorts;
  readonly #next: Operator;
  readonly #queue = new RingQueue<Entry>();
  readonly #calls = new Set<AbortController>();
  /** Entries of the queue that were started, counted from the head. */
  #started = 0;
  /** Rows of the queue that were not started. */
  #waiting = 0;
  #running = 0;
  /** Rows answered that have not left yet: they count against what is still wanted. */
  #answered = 0;
  #unemitted = 0;
  #draining = false;
  #failed = false;
  #room: (() => void) | undefined;
  #ended: (() => void) | undefined;
  /** Model calls below, bounded by `wanted`. */
  readonly #below: (() => void)[] = [];

  constructor(spec: PredictSpec, ports: PredictPorts, next: Operator) {
    this.#spec = spec;
    this.#ports = ports;
    this.#next = next;
    ports.signal.addEventListener('abort', () => this.#abort(), { once: true });
  }

  push(batch: Batch): void | Promise<void> {
    for (const row of batch.rows) this.#queue.push({ kind: 'row', row, state: 'waiting', rows: [] });
    this.#unemitted += batch.rows.length;
    this.#waiting += batch.rows.length;
    this.#pump();
    if (this.#hasRoom || this.#failed) return;
    return new Promise((resolve) => (this.#room = resolve));
  }

  watermark(time: number): void {
    this.#queue.push({ kind: 'watermark', time });
    this.#pump();
  }

  idle(): void {
    this.#queue.push({ kind: 'idle' });
    this.#pump();
  }

  barrier(checkpoint: Checkpoint): void {
    this.#queue.push({ kind: 'barrier', checkpoint });
    this.#pump();
  }

  async end(): Promise<void> {
    if (this.#failed) return;
    this.#queue.push({ kind: 'end' });
    const ended = new Promise<void>((resolve) => (this.#ended = resolve));
    this.#pump();
    await ended;
  }

  /** Rows still wanted from below. Behind a LIMIT it also grows: `below` is called after rows have left. */
  get wanted(): number {
    return Math.max(0, this.#ports.demand() - this.#unemitted);
  }

  whenWanted(below: () => void): void {
    this.#below.push(below);
  }

  /** Starts calls that may be made now. */
  resume(): void {
    if (!this.#failed) this.#pump();
  }

  get #hasRoom(): boolean {
    const slots = this.#spec.maxConcurrent;
    return this.#waiting < slots * WAITING_PER_SLOT && this.#unemitted < slots * (1 + QUEUE_PER_SLOT);
  }

  #pump(): void {
    this.#start();
    if (!this.#draining) void this.#drain();
  }

  /** Starts calls for the rows in front, as many as slots and demand allow. False: nothing could be started. */
  #start(): boolean {
    const { maxConcurrent } = this.#spec;
    const before = this.#started;
    while (!this.#failed && this.#started < this.#queue.size) {
      const entry = this.#queue.at(this.#started);
      if (entry?.kind === 'row') {
        if (this.#running >= maxConcurrent) break;
        if (this.#running + this.#answered >= this.#ports.demand()) break;
        this.#waiting--;
        this.#call(entry);
      }
      this.#started++;
    }
    if (this.#hasRoom) this.#wake();
    return this.#started > before;
  }

  #call(entry: Entry & { kind: 'row' }): void {
    const { spec, input } = { spec: this.#spec, input: this.#input(entry.row) };
    if (input === undefined) {
      this.#settle(entry, spec.form === 'scalar' ? [[...entry.row, null]] : []);
      return;
    }
    entry.state = 'running';
    this.#running++;
    const controller = new AbortController();
    this.#calls.add(controller);
    const cancel = this.#ports.clock.after(spec.timeoutMs, () => controller.abort(this.#timeout()));
    void this.#ports.client
      .predict(input, controller.signal)
      .then((prediction) => this.#settle(entry, this.#answer(entry.row, prediction)))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        cancel();
        this.#calls.delete(controller);
        this.#running--;
        if (!this.#failed) this.#pump();
      });
  }

  #settle(entry: Entry & { kind: 'row' }, rows: readonly Row[]): void {
    entry.rows = rows;
    entry.state = 'done';
    this.#answered++;
  }

  /** The arguments, or undefined where no call is made: the guard is not TRUE, or an argument is NULL. */
  #input(row: Row): unknown[] | undefined {
    try {
      if (this.#spec.guard !== undefined && this.#spec.guard(row) !== true) return undefined;
      const input = this.#spec.args.map((arg) => arg(row));
      if (!input.includes(null)) return input;
      if (this.#spec.form === 'table') this.#ports.meter.dropped('NULL input');
      return undefined;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #answer(row: Row, prediction: Prediction): readonly Row[] {
    const { rows, ignored } = prediction;
    this.#ports.meter.answered();
    if (this.#spec.form === 'scalar') {
      const [first] = rows;
      const value = first === undefined ? null : this.#spec.outputs === 1 ? first[0] : first;
      return [[...row, value ?? null]];
    }
    if (rows.length === 0) this.#ports.meter.dropped(ignored === undefined ? 'no choices' : 'ignored error');
    return rows.map((answer) => [...row, ...answer]);
  }

  #timeout(): SqlError {
    const limit = formatDuration(this.#spec.timeoutMs);
    const last = this.#ports.client.stats.lastFailure;
    const why = last === undefined ? '' : `; the last answer was: ${last}`;
    return new SqlError(
      'E_MODEL_TIMEOUT',
      `a call of model ${this.#spec.modelName} took longer than ${limit}${why}`,
      {
        hint: "SET 'table.exec.async-ml-predict.timeout' = '5 min'; or CONFIG => MAP['timeout', '5 min']",
      },
    );
  }

  /** Passes on what may leave, one batch at a time, waiting when the consumer says so. */
  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      for (;;) {
        const step = this.#leave();
        if (step === undefined) {
          for (const resume of this.#below) resume();
          if (this.#start()) continue; // rows that left without a trace made room
          break;
        }
        const waited = step();
        if (waited instanceof Promise) await waited;
        this.#start();
        for (const resume of this.#below) resume();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#draining = false;
    }
  }

  /** The next call on the consumer, or undefined while nothing may leave. */
  #leave(): (() => void | Promise<void>) | undefined {
    if (this.#failed) return undefined;
    const rows = this.#spec.ordered ? this.#takeHead() : this.#takeSegment();
    if (rows !== undefined) return () => this.#next.push(rows);
    const head = this.#queue.peek();
    if (head === undefined || head.kind === 'row' || this.#started === 0) return undefined;
    this.#shift();
    switch (head.kind) {
      case 'watermark':
        return () => this.#next.watermark(head.time);
      case 'idle':
        return () => this.#next.idle();
      case 'barrier':
        return () => this.#next.barrier(head.checkpoint);
      case 'end':
        return async () => {
          await this.#next.end();
          this.#ended?.();
        };
    }
  }

  #takeHead(): Batch | undefined {
    const builder = new BatchBuilder();
    for (;;) {
      const head = this.#queue.peek();
      if (head?.kind !== 'row' || head.state !== 'done' || builder.size >= BATCH_ROWS) break;
      for (const row of head.rows) builder.add(row, INSERT);
      this.#shift();
      this.#left();
    }
    return builder.size > 0 ? builder.build() : undefined;
  }

  /** Whatever is done before the first watermark or barrier, in any order. */
  #takeSegment(): Batch | undefined {
    const builder = new BatchBuilder();
    for (let i = 0; i < this.#queue.size && builder.size < BATCH_ROWS; i++) {
      const entry = this.#queue.at(i);
      if (entry?.kind !== 'row') break;
      if (entry.state !== 'done') continue;
      for (const row of entry.rows) builder.add(row, INSERT);
      entry.state = 'left';
      this.#left();
    }
    for (
      let head = this.#queue.peek();
      head?.kind === 'row' && head.state === 'left';
      head = this.#queue.peek()
    ) {
      this.#shift();
    }
    return builder.size > 0 ? builder.build() : undefined;
  }

  #shift(): void {
    this.#queue.shift();
    this.#started--;
  }

  #left(): void {
    this.#answered--;
    this.#unemitted--;
    if (this.#hasRoom) this.#wake();
  }

  #wake(): void {
    const room = this.#room;
    this.#room = undefined;
    room?.();
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#ports.fail(error);
    this.#abort();
  }

  /** Nothing leaves any more; whoever waits goes on and meets the pipeline's own end. */
  #abort(): void {
    this.#failed = true;
    const reason: unknown = this.#ports.signal.reason ?? new SqlError('E_ABORTED', 'stopped');
    for (const controller of this.#calls) controller.abort(reason);
    this.#wake();
    this.#ended?.();
  }
}
