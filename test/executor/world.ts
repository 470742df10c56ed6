import { FakeClock, settle } from '../../src/common/clock.ts';
import { memoryDisk, type Disk } from '../../src/common/disk.ts';
import type { ProcessInfo } from '../../src/common/process-info.ts';
import { RunningJob } from '../../src/executor/job/job.ts';
import type { JobSpec } from '../../src/executor/job/job-spec.ts';
import type { Source } from '../../src/connectors/connector.ts';
import { Scheduler } from '../../src/executor/run/scheduler.ts';
import type { InsertPlan, PlannedTable } from '../../src/planner/plan.ts';
import { INT } from '../../src/types/type.ts';
import { expect } from 'vitest';
import { building } from './state.ts';
import { FakeSink, FakeSource, FakeStore, type FakeTopic } from './fakes.ts';

/** The columns of the topic. */
export const schema = [{ name: 'a', type: INT }];
const table: PlannedTable = {
  id: { catalog: 'c', database: 'd', name: 't' },
  connector: 'fake',
  options: new Map(),
  columns: schema,
  primaryKey: [],
};
/** Every row of the topic as it is. */
export const plan: InsertPlan = {
  kind: 'insert',
  table,
  traits: { changelog: 'insert', metadata: [] },
  input: { kind: 'scan', table, traits: { bounded: false, changelog: 'insert', metadata: [] }, schema },
};

/** A job on a topic, a sink and a disk that outlive its processes. */
export class World {
  readonly clock = new FakeClock(1_000_000);
  readonly disk: Disk = memoryDisk();
  readonly topic: FakeTopic;
  readonly durable: number[] = [];
  readonly changes: string[] = [];
  readonly notices: string[] = [];
  store: FakeStore;
  sink = new FakeSink(this.durable, this.changes);
  readonly alive = new Set<number>([1]);
  pid = 1;

  readonly #plan: InsertPlan;

  constructor(topic: FakeTopic, of: InsertPlan = plan) {
    this.topic = topic;
    this.#plan = of;
    this.store = new FakeStore(topic);
  }

  /** `source` makes each source of the plan. */
  start(
    spec: Partial<JobSpec['checkpoints']> = {},
    sink: Partial<FakeSink> = {},
    source: () => Source = () => new FakeSource(this.topic, this.store),
  ): RunningJob {
    const process: ProcessInfo = {
      pid: this.pid,
      startedAt: 'x',
      isRunning: (pid) => this.alive.has(pid) && pid !== this.pid,
    };
    this.store = new FakeStore(this.topic);
    this.sink = Object.assign(new FakeSink(this.durable, this.changes), sink);
    return new RunningJob(
      {
        name: 'j',
        inserts: [this.#plan],
        checkpoints: { fingerprint: 'abc', start: 'auto', intervalMs: 1000, savepoint: undefined, ...spec },
        restart: {
          type: 'exponential-delay',
          initialMs: 100,
          maxMs: 1000,
          multiplier: 2,
          jitter: 0,
          resetMs: 60_000,
          attempts: 3,
        },
        graceMs: 30_000,
      },
      {
        clock: this.clock,
        disk: this.disk,
        process,
        random: () => 0.5,
        scheduler: new Scheduler(this.clock),
        building: {
          ...building(this.clock),
          createSource: source,
          openModel: () => Promise.reject(new Error('no model')),
        },
        createSink: () => this.sink,
        notice: (text) => this.notices.push(text),
        changed: () => undefined,
      },
    );
  }
}

/** Lets work go on until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await settle();
  expect(condition()).toBe(true);
}
