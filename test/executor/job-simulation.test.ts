import { expect, test } from 'vitest';
import { RunningJob } from '../../src/executor/job.ts';
import { Scheduler } from '../../src/executor/scheduler.ts';
import type { Plan, PlannedTable } from '../../src/planner/plan.ts';
import { INT, STRING } from '../../src/types/type.ts';
import type { Schema } from '../../src/types/schema.ts';
import {
  Chance,
  Outside,
  Process,
  SimulatedModel,
  SimulatedSink,
  SimulatedSource,
  SimulatedStore,
} from './simulation.ts';
import { building } from './state.ts';

const SEEDS = Number(process.env['WEIR_SEEDS'] ?? 500);
const FIRST = Number(process.env['WEIR_FIRST_SEED'] ?? 1);
const ROW: Schema = [
  { name: 'branch', type: INT },
  { name: 'split', type: STRING },
  { name: 'position', type: INT },
];

test(`whatever crashes, fails or is stopped, no row is lost and no position runs ahead (${SEEDS} seeds)`, async () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) await simulate(seed);
}, 60_000);

async function simulate(seed: number): Promise<void> {
  const chance = new Chance(seed);
  const outside = new Outside(chance);
  const topics = chance.happens(0.5) ? ['t'] : chance.happens(0.5) ? ['t', 'u'] : ['t', 't'];
  for (const topic of new Set(topics))
    for (let p = 0; p <= chance.below(3); p++) outside.splits.set(`${topic}-${p}`, chance.below(12));
  const plan = randomPlan(chance, topics);
  const intervalMs = 100 + chance.below(1000);
  const rounds = 1 + chance.below(4);
  for (let round = 1; round <= rounds; round++) {
    const last = round === rounds;
    outside.faults = last ? 0 : chance.happens(0.5) ? 0 : 0.03;
    const process = new Process(outside, round, topics);
    const { job, opened, sinks } = start(process, plan, intervalMs);
    const where = `seed ${seed}, round ${round}`;
    for (let steps = chance.below(60); steps > 0; steps--) {
      if (chance.happens(0.1)) outside.append();
      await outside.clock.advance(chance.below(150));
    }
    if (last) {
      for (let turn = 0; turn < 5000 && !isAllCommitted(outside); turn++) await outside.clock.advance(50);
      expect(job.error, where).toBeUndefined();
      expect(isAllCommitted(outside), `${where}: all is committed in the end`).toBe(true);
    }
    const how = last ? 0 : chance.below(4);
    if (how >= 2) process.kill();
    else {
      let ended = false;
      void (how === 0 ? job.stop() : job.cancel()).then(() => (ended = true));
      for (let turn = 0; turn < 1000 && !ended; turn++) await outside.clock.advance(100);
      expect(ended, `${where}: it ends`).toBe(true);
      expect(
        opened.map((each) => each.closed),
        where,
      ).toEqual(opened.map(() => 1));
      // A group has one offset for a topic that is read twice: the slower branch's.
      if (job.status === 'FINISHED' && new Set(topics).size === topics.length) {
        const written = sinks.at(-1)?.written ?? [];
        const early = written.filter((row) => row.offset >= (outside.committed.get(row.split) ?? 0));
        expect(early, `${where}: what the last attempt of a stopped job wrote is committed`).toEqual([]);
      }
      process.kill();
    }
    expect(process.broken, where).toEqual([]);
  }
}

function isAllCommitted(outside: Outside): boolean {
  return [...outside.splits].every(([split, rows]) => outside.committed.get(split) === rows);
}

function start(process: Process, plan: Plan, intervalMs: number) {
  const { outside } = process;
  const { clock } = outside;
  const opened: { readonly closed: number }[] = [];
  const sinks: SimulatedSink[] = [];
  const keep = <T extends { readonly closed: number }>(it: T): T => {
    opened.push(it);
    return it;
  };
  const store = new SimulatedStore(process);
  const job = new RunningJob(
    {
      name: 'j',
      inserts: [
        {
          kind: 'insert',
          table: table('sink'),
          traits: { changelog: 'insert', metadata: [] },
          input: plan,
        },
      ],
      notNull: 'ERROR',
      checkpoints: { fingerprint: 'abc', start: 'auto', intervalMs, savepoint: undefined },
      restart: {
        type: 'exponential-delay',
        initialMs: 100,
        maxMs: 1000,
        multiplier: 2,
        jitter: 0.1,
        resetMs: 60_000,
        attempts: Infinity,
      },
      graceMs: 30_000,
    },
    {
      clock,
      disk: process.disk(),
      process: { pid: process.pid, startedAt: 'x', isRunning: (pid) => outside.alive.has(pid) },
      random: outside.chance.next,
      scheduler: new Scheduler(clock),
      building: {
        ...building(clock, outside.chance.next, process.disk()),
        batchRows: 1 + outside.chance.below(10),
        createSource: ({ id }) => keep(new SimulatedSource(process, Number(id.name), store)),
        async openModel() {
          await process.call(() => undefined);
          return keep(new SimulatedModel(process));
        },
      },
      createSink() {
        const sink = keep(new SimulatedSink(process));
        sinks.push(sink);
        return sink;
      },
      notice: () => undefined,
      changed: () => undefined,
    },
  );
  return { job, opened, sinks };
}

function table(name: string): PlannedTable {
  return {
    id: { catalog: 'c', database: 'd', name },
    connector: 'simulated',
    options: new Map(),
    columns: ROW,
    primaryKey: [],
  };
}

/** One topic, two, or one twice, each with or without a model call below and above the UNION. */
function randomPlan(chance: Chance, topics: readonly string[]): Plan {
  const branches = topics.map((_, branch): Plan => {
    const traits = { bounded: false, changelog: 'insert', metadata: [] } as const;
    const scan: Plan = { kind: 'scan', table: table(String(branch)), traits, schema: ROW };
    return chance.happens(0.4) ? predict(chance, scan) : scan;
  });
  const [only] = branches;
  const all: Plan =
    branches.length === 1 && only !== undefined ? only : { kind: 'union', inputs: branches, schema: ROW };
  return chance.happens(0.4) ? predict(chance, all) : all;
}

/** A call whose answer is left out again, so that all rows look alike. */
function predict(chance: Chance, input: Plan): Plan {
  const answer = { name: 'answer', type: STRING };
  const called: Plan = {
    kind: 'predict',
    input,
    schema: [...ROW, answer],
    model: {
      kind: 'model',
      id: { catalog: 'c', database: 'd', name: 'm' },
      temporary: false,
      input: [{ name: 'split', type: STRING, comment: undefined }],
      output: [{ ...answer, comment: undefined }],
      options: new Map(),
      comment: undefined,
    },
    args: [{ kind: 'column', index: 1, name: 'split', type: STRING }],
    config: { maxConcurrent: 1 + chance.below(5), ordered: chance.happens(0.5), timeoutMs: 180_000 },
    form: chance.happens(0.5) ? 'table' : 'scalar',
    guard: undefined,
  };
  const expressions = ROW.map(({ name, type }, index) => ({ kind: 'column', index, name, type }) as const);
  return { kind: 'project', input: called, expressions, schema: ROW };
}
