import { orAbort } from '../../common/abort.ts';
import type { Positions, Source } from '../../connectors/connector.ts';
import { BatchSize } from './batch-size.ts';
import type { Checkpoint, Operator } from '../operator.ts';
import type { RowMeter } from '../meter.ts';
import type { Scheduler } from './scheduler.ts';
import type { SourceTime } from './source-time.ts';

/** What a driver shares with the rest of its pipeline. */
export interface DriverPorts {
  readonly scheduler: Scheduler;
  /** Ends everything at once: `run` rejects with its reason. */
  readonly signal: AbortSignal;
  /** Nothing downstream wants more rows: `run` ends quietly. */
  readonly enough: AbortSignal;
  /** Most rows taken at once: few in front of a model call, so that a barrier never waits behind many. */
  readonly maxRows: number;
  readonly meter: RowMeter;
  /** Asked before each batch: state that must go to disk first is waited for. */
  readonly ready: () => Promise<void> | undefined;
  /** One for each consumer that makes event time of the rows. */
  readonly times: readonly SourceTime[];
}

interface BarrierRequest {
  readonly checkpoint: Checkpoint;
  /** Nothing follows it: `run` ends without the end of the input. */
  readonly isLast: boolean;
  readonly answer: (answer: BarrierAnswer) => void;
}

/** Where a source stands at a barrier; `isFinished`: its end was passed on before. */
export interface BarrierAnswer {
  readonly positions: Positions;
  readonly isFinished: boolean;
}

/** Moves one source's rows into its operator, and answers barriers between two batches, an idle source at once. */
export class SourceDriver {
  readonly id: string;
  readonly source: Source;
  readonly #operator: Operator;
  readonly #ports: DriverPorts;
  #barrier: BarrierRequest | undefined;
  /** What was pushed so far. The source itself may be one batch ahead: a poll has ended, its batch was not taken yet. */
  #positions: Positions = new Map();
  #stopping = false;
  /** The end that follows is not its own. */
  #isDrained = false;
  #ended = false;
  #isTickDue = false;
  /** The last barrier was answered. */
  #isSuspended = false;
  /**
   * Ends the wait of `#next`. The promise's own function, not a closure over it: with a closure the batches of many polls
   * outlived them in the heap, 2.7 MB at each minor collection and a tenth of the whole time.
   */
  #wake: ((outcome: 'woken') => void) | undefined;

  constructor(id: string, source: Source, operator: Operator, ports: DriverPorts) {
    this.id = id;
    this.source = source;
    this.#operator = operator;
    this.#ports = ports;
  }

