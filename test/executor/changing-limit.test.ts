import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { memoryDisk } from '../../src/common/disk.ts';
import type { Operator } from '../../src/executor/operator.ts';
import { ChangingLimit } from '../../src/executor/ops/changing-limit.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import type { StateSnapshot } from '../../src/state/state-snapshot.ts';
import { DELETE, INSERT, UPDATE_BEFORE, type Batch } from '../../src/types/batch.ts';
import { STRING } from '../../src/types/type.ts';
import { openState } from '../state/support.ts';
import { checkpoint, Collector } from './collector.ts';

const SIGNS = new Map<number, string>([
  [INSERT, '+I'],
  [DELETE, '-D'],
  [UPDATE_BEFORE, '-U'],
]);

class Changes extends Collector {
  override push({ rows, kinds }: Batch): void {
    for (const [i, row] of rows.entries())
      this.log.push(`${SIGNS.get(kinds?.[i] ?? INSERT) ?? '+U'} ${String(row[0])}`);
  }
}

/** LIMIT 2 over texts; `push` takes them as '+a' and '-a' and gives what came out. */
function limit(backend: StateBackend, ttlMs?: number) {
  const sink = new Changes();
  const spec = { count: 2, offset: 0, types: [STRING] };
  const operator: Operator = new ChangingLimit(spec, backend.operator('limit-0'), { ttlMs }, sink);
  return {
    async push(...changes: string[]): Promise<string[]> {
      const kinds = Uint8Array.from(changes, (change) => (change.startsWith('+') ? INSERT : DELETE));
      await operator.push({ rows: changes.map((change) => [change.slice(1)]), kinds });
      return sink.log.splice(0);
    },
    barrier: () => operator.barrier(checkpoint(1)),
  };
}

test('rows behind the limit run out, rows in the result are kept until they are taken back', async () => {
  const clock = new FakeClock();
  const { push } = limit(await openState({ clock }), 1000);
  expect(await push('+a', '+b', '+old')).toEqual(['+I a', '+I b']);
  clock.advance(999);
  expect(await push('+new')).toEqual([]);
  clock.advance(1);
  expect(await push('-a')).toEqual(['-D a', '+I new']); // 'old' has run out
  expect(await push('-old')).toEqual([]);
  clock.advance(5000);
  expect(await push('-new', '-b')).toEqual(['-D new', '-D b']);
  expect(await push('+c', '+d', '+e')).toEqual(['+I c', '+I d']);
});

test('without a time to live a row comes in however old it is', async () => {
  const clock = new FakeClock();
  const { push } = limit(await openState({ clock }));
  await push('+a', '+b', '+old', '+new', '+old');
  clock.advance(1e9);
  expect(await push('-a', '-old', '-b')).toEqual(['-D a', '+I old', '-D old', '+I new', '-D b', '+I old']);
});

test('memory does not grow with rows that have run out', async () => {
  const clock = new FakeClock();
  const backend = await openState({ clock, durable: false });
  const { push } = limit(backend, 1000);
  const filling = 'x'.repeat(1000);
  let early = 0;
  for (let round = 0; round < 60; round++) {
    await push(...Array.from({ length: 50 }, (_, i) => `+${round} ${i} ${filling}`));
    clock.advance(500);
    if (round === 10) early = backend.usedBytes;
  }
  expect(backend.usedBytes).toBeLessThan(early * 2);
});

test('a start after a checkpoint without rows goes on where the rows end', async () => {
  const disk = memoryDisk();
  let snapshot: StateSnapshot | undefined;
  const start = async (attempt: string) => {
    const backend = await openState({ disk, attempt });
    const { push, barrier } = limit(backend);
    if (snapshot !== undefined) await backend.restore(snapshot);
    const stop = async () => {
      barrier();
      snapshot = await backend.snapshot();
    };
    return { push, stop };
  };
  const first = await start('a');
  await first.push('+a', '+b', '+c', '+d');
  await first.stop();
  await (await start('b')).stop();
  const third = await start('c');
  expect(await third.push('+e', '-b', '-c', '-d')).toEqual(['-D b', '+I c', '-D c', '+I d', '-D d', '+I e']);
  await third.stop();
  const last = await start('d');
  expect(await last.push('+f', '-a', '-e')).toEqual(['-D a', '+I f', '-D e']);
});
