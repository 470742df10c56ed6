import { closeSync, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks';
import { systemClock } from '../../src/common/clock.ts';
import { fileDisk } from '../../src/common/disk.ts';
import { Scheduler } from '../../src/executor/run/scheduler.ts';
import { rowCodec } from '../../src/state/codec.ts';
import { openStateBackend, type StateSettings } from '../../src/state/open-state-backend.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import type { StateSnapshot } from '../../src/state/state-snapshot.ts';
import { BIGINT, DOUBLE } from '../../src/types/type.ts';
import { randomNumbers } from '../state/random.ts';

const BATCH = 1024;
const FOLDER = 'job/state';

export interface StateRun {
  readonly keys: number;
  readonly type: StateSettings['type'];
  readonly memoryBytes: number;
  /** Seconds of updates with a checkpoint each second; and as many without. */
  readonly seconds: number;
}

export interface Figures {
  readonly [name: string]: number;
}

/** Counts and sums by key, as GROUP BY does it: fills the state, updates it, restarts. */
export async function runState(
  run: StateRun,
  report: (name: string, figures: Figures) => void,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'weir-state-bench-'));
  try {
    const open = async (attempt: string) =>
      openStateBackend(
        {
          folder: FOLDER,
          attempt,
          durable: true,
          settings: { type: run.type, memoryBytes: run.memoryBytes },
        },
        { disk: fileDisk(root), clock: systemClock, warn: (text) => report(text, {}) },
      );
    const before = memory();
    const backend = await open('a');
    const work = new Work(backend, run.keys);
    const filled = await work.fill();
    report('fill', {
      ...filled,
      'bytes of state a key': backend.usedBytes / run.keys,
      ...grown(before, run.keys),
    });
    report('first checkpoint, all keys', await work.checkpoint());
    for (const skew of [false, true]) {
      const name = skew ? 'skewed' : 'random';
      report(`${name} updates, no checkpoints`, await work.update(run.seconds, skew, false));
      report(`${name} updates, a checkpoint each second`, await work.update(run.seconds, skew, true));
    }
    await work.checkpoint();
    await backend.close();

    const began = performance.now();
    const next = await open('b');
    const again = new Work(next, run.keys);
    if (work.last !== undefined) await next.restore(work.last);
    report('restart', {
      seconds: (performance.now() - began) / 1000,
      segments: work.last?.segments.length ?? 0,
    });
    again.checkSum(work.sum);
    await next.close();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

class Work {
  last: StateSnapshot | undefined;
  sum = 0;
  #isCheckpointing = false;
  readonly #backend: StateBackend;
  readonly #keys: number;
  readonly #state;
  readonly #accumulators;
  readonly #random = randomNumbers(1);
  readonly #scheduler = new Scheduler(systemClock);

  constructor(backend: StateBackend, keys: number) {
    this.#backend = backend;
    this.#keys = keys;
    this.#state = backend.operator('group');
    this.#accumulators = this.#state.keyed('accumulators', rowCodec([BIGINT, DOUBLE]));
  }

  async fill(): Promise<Figures> {
    let key = 0;
    return this.#measure(Infinity, () => key++, this.#keys);
  }

  async update(seconds: number, skew: boolean, checkpoints: boolean): Promise<Figures> {
    const uniform = () => this.#random(this.#keys);
    // the lowest of several: half of all updates go to a fifth of the keys
    const skewed = () => Math.min(uniform(), uniform(), uniform());
    let running = checkpoints;
    const figures: Figures[] = [];
    const loop = async () => {
      while (running) {
        figures.push(await this.checkpoint());
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    };
    const checkpointing = loop();
    const measured = await this.#measure(seconds, skew ? skewed : uniform);
    running = false;
    await checkpointing;
    if (!checkpoints) return measured;
    const durations = figures.map((one) => one['ms'] ?? 0);
    return {
      ...measured,
      checkpoints: figures.length,
      'longest checkpoint ms': Math.max(...durations),
      'longest barrier ms': Math.max(...figures.map((one) => one['barrier ms'] ?? 0)),
    };
  }

  async checkpoint(): Promise<Figures> {
    this.#isCheckpointing = true;
    const began = performance.now();
    this.#state.barrier();
    const cut = performance.now();
    this.last = await this.#backend.snapshot();
    const ms = performance.now() - began;
    await this.#backend.committed(this.last);
    this.#isCheckpointing = false;
    return { ms, 'barrier ms': cut - began };
  }

  checkSum(expected: number): void {
    let sum = 0;
    for (let key = 0; key < this.#keys; key++) sum += Number(this.#accumulators.get(`user-${key}`)?.[0] ?? 0);
    if (sum !== expected) throw new Error(`${sum} updates are there after the restart, not ${expected}`);
  }

  /** Updates in batches, yielding as pipelines do. */
  async #measure(seconds: number, nextKey: () => number, most = Infinity): Promise<Figures> {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    let longestGc = 0;
    const gc = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestGc = Math.max(longestGc, duration);
    });
    gc.observe({ entryTypes: ['gc'] });
    delay.enable();
    const turns = new TurnMeter(() => this.#isCheckpointing);
    const began = performance.now();
    const cpu = process.cpuUsage();
    let count = 0;
    while (count < most && performance.now() - began < seconds * 1000) {
      const turn = this.#scheduler.turn();
      if (turn !== undefined) await turn;
      const ready = this.#backend.ready();
      if (ready !== undefined) await ready;
      for (let i = 0; i < BATCH && count < most; i++, count++) this.#add(`user-${nextKey()}`, i);
    }
    const ms = performance.now() - began;
    const used = process.cpuUsage(cpu);
    delay.disable();
    gc.disconnect();
    const { all, marked } = turns.stop();
    this.sum += count;
    return {
      'updates a second': (count / ms) * 1000,
      'updates a CPU second': (count / (used.user + used.system)) * 1e6,
      'loop delay p50 ms': delay.percentile(50) / 1e6,
      'loop delay p99 ms': delay.percentile(99) / 1e6,
      'loop delay max ms': delay.max / 1e6,
      'CPU of a turn p99 ms': percentile(all, 0.99),
      'CPU of a turn max ms': percentile(all, 1),
      'CPU of a turn at a checkpoint p99 ms': percentile(marked, 0.99),
      'turns at a checkpoint': marked.length,
      'longest gc ms': longestGc,
      'rss MB': process.memoryUsage.rss() / 1024 / 1024,
    };
  }

  #add(key: string, value: number): void {
    const row = this.#accumulators.get(key) ?? [0, 0];
    row[0] = Number(row[0]) + 1;
    row[1] = Number(row[1]) + value;
    this.#accumulators.put(key, row);
  }
}

