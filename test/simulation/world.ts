import { readMark } from '../../src/executor/job/manifest.ts';
import type { Chance } from './chance.ts';
import { Observer } from './observer.ts';
import { Outside } from './outside.ts';
import type { Trace } from './trace.ts';
import type { Feed, Workload } from './workload.ts';

/** An outside with the topics of a workload: rows come in, and what comes out is looked at. */
export class World {
  readonly outside: Outside;
  readonly observer: Observer;
  readonly workload: Workload;
  /** Positions, or what the sinks hold, that broke a rule at some moment. */
  readonly broken: string[] = [];
  /** Whether the job was ended by STOP ... WITH DRAIN. */
  drain: 'no' | 'tried' | 'done' = 'no';
  readonly #feeds = new Map<string, Feed>();

  constructor(chance: Chance, trace: Trace, workload: Workload) {
    this.workload = workload;
    this.outside = new Outside(chance, trace);
    this.observer = new Observer(this.outside.broker, () => this.outside.clock.now());
    for (const input of workload.inputs) {
      this.observer.createTopic(input.topic, input.partitions);
      for (let p = 0; p < input.partitions; p++) this.#feeds.set(`${input.topic}-${p}`, input.feed(p));
    }
    for (const { topic, partitions } of workload.outputs) this.observer.createTopic(topic, partitions);
    this.outside.endpoint.refuses = workload.refuses;
    this.feed(12);
  }

  /** Some rows more, fewer than `most` in each partition. */
  feed(most: number): void {
    for (const [split, feed] of this.#feeds) this.#append(split, feed.more(this.outside.chance.below(most)));
  }

  /** The rows that let everything come out. */
  feedLast(): void {
    for (const [split, feed] of this.#feeds) this.#append(split, feed.last());
  }

  /** Where the job stands. */
  get positions(): ReadonlyMap<string, number> {
    return this.observer.committed(`weir-${JOB}`).positions;
  }

  /** Whether the job has ended for good: what starts next counts anew. */
  get isOver(): boolean {
    return readMark(this.observer.committed(`weir-${JOB}`).mark)?.isOver === true;
  }

  /** Whether all rows are read and committed. */
  get isCommitted(): boolean {
    const { positions } = this;
    return [...this.#feeds].every(([split, { rows }]) => positions.get(split) === rows.length);
  }

  /** What the sinks hold, beside the rows in front of the committed positions; in the end beside all, unless it was drained. */
  judge(isFinal: boolean): string[] {
    const { positions } = this;
    const { workload } = this;
    const inputs = new Map(
      [...this.#feeds].map(([split, { rows }]) => [
        split,
        isFinal && this.drain !== 'done' ? rows : rows.slice(0, positions.get(split) ?? 0),
      ]),
    );
    return workload.outputs.flatMap((output) => {
      const found = this.observer.rows(output.topic).map((text): unknown => JSON.parse(text));
      return output
        .judge(found, inputs, { isFinal, isExactlyOnce: output.isExactlyOnce, drain: this.drain })
        .map((wrong) => `${output.topic}: ${wrong}`);
    });
  }

  #append(split: string, values: readonly string[]): void {
    if (values.length === 0) return;
    const at = split.lastIndexOf('-');
    this.observer.append(split.slice(0, at), Number(split.slice(at + 1)), values);
  }
}

/** The name of the job. */
export const JOB = 'j';
