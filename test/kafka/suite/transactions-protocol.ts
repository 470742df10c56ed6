import { afterAll, beforeAll, expect, test } from 'vitest';
import { outside, unique, type Brokers } from '../support/harness.ts';
import { TransactionClient } from '../support/transaction-client.ts';

// Codes as Kafka's protocol numbers them.
const NONE = 0;
const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const ILLEGAL_GENERATION = 22;
const INVALID_GROUP_ID = 24;
const UNKNOWN_MEMBER_ID = 25;
const INVALID_REQUEST = 42;
const OUT_OF_ORDER_SEQUENCE_NUMBER = 45;
const INVALID_PRODUCER_EPOCH = 47;
const INVALID_TXN_STATE = 48;
const INVALID_PRODUCER_ID_MAPPING = 49;
const TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53;
const FENCED_INSTANCE_ID = 82;
const UNSTABLE_OFFSET_COMMIT = 88;
const PRODUCER_FENCED = 90;
const TRANSACTIONAL_ID_NOT_FOUND = 105;

/** Transactions request by request, in old and new versions: what Apache Kafka answers, the embedded broker must. */
export function transactionProtocolSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  let client: TransactionClient;
  beforeAll(() => (client = new TransactionClient(brokers.plain)));
  afterAll(() => client.close());

  /** A producer with a new transactional id and a topic that its transaction has announced. */
  async function begun(partitions = 1) {
    const topic = await kafka.topic(partitions);
    const producer = await client.init(unique('tx'));
    const all = Array.from({ length: partitions }, (_, i) => i);
    expect(await client.addPartitions(producer, topic, all)).toBe(NONE);
    return { topic, producer };
  }

  /** Ends a transaction and waits for its markers, which is when the next request of its producer is let in. */
  async function ended(producer: Awaited<ReturnType<typeof begun>>['producer'], commit: boolean) {
    expect(await client.end(producer, commit)).toBe(NONE);
    expect(await client.end(producer, commit)).toBe(NONE);
  }

  test('a producer that goes on with what it holds gets the next epoch, and the same one if it asks again', async () => {
    const id = unique('tx');
    const first = await client.init(id);
    expect(first).toMatchObject({ error: NONE, epoch: 0 });
    const next = await client.init(id, { held: first });
    expect(next).toMatchObject({ error: NONE, producerId: first.producerId, epoch: 1 });
    expect(await client.init(id, { held: first })).toEqual(next);
    const third = await client.init(id, { held: next });
    expect(third.epoch).toBe(2);
    expect(await client.init(id, { held: first })).toMatchObject({ error: PRODUCER_FENCED, epoch: -1 });
  });

  test('a producer that was replaced may not go on with what it held', async () => {
    const id = unique('tx');
    const zombie = await client.init(id);
    const heir = await client.init(id);
    expect(heir).toMatchObject({ error: NONE, epoch: 1 });
    expect(await client.init(id, { held: zombie })).toMatchObject({ error: PRODUCER_FENCED });
    expect(await client.init(id, { held: zombie, version: 3 })).toMatchObject({
      error: INVALID_PRODUCER_EPOCH,
    });
    const stranger = { producerId: heir.producerId + 100_000, epoch: 1 };
    expect(await client.init(id, { held: stranger })).toMatchObject({ error: PRODUCER_FENCED });
    expect(await client.init(id, { held: heir })).toMatchObject({ error: NONE, epoch: 2 });
  });

  test('half of what a producer holds is no request', async () => {
    const id = unique('tx');
    expect(await client.init(id, { held: { producerId: 5, epoch: -1 } })).toMatchObject({
      error: INVALID_REQUEST,
    });
    expect(await client.init(id, { held: { producerId: -1, epoch: 5 } })).toMatchObject({
      error: INVALID_REQUEST,
    });
    expect(await client.init(undefined)).toMatchObject({ error: NONE, epoch: 0 });
  });

  test('a take-over moves the epoch by two if it aborts a transaction, by one if there is none', async () => {
    const { topic, producer } = await begun();
    await client.write(producer, topic, 0);
    const heir = await client.init(producer.transactionalId);
    expect(heir).toMatchObject({ error: NONE, producerId: producer.producerId, epoch: 2 });
    expect(await client.init(producer.transactionalId)).toMatchObject({ epoch: 3 });
    const { aborted, stable, highWatermark } = await client.fetch(topic, 0);
    expect({ aborted, stable, highWatermark }).toEqual({
      aborted: [{ producerId: producer.producerId, firstOffset: 0 }],
      stable: 2,
      highWatermark: 2,
    });
  });

  test('a fenced producer is told so by name in new versions and as an invalid epoch in old ones', async () => {
    const { topic, producer: zombie } = await begun();
    const group = unique('g');
    await client.addGroup(zombie, group);
    const heir = await client.init(zombie.transactionalId);
    for (const version of [0, 1, 2, 3]) {
      const expected = version < 2 ? INVALID_PRODUCER_EPOCH : PRODUCER_FENCED;
      expect([version, await client.addPartitions(zombie, topic, [0], version)]).toEqual([version, expected]);
      expect([version, await client.addGroup(zombie, group, version)]).toEqual([version, expected]);
      expect([version, await client.end(zombie, true, version)]).toEqual([version, expected]);
      expect([version, await client.stageOffset(zombie, group, topic, 1, {}, version)]).toEqual([
        version,
        INVALID_PRODUCER_EPOCH,
      ]);
    }
    expect((await client.write(zombie, topic, 0)).error).toBe(INVALID_PRODUCER_EPOCH);
    expect(await client.end({ ...heir, producerId: heir.producerId + 100_000 }, true)).toBe(
      INVALID_PRODUCER_ID_MAPPING,
    );
  });

  test('sequences go on over transactions of an epoch and begin at 0 in the next one', async () => {
    const { topic, producer } = await begun();
    expect(await client.write(producer, topic, 0, { count: 3 })).toEqual({ error: NONE, offset: 0 });
    await ended(producer, true);
    await client.addPartitions(producer, topic);
    expect((await client.write(producer, topic, 5)).error).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(await client.write(producer, topic, 3)).toEqual({ error: NONE, offset: 4 });
    expect((await client.write(producer, topic, 0)).error).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    const heir = await client.init(producer.transactionalId);
    await client.addPartitions(heir, topic);
    expect((await client.write(heir, topic, 4)).error).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(await client.write(heir, topic, 0)).toEqual({ error: NONE, offset: 6 });
    await ended(heir, true);
  });

  test('a batch that comes again in its transaction has the offset it had; after the transaction it is refused', async () => {
    const { topic, producer } = await begun();
    for (let i = 0; i < 6; i++) await client.write(producer, topic, i);
    for (const i of [5, 3, 1])
      expect([i, await client.write(producer, topic, i)]).toEqual([i, { error: NONE, offset: i }]);
    expect((await client.write(producer, topic, 0)).error).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    await ended(producer, true);
    expect((await client.write(producer, topic, 5)).error).toBe(INVALID_TXN_STATE);
    expect(await client.latest(topic, true)).toBe(7);
  });

  test('a transaction does not begin in a partition behind a batch that was refused there', async () => {
    const topic = await kafka.topic();
    const producer = await client.init(unique('tx'));
    expect((await client.write(producer, topic, 0)).error).toBe(INVALID_TXN_STATE); // not announced yet
    expect(await client.addPartitions(producer, topic)).toBe(NONE);
    expect((await client.write(producer, topic, 1)).error).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(await client.write(producer, topic, 0)).toEqual({ error: NONE, offset: 0 });
    expect(await client.write(producer, topic, 1)).toEqual({ error: NONE, offset: 1 });
    await ended(producer, true);
  });

  test('a batch outside the transaction of its producer is refused where the transaction has written', async () => {
    const { topic, producer } = await begun();
    await client.write(producer, topic, 0);
    const plain = { transactional: false };
    expect((await client.write(producer, topic, 1, plain)).error).toBe(INVALID_TXN_STATE);
    expect((await client.write(producer, topic, 7, plain)).error).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect((await client.write(producer, topic, 1)).error).toBe(NONE);
    await ended(producer, true);
  });

  test('what is not part of an open transaction is refused, and why', async () => {
    const { topic, producer } = await begun(2);
    const other = await kafka.topic();
    expect((await client.write({ ...producer, transactionalId: '' }, topic, 0)).error).toBe(
      TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    );
    expect((await client.write({ ...producer, epoch: 3 }, topic, 0)).error).toBe(INVALID_PRODUCER_EPOCH);
    expect((await client.write(producer, other, 0)).error).toBe(INVALID_TXN_STATE);
    const stranger = { transactionalId: unique('none'), producerId: 99_999, epoch: 0 };
    expect((await client.write(stranger, topic, 0)).error).toBe(INVALID_PRODUCER_ID_MAPPING);
    expect(await client.addPartitions(stranger, topic)).toBe(INVALID_PRODUCER_ID_MAPPING);
    const nobody = { ...producer, transactionalId: '' };
    expect(await client.addPartitions(nobody, topic)).toBe(INVALID_REQUEST);
    expect(await client.addGroup(nobody, 'g')).toBe(INVALID_REQUEST);
    expect(await client.end(nobody, true)).toBe(INVALID_REQUEST);
    const group = unique('g');
    await client.addGroup(producer, group);
    expect(await client.stageOffset(producer, '', topic, 3)).toBe(INVALID_GROUP_ID);
    expect(await client.stageOffset(producer, group, unique('none'), 3)).toBe(UNKNOWN_TOPIC_OR_PARTITION);
    expect(await client.addPartitions(producer, topic, [9])).toBe(UNKNOWN_TOPIC_OR_PARTITION);
    await ended(producer, true);
  });

  test('the end for committed readers stands before the oldest open transaction', async () => {
    const { topic, producer: one } = await begun();
    const two = await client.init(unique('tx'));
    await client.addPartitions(two, topic);
    await client.write(one, topic, 0, { count: 2 });
    await client.write(two, topic, 0, { count: 2 });
    const ends = async () => [await client.latest(topic, true), await client.latest(topic, false)];
    expect(await ends()).toEqual([0, 4]);
    await ended(two, true);
    expect(await ends()).toEqual([0, 5]);
    const held = await client.fetch(topic, 0);
    expect([held.stable, held.highWatermark, held.records.length]).toEqual([0, 5, 0]);
    await ended(one, false);
    expect(await ends()).toEqual([6, 6]);
    expect((await client.fetch(topic, 0)).aborted).toEqual([{ producerId: one.producerId, firstOffset: 0 }]);
  });

  test('aborted transactions are named in the order of their ends, and only to who reads into them', async () => {
    const { topic, producer: one } = await begun();
    const [two, three] = [await client.init(unique('tx')), await client.init(unique('tx'))];
    for (const producer of [two, three]) await client.addPartitions(producer, topic);
    await client.write(one, topic, 0); // 0
    await client.write(two, topic, 0); // 1
    await client.write(three, topic, 0); // 2
    await ended(two, false); // 3
    await client.write(one, topic, 1); // 4
    await ended(one, false); // 5
    await ended(three, true); // 6
    const first = { producerId: one.producerId, firstOffset: 0 };
    const second = { producerId: two.producerId, firstOffset: 1 };
    const aborted = async (offset: number) => (await client.fetch(topic, offset)).aborted;
    expect(await aborted(0)).toEqual([second, first]);
    expect(await aborted(3)).toEqual([second, first]);
    expect(await aborted(4)).toEqual([first]);
    expect(await aborted(6)).toEqual([]);
    expect(await client.fetch(topic, 99)).toMatchObject({ error: OFFSET_OUT_OF_RANGE, aborted: undefined });
    expect((await client.fetch(topic, 0, { committed: false })).aborted).toBeUndefined();
  });

  test('records that are deleted under an open transaction do not hold committed readers back', async () => {
    const { topic, producer } = await begun();
    await client.write(producer, topic, 0, { count: 3 });
    expect(await client.raw.deleteRecords(topic, 3)).toMatchObject({ error: NONE, start: 3 });
    expect(await client.latest(topic, true)).toBe(3);
    await ended(producer, false);
    expect(await client.latest(topic, true)).toBe(4);
    expect((await client.fetch(topic, 3)).error).toBe(NONE);
  });

  test('an offset that an open transaction may change is not told to who wants what is stable', async () => {
    const { topic, producer } = await begun();
    const group = unique('g');
    const stage = async (offset: number) => {
      expect(await client.addGroup(producer, group)).toBe(NONE);
      expect(await client.stageOffset(producer, group, topic, offset)).toBe(NONE);
    };
    const stable = () => client.committed(group, topic, true);
    const plain = () => client.committed(group, topic, false);
    expect(await stable()).toEqual({ error: NONE, offset: -1 });
    await stage(5);
    expect(await stable()).toEqual({ error: UNSTABLE_OFFSET_COMMIT, offset: -1 });
    expect(await plain()).toEqual({ error: NONE, offset: -1 });
    await ended(producer, true);
    await expect.poll(stable).toEqual({ error: NONE, offset: 5 });
    await stage(9);
    await stage(11);
    expect(await stable()).toEqual({ error: UNSTABLE_OFFSET_COMMIT, offset: -1 });
    expect(await client.committed(group, undefined, true)).toEqual({
      error: UNSTABLE_OFFSET_COMMIT,
      offset: -1,
    });
    expect(await plain()).toEqual({ error: NONE, offset: 5 });
    await ended(producer, false);
    await expect.poll(stable).toEqual({ error: NONE, offset: 5 });
    expect(await client.committed(group, undefined, true)).toEqual({ error: NONE, offset: 5 });
  });

  test('of several offsets in a transaction the last counts, and one committed after them outside stays', async () => {
    const { topic, producer } = await begun();
    const group = unique('g');
    const offset = async () => (await client.committed(group, topic, true)).offset;
    await client.addGroup(producer, group);
    await client.stageOffset(producer, group, topic, 5);
    await client.stageOffset(producer, group, topic, 3);
    await ended(producer, true);
    await expect.poll(offset).toBe(3);
    await client.addPartitions(producer, topic);
    await client.addGroup(producer, group);
    await client.stageOffset(producer, group, topic, 8);
    expect(await client.raw.commit(group, topic)).toBe(NONE); // offset 1
    expect((await client.committed(group, topic, false)).offset).toBe(1);
    await ended(producer, true);
    await expect.poll(offset).toBe(1);
  });

  test('a member that left its group behind may not commit in a transaction any more', async () => {
    const { topic, producer } = await begun();
    const group = unique('g');
    const offered = await client.raw.join(group);
    const joined = await client.raw.join(group, { member: offered.memberId });
    const { generation, memberId } = joined;
    await client.raw.sync(group, joined, { [memberId]: 'all' });
    await client.addGroup(producer, group);
    const stage = (member: Parameters<TransactionClient['stageOffset']>[4], version = 3) =>
      client.stageOffset(producer, group, topic, 5, member, version);
    expect(await stage({ generation, memberId })).toBe(NONE);
    expect(await stage({ generation: generation + 1, memberId })).toBe(ILLEGAL_GENERATION);
    expect(await stage({ generation: generation - 1, memberId })).toBe(ILLEGAL_GENERATION);
    expect(await stage({ generation, memberId: 'stranger' })).toBe(UNKNOWN_MEMBER_ID);
    expect(await stage({ generation, memberId, instanceId: 'i' })).toBe(UNKNOWN_MEMBER_ID);
    // Who names no member is kept out by the epoch of its producer alone.
    expect(await stage({})).toBe(NONE);
    expect(await stage({}, 2)).toBe(NONE);
    await client.raw.leave(group, memberId);
    expect(await stage({ generation, memberId })).toBe(UNKNOWN_MEMBER_ID);
    expect(await client.stageOffset(producer, unique('g'), topic, 5, { generation, memberId })).not.toBe(
      NONE,
    );
    await ended(producer, true);
  });

  test('a static member whose place was taken may not commit in a transaction any more', async () => {
    const { topic, producer } = await begun();
    const group = unique('g');
    const instance = 'i';
    const first = await client.raw.join(group, { instance });
    await client.raw.sync(group, first, { [first.memberId]: 'A' }, instance);
    const back = await client.raw.join(group, { instance });
    await client.raw.sync(group, back, {}, instance);
    await client.addGroup(producer, group);
    const stage = ({ generation, memberId }: typeof back) =>
      client.stageOffset(producer, group, topic, 5, { generation, memberId, instanceId: instance });
    expect(await stage(first)).toBe(FENCED_INSTANCE_ID);
    expect(await stage(back)).toBe(NONE);
    await ended(producer, true);
    await client.raw.leave(group, '', instance);
  });

  test('who asks to go on beside an open transaction ends it, and only its holder gets the next epoch', async () => {
    const id = unique('tx');
    const topic = await kafka.topic();
    const zombie = await client.init(id);
    const heir = await client.init(id);
    await client.addPartitions(heir, topic);
    expect(await client.init(id, { held: zombie })).toMatchObject({ error: PRODUCER_FENCED });
    expect(await client.end(heir, true)).toBe(PRODUCER_FENCED);
    const next = await client.init(id, { held: heir });
    expect(next).toMatchObject({ error: NONE, epoch: 2 });
    await client.addPartitions(next, topic);
    expect(await client.init(id, { held: next })).toMatchObject({ error: NONE, epoch: 3 });
  });

  test('a transaction that outlives its time-out is aborted, and its producer may go on in the next epoch', async () => {
    const topic = await kafka.topic();
    const producer = await client.init(unique('tx'), { timeoutMs: 4000 });
    await client.addPartitions(producer, topic);
    await client.write(producer, topic, 0);
    // Apache Kafka looks for such transactions every ten seconds.
    await expect.poll(() => client.latest(topic, true), { timeout: 45_000, interval: 200 }).toBe(2);
    expect(await client.end(producer, true)).toBe(PRODUCER_FENCED);
    expect((await client.write(producer, topic, 1)).error).toBe(INVALID_PRODUCER_EPOCH);
    const { transactionalId } = producer;
    expect(await client.init(transactionalId, { held: producer })).toMatchObject({ error: NONE, epoch: 1 });
    expect(await client.init(transactionalId)).toMatchObject({ error: NONE, epoch: 2 });
    expect(await client.init(transactionalId, { held: producer })).toMatchObject({ error: PRODUCER_FENCED });
    expect((await client.fetch(topic, 0)).aborted).toEqual([
      { producerId: producer.producerId, firstOffset: 0 },
    ]);
  });

  test('transactions and producers can be looked at', async () => {
    const before = Date.now() - 5000;
    const { topic, producer } = await begun(2);
    const { transactionalId, producerId } = producer;
    await client.write(producer, topic, 0, { count: 4 });
    const described = await client.describe(transactionalId);
    expect(described).toMatchObject({
      error: NONE,
      id: transactionalId,
      state: 'Ongoing',
      timeoutMs: 60_000,
      producerId,
      epoch: 0,
      topics: [[topic, [0, 1]]],
    });
    expect(described.begunAt).toBeGreaterThan(before);
    const listed = { id: transactionalId, producerId, state: 'Ongoing' };
    expect(await client.list([], [producerId])).toEqual({ error: NONE, unknown: [], found: [listed] });
    expect((await client.list(['Ongoing'], [])).found).toContainEqual(listed);
    expect(await client.list(['Empty', 'Nonsense'], [producerId])).toMatchObject({
      unknown: ['Nonsense'],
      found: [],
    });
    const { error, producers } = await client.producers(topic);
    expect(error).toBe(NONE);
    expect(producers).toMatchObject([{ producerId, epoch: 0, lastSequence: 3, openOffset: 0 }]);
    await ended(producer, false);
    expect(await client.describe(transactionalId)).toMatchObject({ state: 'CompleteAbort', topics: [] });
    expect((await client.producers(topic)).producers).toMatchObject([
      { producerId, lastSequence: 3, openOffset: -1 },
    ]);
    // Announced and never written to: it has the marker alone.
    expect((await client.producers(topic, 1)).producers).toMatchObject([
      { producerId, lastSequence: -1, openOffset: -1 },
    ]);
    await client.init(transactionalId);
    expect((await client.describe(transactionalId)).state).toBe('Empty');
    expect(await client.describe(unique('none'))).toMatchObject({ error: TRANSACTIONAL_ID_NOT_FOUND });
    expect((await client.producers(unique('none'))).error).toBe(UNKNOWN_TOPIC_OR_PARTITION);
  });

  // The last one: kafkajs asks for the topic ever after.
  test('a topic that is deleted under a transaction does not keep it from its end', async () => {
    const { topic, producer } = await begun();
    const other = await kafka.topic();
    await client.addPartitions(producer, other);
    await client.write(producer, topic, 0);
    await client.write(producer, other, 0);
    expect(await client.raw.deleteTopic(topic)).toBe(NONE);
    await ended(producer, true);
    expect(await client.latest(other, true)).toBe(2);
    expect(await client.addPartitions(producer, other)).toBe(NONE);
    await ended(producer, false);
  });
}
