import { afterEach, expect } from 'vitest';
import type { CommittedPositions, PositionStore, Sink, Source } from '../../../src/connectors/connector.ts';
import { insertBatch } from '../../../src/types/batch.ts';
import {
  forever,
  kafkaTable,
  outside,
  readRows,
  sinkOf,
  sourceOf,
  take,
  testContext,
  unique,
  type Brokers,
  type TestContext,
} from './harness.ts';

export const rows = (from: number, to: number, title = 't') =>
  Array.from({ length: to - from }, (_, i) => [String(from + i), title]);

export const numbers = (to: number, from = 0) => Array.from({ length: to - from }, (_, i) => from + i);

/** Jobs that copy rows exactly once from topic to topic, and readers that look at what came of it. All are closed after each test. */
export function copyJobs(brokers: Brokers) {
  const kafka = outside(brokers);
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close().catch(() => undefined);
  });

  const read = (topic: string, isolation: 'read_committed' | 'read_uncommitted') =>
    readRows(
      kafkaTable(brokers, topic, {
        'scan.bounded.mode': 'latest-offset',
        'properties.isolation.level': isolation,
      }),
      999_999,
    );
  /** Ids of what a reader of committed rows sees up to its end, in their order. */
  const committed = async (topic: string) =>
    (await read(topic, 'read_committed')).map((row) => Number(row[0]));
  /** A broker ends a transaction on its partitions a moment after it has answered: then exactly these ids are seen. */
  const isCommitted = (topic: string, ids: readonly number[]) =>
    expect
      .poll(async () => (await committed(topic)).toSorted((a, b) => a - b), { interval: 20 })
      .toEqual(ids.toSorted((a, b) => a - b));
  const written = async (topic: string) => (await read(topic, 'read_uncommitted')).length;

  function contextOf(job: string, settings: Record<string, string> = {}): TestContext {
    return testContext({ kind: 'job', name: job }, settings);
  }

  function sinkFor(topic: string, context: TestContext, options: Record<string, string> = {}): Sink {
    const table = kafkaTable(brokers, topic, { 'sink.delivery-guarantee': 'exactly-once', ...options });
    const sink = sinkOf({ ...table, name: `sink_${topic}` }, context);
    open.push(sink);
    return sink;
  }

  /** One process of a job that copies rows from one topic to others, as the executor drives it. */
  class Process {
    readonly source: Source;
    readonly sinks: readonly Sink[];
    readonly store: PositionStore;
    readonly attempt = unique('attempt');
    found: CommittedPositions | undefined;
    #n = 0;

    constructor(
      job: string,
      input: string,
      outputs: readonly string[],
      options: Record<string, string> = {},
      context = contextOf(job),
    ) {
      this.sinks = outputs.map((topic) => sinkFor(topic, context, options));
      this.source = sourceOf(kafkaTable(brokers, input), context);
      const [store] = new Set([this.source.store, ...this.sinks.map((sink) => sink.store)]);
      if (store === undefined) throw new Error('no store');
      this.store = store;
      open.push(this.store, this.source);
    }

    async start(): Promise<this> {
      for (const sink of this.sinks) await sink.open(forever);
      this.found = await this.store.open(forever);
      const { positions } = this.found;
      await this.source.start(positions.size === 0 ? undefined : positions, forever);
      return this;
    }

    async copy(count: number): Promise<void> {
      const found = await take(this.source, count);
      for (const sink of this.sinks) await sink.write(insertBatch(found));
    }

    async flush(): Promise<void> {
      for (const sink of this.sinks) await sink.flush();
    }

    commit(): Promise<void> {
      return this.store.commit(this.source.positions(), `weir:${this.#n++}:${this.attempt}:f`);
    }

    async checkpoint(): Promise<void> {
      await this.flush();
      await this.commit();
    }
  }

  /** Topics, the input filled with numbered rows. */
  async function topics(count: number, partitions = 1, outputs = 1) {
    const input = await kafka.topic(partitions);
    await kafka.send(
      input,
      rows(0, count).map(([id, title], i) => ({
        value: JSON.stringify({ id, title }),
        partition: i % partitions,
      })),
    );
    const made = [];
    for (let i = 0; i < outputs; i++) made.push(await kafka.topic(partitions));
    const [output = ''] = made;
    return { input, output, outputs: made };
  }

  return { kafka, topics, committed, isCommitted, written, contextOf, sinkFor, Process };
}
