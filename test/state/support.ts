import { FakeClock } from '../../src/common/clock.ts';
import { memoryDisk, type Disk } from '../../src/common/disk.ts';
import type { ColdStores } from '../../src/state/cold-store.ts';
import { codecOf } from '../../src/state/codec.ts';
import { openStateBackend, type StateSettings } from '../../src/state/open-state-backend.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { STRING } from '../../src/types/type.ts';

export interface OpenOptions {
  readonly disk?: Disk;
  readonly clock?: FakeClock;
  readonly attempt?: string;
  readonly settings?: Partial<StateSettings>;
  readonly stores?: ColdStores;
  readonly durable?: boolean;
  readonly warn?: (text: string) => void;
}

export const FOLDER = 'jobs/test/state';
export const text = codecOf(STRING);

/** A backend on a disk in memory, with memory enough. */
export function openState(options: OpenOptions = {}): Promise<StateBackend> {
  const { disk = memoryDisk(), clock = new FakeClock(), attempt = 'a', durable = true } = options;
  const settings: StateSettings = { type: 'hashmap', memoryBytes: 64 * 1024 * 1024, ...options.settings };
  return openStateBackend(
    { folder: FOLDER, attempt, durable, settings },
    { disk, clock, warn: options.warn ?? (() => undefined), stores: options.stores },
  );
}

/** All values of a state, by key. */
export async function contents<K, V>(state: {
  forEach(visit: (value: V, key: K) => void): Promise<void>;
}): Promise<Map<K, V>> {
  const all = new Map<K, V>();
  await state.forEach((value, key) => void all.set(key, value));
  return all;
}
