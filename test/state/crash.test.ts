import { describe, expect, test } from 'vitest';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { readStateSnapshot, type StateSnapshot } from '../../src/state/state-snapshot.ts';
import { CrashDisk, Steps } from './crash-disk.ts';
import { FakeStores } from './fake-stores.ts';
import { Model, States, type Change } from './model.ts';
import { randomNumbers } from './random.ts';
import { FOLDER, openState, type OpenOptions } from './support.ts';

const MANIFEST = 'jobs/test/m-';
/** 14 checkpoints are enough for small merges (of 8 segments) and, with these values, for merges of everything. */
const KINDS: Record<string, Kind> = {
  'in memory': { type: 'hashmap', memoryBytes: 2 ** 26, longest: 12_000, checkpoints: 14, stride: 2 },
  'on disk': { type: 'leveldb', memoryBytes: 2 ** 26, longest: 12_000, checkpoints: 14, stride: 2 },
  'on disk, spilling': { type: 'leveldb', memoryBytes: 2 ** 21, longest: 300_000, checkpoints: 5, stride: 3 },
};

interface Kind {
  readonly type: 'hashmap' | 'leveldb';
  readonly memoryBytes: number;
  /** Length of the longest value. */
  readonly longest: number;
  readonly checkpoints: number;
  /** Only each so many steps are tried. */
  readonly stride: number;
}

interface World {
  readonly disk: CrashDisk;
  readonly stores: FakeStores;
  readonly kind: Kind;
}

/** What a job's coordinator does: barrier, snapshot, manifest, commit; the models of all checkpoints are kept. */
class Job {
  readonly models = new Map<number, Model>();
  /** Number of the last checkpoint that was committed outside. */
  committed: number;
  readonly #world: World;
  readonly #model: Model;
  readonly #backend: StateBackend;
  readonly #states: States;
  #number: number;

  constructor(world: World, backend: StateBackend, model = new Model(), number = 0) {
    this.#world = world;
    this.#backend = backend;
    this.#states = new States(backend);
    this.#model = model;
    this.#number = number;
    this.committed = number;
  }

  async run(checkpoints: number, seed: number): Promise<void> {
    const random = randomNumbers(seed);
    const { longest } = this.#world.kind;
    for (let i = 0; i < checkpoints; i++) {
      for (let n = 0; n < 12; n++) {
        this.#states.apply(someChange(random, longest), this.#model);
        await this.#backend.ready();
      }
      this.#states.barrier();
      const number = ++this.#number;
      this.models.set(number, this.#model.copy());
      const snapshot = this.#backend.snapshot();
      for (let n = 0; n < 4; n++) this.#states.apply(someChange(random, longest), this.#model);
      const text = JSON.stringify(await snapshot);
      await this.#world.disk.write(`${MANIFEST}${number}`, Buffer.from(text));
      this.committed = number;
      await this.#backend.committed(await snapshot);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  check(): Promise<void> {
    return this.#states.check(this.#model);
  }
}

function someChange(random: (end: number) => number, longest: number): Change {
  const [key, entry] = [random(8), random(60)];
  switch (random(8)) {
    case 0:
      return { kind: 'delete', key };
    case 1:
      return { kind: 'delete entry', key: 1, entry };
    case 2:
      return { kind: 'register', key, time: random(100) };
    case 3:
    case 4:
      return { kind: 'put entry', key: 1, entry, value: 'e'.repeat(random(100)) };
    default:
      return { kind: 'put', key, value: 'v'.repeat(random(longest)) };
  }
}

function open({ disk, stores, kind }: World, attempt: string): Promise<StateBackend> {
  const { type, memoryBytes } = kind;
  const options: OpenOptions = { disk, attempt, settings: { type, memoryBytes }, stores };
  return openState(options);
}

async function readManifest(disk: CrashDisk, number: number): Promise<StateSnapshot | undefined> {
  const bytes = await disk.read(`${MANIFEST}${number}`);
  return bytes && readStateSnapshot(JSON.parse(Buffer.from(bytes).toString()));
}

function lastManifest(disk: CrashDisk): number {
  const names = disk.names.filter((name) => name.startsWith(MANIFEST));
  return Math.max(0, ...names.map((name) => Number(name.slice(MANIFEST.length))));
}

/** Runs the job into a crash and then as a new process; false when it ended before the crash. */
async function crashAt(step: number, kind: Kind, isLate: boolean, lost: number): Promise<boolean> {
  const steps = new Steps(step);
  const stores = new FakeStores(() => {
    if (steps.next()) steps.die();
  });
  const world: World = { disk: new CrashDisk(steps, isLate), stores, kind };
  let job: Job | undefined;
  let backend: StateBackend | undefined;
  let died = false;
  try {
    backend = await open(world, 'a');
    job = new Job(world, backend);
    await job.run(kind.checkpoints, 5);
  } catch (error) {
    died = steps.isOver;
    if (!died) throw error;
  }
  await backend?.close().catch(() => undefined);

  const disk = world.disk.reopened();
  const after: World = { disk, stores: stores.afterCrash(died ? lost : 0), kind };
  // a manifest without its commit may or may not be gone on from
  const number = isLate ? lastManifest(disk) : (job?.committed ?? 0);
  const snapshot = await readManifest(disk, number);
  const second = await open(after, 'b');
  const next = new Job(after, second, job?.models.get(number)?.copy(), number);
  if (snapshot !== undefined) await second.restore(snapshot);
  await next.check();
  await next.run(3, 6);
  await next.check();
  await second.close();
  const end = await readManifest(disk, number + 3);
  const files = disk.names.filter((name) => name.startsWith(`${FOLDER}/`));
  const wanted = end?.segments.map(({ file }) => `${FOLDER}/${file}`) ?? [];
  expect(files).toEqual(expect.arrayContaining(wanted));
  // one more at most: the outcome of a merge that the next snapshot would have named
  expect(files.length - wanted.length).toBeLessThanOrEqual(1);
  return died;
}

describe.each(Object.entries(KINDS))('with state %s', (_, kind) => {
  test('a crash at any step leaves the state of the last checkpoint, and the next commits clean up', async () => {
    let died = true;
    let step = 1;
    for (; died; step += kind.stride) {
      died = await crashAt(step, kind, false, step % 4);
      if (died) await crashAt(step, kind, true, 0);
    }
    expect(step).toBeGreaterThan(60);
  }, 120_000);
});
