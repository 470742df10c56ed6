import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { check, failureOf, forever, only, send, values, type Control } from './world.ts';

/** What a reader sees. */
export const READING: readonly Control[] = [
  {
    finding: 'W1',
    guard: 'abortedByOffset',
    claim: 'no row of an aborted transaction is read, whatever lies across it',
    async run(world) {
      const topic = await world.topic();
      const producers = await Promise.all(Array.from({ length: 5 }, () => world.transactional()));
      const committed: string[] = [];
      for (let round = 0; round < 4; round++) {
        const open = [];
        for (const [i, producer] of producers.entries()) {
          const transaction = await producer.transaction();
          await transaction.send({ topic, messages: [{ value: `${round}-${i}` }] });
          open.push(transaction);
        }
        for (const [i, transaction] of [...open.entries()].toReversed()) {
          if (i === 2) committed.push(`${round}-${i}`);
          await (i === 2 ? transaction.commit() : transaction.abort());
        }
      }
      const found = await values(await world.port({ readCommitted: true }), only(topic), {
        readCommitted: true,
      });
      check(
        found.toSorted().join() === committed.toSorted().join(),
        `${found.length - committed.length} aborted rows of 16 were read`,
      );
    },
  },
  {
    finding: 'W9',
    guard: 'refuseOutOfRange',
    claim: 'a topic made anew under a reader ends it, it does not begin again by itself',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      await send(
        port,
        topic,
        Array.from({ length: 10 }, (_, i) => `old ${i}`),
      );
      const fetcher = port.fetcher({ readCommitted: false, discoverMs: undefined, patienceMs: 10_000 });
      fetcher.assign([{ topic, partition: 0, offset: 10 }]);
      const waiting = fetcher.arrival(AbortSignal.timeout(20_000));
      waiting.catch(() => {});
      const admin = world.kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic] });
      await admin.createTopics({ topics: [{ topic }] }).catch(() => {});
      await admin.disconnect();
      await send(await world.port(), topic, ['new 0', 'new 1']);
      const outcome = await failureOf(waiting).catch(() => undefined);
      fetcher.close();
      check(outcome !== undefined, 'it went on with rows of another topic of the name');
      check(
        outcome?.code === 'E_JOB_STATE' || outcome?.code === 'E_KAFKA_TOPIC',
        `it ended with ${outcome?.code}`,
      );
    },
  },
  {
    finding: 'rule: no jump',
    guard: 'refuseOutOfRange',
    claim: 'a position that retention has deleted ends the job with its choices',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      await send(
        port,
        topic,
        Array.from({ length: 10 }, (_, i) => `row ${i}`),
      );
      const admin = world.kafka.admin();
      await admin.connect();
      await admin.fetchTopicOffsets(topic); // its metadata is wanted first
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] });
      await admin.disconnect();
      const fetcher = port.fetcher({ readCommitted: false, discoverMs: undefined, patienceMs: 5000 });
      fetcher.assign([{ topic, partition: 0, offset: 2 }]);
      const outcome = await failureOf(fetcher.arrival(AbortSignal.timeout(5000))).catch(() => undefined);
      fetcher.close();
      check(outcome?.code === 'E_JOB_STATE', 'it jumped over the deleted rows');
    },
  },
  {
    finding: 'W13',
    guard: 'allCodecs',
    claim: 'rows that Java clients packed with gzip, snappy and lz4 are read',
    async run(world) {
      const topic = await world.topic();
      const lines = Array.from({ length: 200 }, (_, i) => `the same words in row ${i}`);
      for (const codec of ['gzip', 'snappy', 'lz4']) {
        const tool = join(import.meta.dirname, '../../scripts/kafka/tools.sh');
        const run = spawnSync(
          'bash',
          [
            tool,
            'console-producer',
            '--bootstrap-server',
            world.brokers,
            '--topic',
            topic,
            '--compression-codec',
            codec,
          ],
          { input: `${lines.join('\n')}\n`, encoding: 'utf8' },
        );
        if (run.status !== 0) throw new Error(`the Java producer failed: ${run.stderr.slice(-300)}`);
      }
      const found = await values(await world.port(), only(topic));
      check(found.join() === [...lines, ...lines, ...lines].join(), `${found.length} rows of 600 are right`);
    },
  },
  {
    finding: 'W18',
    claim: 'a time after the last row is told apart from the last row',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      await send(port, topic, ['a']);
      const [found] = await port.offsets(only(topic), { timestamp: Date.now() + 24 * 3_600_000 }, forever);
      check(found?.offset === undefined, `it says offset ${found?.offset}`);
    },
    async stock(world) {
      const topic = await world.topic();
      await send(await world.port(), topic, ['a']);
      const admin = world.kafka.admin();
      await admin.connect();
      const [found] = await admin.fetchTopicOffsetsByTimestamp(topic, Date.now() + 24 * 3_600_000);
      await admin.disconnect();
      check(Number(found?.offset) < 0, `it says offset ${found?.offset}`);
    },
  },
];
