import { expect, test } from 'vitest';
import {
  forever,
  kafkaTable,
  outside,
  readRows,
  sourceOf,
  take,
  testContext,
  unique,
  type Brokers,
} from '../support/harness.ts';

const message = (id: string) => ({ value: JSON.stringify({ id, title: 't' }) });

/** Reading topics that others write in transactions. */
export function transactionSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  const bounded = { 'scan.bounded.mode': 'latest-offset' };

  const connected = async (transactionalId: string) => {
    const producer = kafka.client.producer({
      transactionalId,
      maxInFlightRequests: 1,
      idempotent: true,
      retry: { initialRetryTime: 5, maxRetryTime: 100, retries: 50 },
    });
    await producer.connect();
    return producer;
  };

  async function producers(count: number) {
    const ids = Array.from({ length: count }, () => unique('tx'));
    const made = await Promise.all(ids.map(connected));
    return {
      made,
      /**
       * Until the markers of all transactions are in the log: the answer to a commit comes before. A new producer of the
       * same id does not get its number earlier.
       */
      close: async () => {
        await Promise.all(made.map((producer) => producer.disconnect()));
        for (const producer of await Promise.all(ids.map(connected))) await producer.disconnect();
      },
    };
  }

  /** Transactions of several producers that lie across each other; those of odd numbers are aborted, in another order than they began. */
  async function interleaved(topic: string): Promise<string[]> {
    const { made, close } = await producers(5);
    const committed: string[] = [];
    for (let round = 0; round < 4; round++) {
      const open = [];
      for (const [i, producer] of made.entries()) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [message(`${round}-${i}-a`)] });
        open.push(transaction);
      }
      for (const [i, transaction] of open.entries())
        await transaction.send({ topic, messages: [message(`${round}-${i}-b`)] });
      for (const [i, transaction] of [...open.entries()].toReversed()) {
        if (i % 2 === 1) {
          await transaction.abort();
        } else {
          await transaction.commit();
          committed.push(`${round}-${i}-a`, `${round}-${i}-b`);
        }
      }
    }
    await close();
    return committed.toSorted();
  }

  test('read_committed shows no row of an aborted transaction, however several lie across each other', async () => {
    const topic = await kafka.topic(1);
    const committed = await interleaved(topic);
    const table = kafkaTable(brokers, topic, { ...bounded, 'properties.isolation.level': 'read_committed' });
    expect((await readRows(table, 999)).map((row) => row[0]).toSorted()).toEqual(committed);
    // Without it every row is there, as in Flink.
    expect(await readRows(kafkaTable(brokers, topic, bounded), 999)).toHaveLength(40);
  });

  test('a row whose key is four zero bytes is not taken for a marker', async () => {
    const topic = await kafka.topic(1);
    const { made, close } = await producers(1);
    const [producer] = made;
    const aborted = await producer?.transaction();
    await aborted?.send({
      topic,
      messages: [{ key: Buffer.from([0, 0, 0, 0]), ...message('a') }, message('b')],
    });
    await aborted?.abort();
    const committed = await producer?.transaction();
    await committed?.send({ topic, messages: [message('c')] });
    await committed?.commit();
    await close();
    const table = kafkaTable(brokers, topic, { ...bounded, 'properties.isolation.level': 'read_committed' });
    expect((await readRows(table, 999)).map((row) => row[0])).toEqual(['c']);
  });

  test('read_committed waits for an open transaction and then shows its rows', async () => {
    const topic = await kafka.topic(1);
    const { made, close } = await producers(1);
    const transaction = await made[0]?.transaction();
    await transaction?.send({ topic, messages: [message('open')] });
    await kafka.send(topic, [message('later')]);
    const source = sourceOf(
      kafkaTable(brokers, topic, { 'properties.isolation.level': 'read_committed' }),
      testContext(),
    );
    await source.start(undefined, forever);
    const rows = take(source, 2);
    let early = true;
    void rows.then(() => (early = false));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(early).toBe(true);
    await transaction?.commit();
    expect((await rows).map((row) => row[0])).toEqual(['open', 'later']);
    await source.close();
    await close();
  });

  test('positions move past markers, so a topic that ends with one is read to its end', async () => {
    const topic = await kafka.topic(1);
    const { made, close } = await producers(1);
    const transaction = await made[0]?.transaction();
    await transaction?.send({ topic, messages: [message('a')] });
    await transaction?.commit();
    await close();
    const source = sourceOf(kafkaTable(brokers, topic, bounded), testContext());
    await source.start(undefined, forever);
    expect(await take(source, 99)).toHaveLength(1);
    expect(source.positions().get(`${topic}-0`)).toBe('2');
    expect(source.lag()).toBe(0);
    await source.close();
  });
}
