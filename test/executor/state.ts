import { systemClock, type Clock } from '../../src/common/clock.ts';
import { memoryDisk, type Disk } from '../../src/common/disk.ts';
import { ByteBudget } from '../../src/state/byte-budget.ts';
import { SegmentFolder } from '../../src/state/segment-folder.ts';
import { Slab } from '../../src/state/slab.ts';
import { StateBackend } from '../../src/state/state-backend.ts';

/** What every pipeline of a test is built with, but for its sources and models. */
export function building(clock: Clock, random: () => number = () => 0.5, disk: Disk = memoryDisk()) {
  return {
    functions: { timeZone: 'UTC', database: 'd', clock, random },
    clock,
    eventTime: { intervalMs: 200, idleMs: 0 },
    batchRows: 1024,
    disk,
    notice: () => undefined,
    stateSettings: { type: 'hashmap', memoryBytes: 64 << 20 },
    stateTtlMs: undefined,
    notNull: 'ERROR' as const,
  } as const;
}

/** State in memory, for an operator alone. */
export function memoryState(clock: Clock = systemClock): StateBackend {
  const budget = new ByteBudget(64 << 20, () => undefined);
  return new StateBackend({
    files: new SegmentFolder(memoryDisk(), 'test', 'a', []),
    memory: { budget, slab: new Slab(budget) },
    tier: undefined,
    clock,
    warn: () => undefined,
    durable: false,
  });
}
