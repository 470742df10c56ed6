import { join } from 'node:path';
import type { Clock } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import { SqlError } from '../common/errors.ts';
import { ByteBudget } from './byte-budget.ts';
import type { ColdStores } from './cold-store.ts';
import { ColdTier } from './cold-tier.ts';
import { levelStores } from './level-stores.ts';
import { SegmentFolder } from './segment-folder.ts';
import { Slab } from './slab.ts';
import { StateBackend } from './state-backend.ts';

export interface StateSettings {
  /** 'hashmap': all in memory; 'leveldb': on disk, with what is in use in memory. */
  readonly type: 'hashmap' | 'leveldb';
  /** Most memory that the state of the job may take. */
  readonly memoryBytes: number;
}

export interface StateBackendSpec {
  /** Folder of the job's state on the disk. */
  readonly folder: string;
  /** Drawn anew at each start. */
  readonly attempt: string;
  /** False for a query that nothing goes on from: no files of snapshots are written. */
  readonly durable: boolean;
  readonly settings: StateSettings;
}

export interface OpenPorts {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Told when memory gets short. */
  readonly warn: (text: string) => void;
  /** Where 'leveldb' keeps its databases, instead of the disk's root. */
  readonly stores?: ColdStores | undefined;
}

/** Opens the state of one attempt of a job, empty; nothing on the disk is changed before its first snapshot. */
export async function openStateBackend(spec: StateBackendSpec, ports: OpenPorts): Promise<StateBackend> {
  const { folder, attempt, durable, settings } = spec;
  const { disk, clock, warn } = ports;
  const budget = new ByteBudget(settings.memoryBytes, warn);
  const memory = { budget, slab: new Slab(budget) };
  const files = new SegmentFolder(disk, folder, attempt, durable ? await disk.list(folder) : []);
  let tier: ColdTier | undefined;
  if (settings.type === 'leveldb') {
    const stores = ports.stores ?? (await storesOf(disk, folder));
    const old = durable ? (await stores.list()).filter((name) => name.startsWith('db-')) : [];
    tier = new ColdTier({ stores, disk, folder, attempt, memory }, old);
  }
  return new StateBackend({ files, memory, tier, clock, warn, durable });
}

function storesOf(disk: Disk, folder: string): Promise<ColdStores> {
  if (disk.root === undefined) {
    throw new SqlError('E_SETTING', "'state.backend.type' = 'leveldb' needs a folder to keep state in", {
      hint: "give a state folder, or SET 'state.backend.type' = 'hashmap'",
    });
  }
  return levelStores(join(disk.root, folder));
}
