import { setMaxListeners } from 'node:events';
import { toSqlError } from '../../common/errors.ts';
import { closeModels, type Built, type BuiltModel } from '../build/built.ts';
import type { LateRows, RowMeter } from '../meter.ts';
import { commonEnds } from './common-ends.ts';
import type { Scheduler } from './scheduler.ts';
import { SourceDriver } from './source-driver.ts';
import type { SourceTime } from './source-time.ts';
import { watermarkHolder } from './watermark-holder.ts';

/** A built plan that runs: its sources' drivers, and the models it must close. */
export class Pipeline {
  readonly drivers: readonly SourceDriver[];
  readonly models: readonly BuiltModel[];
  readonly #late: readonly LateRows[];
  readonly #begins: Built['begins'];
  readonly #times: readonly SourceTime[];
  readonly #controller: AbortController;

  /** `controller` is the one whose signal the plan was built with. */
  constructor(
    built: Built,
    controller: AbortController,
    scheduler: Scheduler,
    meter: RowMeter,
    ready: () => Promise<void> | undefined,
  ) {
    this.#controller = controller;
    this.models = built.models;
    this.#late = built.late;
    this.#begins = built.begins;
    this.#times = built.sources.flatMap(({ times }) => times);
    this.drivers = built.sources.map(
      ({ id, source, operator, maxRows, enough, times }) =>
        new SourceDriver(id, source, operator, {
          scheduler,
          signal: controller.signal,
          enough,
          maxRows,
          meter,
          ready,
          times,
        }),
    );
  }

  /** Until all sources have ended (or are suspended) and their rows have left; rejects with the first failure, everything else aborted. */
  async run(): Promise<void> {
    const runs = this.drivers.map((driver) => driver.run());
    runs.push(...this.#begins.map(async (begin) => begin())); // now that the drivers hear what they lead to
    await Promise.all(runs.map((run) => run.catch((error: unknown) => this.fail(error))));
    this.#controller.signal.throwIfAborted();
  }

  /** Reads no further; `run` resolves when what was read is through. */
  drain(): void {
    const ends = commonEnds(this.drivers.map(({ source, givenOut }) => ({ source, positions: givenOut })));
    for (const driver of this.drivers) driver.drain(ends.get(driver.source));
  }

  /** Ends everything at once. The first error wins. */
  fail(error: unknown): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(toSqlError(error));
  }

  /** The silent split or table that event time waits for; undefined when there is none. */
  get waitsFor(): string | undefined {
    return watermarkHolder(this.#times);
  }

  /** Rows dropped because they came after the watermark. */
  get lateRows(): number {
    return this.#late.reduce((sum, { dropped }) => sum + dropped, 0);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Rows waiting in the sources; undefined when one does not know. */
  lag(): number | undefined {
    let sum = 0;
    for (const driver of this.drivers) {
      const lag = driver.lag();
      if (lag === undefined) return undefined;
      sum += lag;
    }
    return sum;
  }

  /** After `run` has ended, or instead of it. */
  close(): Promise<void> {
    return closeModels(this.models);
  }
}

/** The controller of one pipeline. Every source and model call of a large plan listens to it, and Node warns at eleven. */
export function pipelineController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
