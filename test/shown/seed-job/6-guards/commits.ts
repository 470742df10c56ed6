import type { CommitOutcome } from '../../../../src/connectors/kafka/port.ts';
import { API } from '../../../kafka/support/proxy.ts';
import { check, forever, only, sleep, times, type Control } from './world.ts';

const done = (outcome: CommitOutcome) => outcome.kind === 'done';

/** Positions of a job in its group. */
export const COMMITS: readonly Control[] = [
  {
    finding: 'W2',
    guard: 'fenceBeforeRead',
    claim: 'once a job has read its positions, an older owner commits nothing',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      const id = { groupId: `g-${topic}`, transactionalId: `weir-${topic}` };
      const [old, young] = [port.groupOffsets(id), port.groupOffsets(id)];
      await old.fence(forever);
      await old.commit([{ topic, partition: 0, offset: 1, metadata: '' }]);
      await young.fence(forever);
      const [before] = await young.read(only(topic), forever);
      await old.commit([{ topic, partition: 0, offset: 2, metadata: '' }]);
      const [after] = await young.read(only(topic), forever);
      check(
        before?.offset === after?.offset,
        `the new owner reads from ${before?.offset}, committed is ${after?.offset}`,
      );
    },
  },
  {
    finding: 'W3, W4',
    guard: 'waitForTransaction',
    claim: 'commits one right after another all succeed, in 100 ms each at most',
    async run(world) {
      const topic = await world.topic();
      const group = (await world.port()).groupOffsets({
        groupId: `g-${topic}`,
        transactionalId: `weir-${topic}`,
      });
      await group.fence(forever);
      let failed = 0;
      const begun = Date.now();
      for (let n = 0; n < 50; n++) {
        const outcome = await group.commit([{ topic, partition: 0, offset: n, metadata: '' }]);
        if (!done(outcome)) {
          failed++;
          break;
        }
      }
      check(failed === 0, 'a commit failed: CONCURRENT_TRANSACTIONS');
      check(Date.now() - begun < 5000, `50 commits took ${Date.now() - begun} ms`);
    },
  },
  {
    finding: 'W5',
    guard: 'renewAfterFailure',
    claim: 'a job whose transaction the broker ended commits again',
    async run(world) {
      const topic = await world.topic();
      const proxy = await world.proxy();
      const port = await world.port({ proxy });
      const id = { groupId: `g-${topic}`, transactionalId: `weir-${topic}`, transactionTimeoutMs: 1000 };
      let group = port.groupOffsets(id);
      await group.fence(forever);
      proxy.fate = times(API.endTxn, 'cut-before', 1);
      await group.commit([{ topic, partition: 0, offset: 1, metadata: '' }]);
      await sleep(12_500); // the broker looks for expired transactions every 10 s
      let last: CommitOutcome | undefined;
      for (let tries = 0; tries < 3; tries++) {
        last = await group.commit([{ topic, partition: 0, offset: 2, metadata: '' }]);
        if (done(last)) return;
        if (last.kind !== 'refused') continue; // without the guard it is tried on the same producer
        group = port.groupOffsets(id);
        await group.fence(forever);
      }
      throw new Error(`it is stuck: ${last?.kind}`);
    },
  },
  {
    finding: 'W6',
    guard: 'renewAfterFailure',
    claim: 'what a failed commit held is not committed later by another',
    async run(world) {
      const topic = await world.topic(2);
      const proxy = await world.proxy();
      const port = await world.port({ proxy });
      const id = { groupId: `g-${topic}`, transactionalId: `weir-${topic}` };
      let group = port.groupOffsets(id);
      await group.fence(forever);
      proxy.fate = times(API.endTxn, 'cut-before', 1);
      await group.commit([{ topic, partition: 0, offset: 66, metadata: '' }]);
      if (!done(await group.commit([{ topic, partition: 1, offset: 1, metadata: '' }]))) {
        group = port.groupOffsets(id);
        await group.fence(forever);
        check(
          done(await group.commit([{ topic, partition: 1, offset: 1, metadata: '' }])),
          'the new producer cannot commit',
        );
      }
      const found = await group.read([...only(topic), { topic, partition: 1 }], forever);
      check(
        found.every(({ offset }) => offset !== 66),
        'position 66 of the failed commit is committed',
      );
    },
  },
];
