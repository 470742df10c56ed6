import * as fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { memoryDisk } from '../../src/common/disk.ts';
import type { StateSettings } from '../../src/state/open-state-backend.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { readStateSnapshot, type StateSnapshot } from '../../src/state/state-snapshot.ts';
import { FakeStores } from './fake-stores.ts';
import { changes, Model, States, type Change } from './model.ts';
import { FOLDER, openState } from './support.ts';

type Step = Change | { readonly kind: 'barrier' | 'wait' | 'turn' | 'restart' | 'check' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: changes },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom<'barrier' | 'wait' | 'turn' | 'restart' | 'check'>(
        'barrier',
        'barrier',
        'wait',
        'turn',
        'restart',
        'check',
      ),
    }),
  },
);

/** One job through its attempts: whatever it does, its state is what the model says. */
class Job {
  readonly #disk = memoryDisk();
  readonly #settings: Partial<StateSettings>;
  #stores = new FakeStores();
  #attempt = 0;
  #backend: StateBackend | undefined;
  #states: States | undefined;
  #model = new Model();
  #saved: { snapshot: StateSnapshot; model: Model } | undefined;
  #snapshot: Promise<void> | undefined;

  constructor(settings: Partial<StateSettings>) {
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const attempt = `attempt${++this.#attempt}`;
    const stores = this.#settings.type === 'leveldb' ? { stores: this.#stores } : {};
    this.#backend = await openState({ disk: this.#disk, attempt, settings: this.#settings, ...stores });
    this.#states = new States(this.#backend);
    this.#model = this.#saved?.model.copy() ?? new Model();
    if (this.#saved !== undefined) await this.#backend.restore(this.#saved.snapshot);
  }

  async run(step: Step): Promise<void> {
    const [backend, states] = [this.#backend, this.#states];
    if (backend === undefined || states === undefined) throw new Error('not started');
    switch (step.kind) {
      case 'barrier':
        await this.#snapshot;
        this.#begin(backend, states);
        break;
      case 'wait':
        await this.#snapshot;
        break;
      case 'turn':
        await backend.ready();
        await new Promise((resolve) => setImmediate(resolve));
        break;
      case 'check':
        await states.check(this.#model);
        break;
      case 'restart':
        await this.end();
        await this.start();
        await this.#states?.check(this.#model);
        break;
      default:
        states.apply(step, this.#model);
    }
  }

  async end(): Promise<void> {
    await this.#snapshot;
    this.#snapshot = undefined;
    await this.#backend?.close();
    this.#stores = this.#stores.afterCrash(0);
  }

  async checkFiles(): Promise<void> {
    const files = (await this.#disk.list(FOLDER)).filter((name) => name.startsWith('s-'));
    const wanted = this.#saved?.snapshot.segments.map(({ file }) => file) ?? [];
    expect(files).toEqual(expect.arrayContaining(wanted));
  }

  /** The barrier has passed; what follows changes the state while the snapshot is written. */
  #begin(backend: StateBackend, states: States): void {
    states.barrier();
    const model = this.#model.copy();
    this.#snapshot = (async () => {
      const snapshot = await backend.snapshot();
      this.#saved = { snapshot: readStateSnapshot(JSON.parse(JSON.stringify(snapshot))) ?? snapshot, model };
      await backend.committed(snapshot);
    })();
  }
}

const SETTINGS: Record<string, Partial<StateSettings>> = {
  'in memory': { type: 'hashmap' },
  'on disk': { type: 'leveldb' },
};

describe.each(Object.entries(SETTINGS))('state %s', (_, settings) => {
  test('is what was put there, after any changes, snapshots and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 150, size: 'max' }), async (script) => {
        const job = new Job(settings);
        await job.start();
        for (const step of script) await job.run(step);
        await job.run({ kind: 'check' });
        await job.run({ kind: 'restart' });
        await job.checkFiles();
        await job.end();
      }),
      { numRuns: 100 },
    );
  });
});