  /** No more rows will come from it, and what follows it was told so. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves the source's start position. A source that had finished is not read again. */
  async start(restored: Positions | undefined, finished = false): Promise<void> {
    if (finished) {
      this.#stopping = true;
      this.#positions = restored ?? new Map();
      return;
    }
    await this.source.start(restored, this.#ports.signal);
    this.#positions = this.source.positions();
  }

  /** Rows waiting in the source; undefined when it does not know. */
  lag(): number | undefined {
    return this.#stopping || this.#ended ? 0 : this.source.lag();
  }

  /** Next to read after all rows that were pushed, by split. */
  get positions(): Positions {
    return this.#positions;
  }

  /**
   * Asks for a barrier; the positions in front of it come back, also of a source that has ended. Behind the last one
   * nothing is read, and the operators are not told of an end.
   */
  requestBarrier(checkpoint: Checkpoint, isLast = false): Promise<BarrierAnswer> {
    if (this.#ended) return Promise.resolve({ positions: this.#positions, isFinished: true });
    return new Promise((answer) => {
      this.#barrier = { checkpoint, isLast, answer };
      this.#wake?.('woken');
    });
  }

  /** Next to read after all rows that the source has given out, of which the last ones may not be pushed yet. */
  get givenOut(): Positions {
    return this.#stopping ? this.#positions : this.source.positions();
  }

  /**
   * Reads no further, or no further than `end` if the source can: what was read is drained, as at the end of the input. A
   * barrier asked for before comes in front of it.
   */
  drain(end: Positions | undefined): void {
    if (this.#stopping || this.#ended) return;
    this.#isDrained = true;
    if (end === undefined || this.source.endAt === undefined) this.#stop();
    else this.source.endAt(end);
  }

  /** Until the source ends, is stopped or suspended and all its rows have left; rejects when the signal aborts. */
  async run(): Promise<void> {
    const { signal, enough } = this.#ports;
    const poll = new AbortController();
    const onAbort = () => {
      poll.abort(signal.reason);
      this.#wake?.('woken');
    };
    signal.addEventListener('abort', onAbort, { once: true });
    enough.addEventListener('abort', () => this.#stop(), { once: true });
    try {
      await this.#beginTimes();
      await this.#loop(poll.signal);
      // Behind this it would be a checkpoint of an end that the next start must not go on from.
      if (this.#isDrained) this.#answerBarrier();
      signal.throwIfAborted(); // what is aborted has no end: nothing may come out of its windows
      // What is suspended goes on at the next start: its windows stay open.
      const last = this.#isSuspended ? undefined : this.#operator.watermark(Infinity);
      if (last instanceof Promise) await orAbort(last, signal);
    } finally {
      for (const time of this.#ports.times) time.close();
      signal.removeEventListener('abort', onAbort);
      poll.abort(signal.reason ?? new Error('stopped'));
    }
    signal.throwIfAborted();
    if (this.#isSuspended) return;
    this.#ended = true;
    const end = this.#operator.end();
    this.#answerBarrier();
    if (end instanceof Promise) await orAbort(end, signal);
  }

  #stop(): void {
    this.#stopping = true;
    this.#wake?.('woken');
  }

  async #beginTimes(): Promise<void> {
    const { source } = this;
    const splits = source.splits && (() => source.splits?.() ?? []);
    const due = () => {
      this.#isTickDue = true;
      this.#wake?.('woken');
    };
    for (const time of this.#ports.times) {
      const told = time.begin(splits, due);
      if (told instanceof Promise) await orAbort(told, this.#ports.signal);
    }
  }

  async #tick(): Promise<void> {
    this.#isTickDue = false;
    for (const time of this.#ports.times) {
      const told = time.tick();
      if (told instanceof Promise) await orAbort(told, this.#ports.signal);
    }
  }

  async #loop(pollSignal: AbortSignal): Promise<void> {
    const { scheduler, signal, maxRows, meter, ready, times } = this.#ports;
    const size = new BatchSize(maxRows);
    let polling: ReturnType<Source['poll']> | undefined;
    while (!this.#stopping) {
      signal.throwIfAborted();
      this.#answerBarrier();
      if (this.#isSuspended) return;
      if (this.#isTickDue) await this.#tick();
      const room = ready();
      if (room !== undefined) await orAbort(room, signal);
      const turn = scheduler.turn();
      if (turn !== undefined) await turn;
      const mark = scheduler.mark();
      if (polling === undefined) {
        polling = this.source.poll(size.rows, pollSignal);
        polling.catch(() => undefined); // seen below, or no longer of interest
      }
      const batch = await this.#next(polling);
      if (batch === 'woken') continue;
      polling = undefined;
      if (batch === undefined) {
        this.#positions = this.source.positions();
        return;
      }
      meter.rowsIn += batch.rows.length;
      for (const time of times) time.rowsOf(batch.splits);
      const pushed = this.#operator.push(batch);
      const ms = scheduler.worked(mark);
      if (ms !== undefined) size.took(batch.rows.length, ms);
      // An operator that waits for another input, or a sink for its broker, may wait for ever once all has stopped.
      if (pushed instanceof Promise) await orAbort(pushed, signal);
      this.#positions = this.source.positions();
    }
  }

  /** The poll's batch, or 'woken' when something else is to be done first; the poll goes on then. */
  #next(polling: ReturnType<Source['poll']>): Promise<Awaited<ReturnType<Source['poll']>> | 'woken'> {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      // What came between the look at it and now woke nobody.
      if (this.#barrier !== undefined || this.#isTickDue || this.#stopping || this.#ports.signal.aborted)
        resolve('woken');
      polling.then(resolve, reject);
    });
  }

  #answerBarrier(): void {
    const request = this.#barrier;
    if (request === undefined) return;
    this.#barrier = undefined;
    if (!this.#ended) this.#operator.barrier(request.checkpoint);
    this.#isSuspended = request.isLast && !this.#ended;
    request.answer({ positions: this.#positions, isFinished: this.#ended });
  }
}