/**
 * CPU time of this thread in each turn of the event loop, garbage collection included: what a pause would be if nobody
 * else wanted the machine. Linux only.
 */
class TurnMeter {
  readonly #file = openSync('/proc/thread-self/schedstat', 'r');
  readonly #bytes = Buffer.alloc(64);
  readonly #all: number[] = [];
  /** Those at whose begin or end `isMarked`. */
  readonly #marked: number[] = [];
  #last = this.#cpu();
  #wasMarked = false;
  #running = true;

  constructor(isMarked: () => boolean) {
    const turn = () => {
      if (!this.#running) return;
      const now = this.#cpu();
      const took = now - this.#last;
      const is = isMarked();
      this.#all.push(took);
      if (is || this.#wasMarked) this.#marked.push(took);
      this.#wasMarked = is;
      this.#last = now;
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  /** Of each turn, in ms. */
  stop(): { readonly all: readonly number[]; readonly marked: readonly number[] } {
    this.#running = false;
    closeSync(this.#file);
    return { all: this.#all, marked: this.#marked };
  }

  #cpu(): number {
    const length = readSync(this.#file, this.#bytes, 0, 64, 0);
    return Number(this.#bytes.toString('latin1', 0, length).split(' ')[0]) / 1e6;
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function memory(): NodeJS.MemoryUsage {
  global.gc?.();
  return process.memoryUsage();
}

function grown(before: NodeJS.MemoryUsage, keys: number): Figures {
  const { rss, heapUsed } = memory();
  return { 'rss a key': (rss - before.rss) / keys, 'heap a key': (heapUsed - before.heapUsed) / keys };
}
