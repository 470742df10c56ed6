import { recordBatch, type BatchOptions } from './frames.ts';
import { RawClient, type Joined, type ProducerIdentity } from './raw-client.ts';

/** What a broker answers to a long list of right and wrong requests, by name: to be compared between brokers. */
export async function probeBroker(address: string, mark: string): Promise<Record<string, unknown>> {
  const client = new RawClient(address);
  const answers: Record<string, unknown> = {};
  const say = (name: string, answer: unknown) => (answers[name] = answer);
  const topic = `probe-${mark}`;
  try {
    await probeTopics(client, topic, say);
    await probeProduce(client, topic, say);
    await probeSequences(client, topic, say);
    await probeReads(client, topic, say);
    await probeGroups(client, `group-${mark}`, topic, say);
    await probeStaticMember(client, `static-${mark}`, topic, say);
    await probeTransactions(client, `tx-${mark}`, topic, say);
    await probeRemoval(client, topic, say);
  } finally {
    client.close();
  }
  return answers;
}

type Say = (name: string, answer: unknown) => void;

const now = () => Date.now();
const batch = (count = 1, options: BatchOptions = {}, timestamp = now()) =>
  recordBatch(
    Array.from({ length: count }, (_, i) => ({ key: 'k', value: `v${i}`, timestamp })),
    options,
  );

async function probeTopics(client: RawClient, topic: string, say: Say) {
  say('create', await client.createTopic(topic, 2));
  for (let tries = 0; tries < 400 && (await client.listOffset(topic, -1, 1)).error !== 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  say('create again', await client.createTopic(topic));
  for (const name of ['a b', '', '.', 'ä', 'x'.repeat(250)])
    say(`create '${name.slice(0, 5)}'`, await client.createTopic(name));
  const other = `${topic}.x`;
  say('no partitions', await client.createTopic(other, 0));
  say('-2 partitions', await client.createTopic(other, -2));
  say('no replicas', await client.createTopic(other, 1, 0));
  say('3 replicas', await client.createTopic(other, 1, 3));
  say('unknown config', await client.createTopic(other, 1, 1, { 'no.such': '1' }));
  say('bad number', await client.createTopic(other, 1, 1, { 'retention.ms': 'x' }));
  say('bad policy', await client.createTopic(other, 1, 1, { 'cleanup.policy': 'x' }));
  say('defaults', await client.createTopic(other, -1, -1));
  say('colliding', await client.createTopic(other.replaceAll('.', '_')));
  say('delete other', await client.deleteTopic(other));
  say('fewer partitions', await client.createPartitions(topic, 1));
  say('as many partitions', await client.createPartitions(topic, 2));
  say('partitions of none', await client.createPartitions(`${topic}-none`, 3));
  say('partitions elsewhere', await client.createPartitions(topic, 3, [[9]]));
}

async function probeProduce(client: RawClient, topic: string, say: Say) {
  const altered = (change: (bytes: Buffer) => void) => {
    const bytes = batch();
    change(bytes);
    return bytes;
  };
  const error = async (...args: Parameters<RawClient['produce']>) => {
    const answer = await client.produce(...args);
    return answer === 'closed' ? answer : answer.error;
  };
  say('produce', await client.produce(topic, batch(3)));
  say('acks 1', await error(topic, batch(), { acks: 1 }));
  say('acks 2', await error(topic, batch(), { acks: 2 }));
  say('to no topic', await error(`${topic}-none`, batch()));
  say('to no partition', await error(topic, batch(), { partition: 9 }));
  say(
    'damaged',
    await error(
      topic,
      altered((bytes) => (bytes[62] = 99)),
    ),
  );
  say(
    'magic 1',
    await error(
      topic,
      altered((bytes) => bytes.writeInt8(1, 16)),
    ),
  );
  say('two batches', await error(topic, Buffer.concat([batch(), batch()])));
  say('empty', await error(topic, Buffer.alloc(0)));
  say('control', await error(topic, batch(1, { attributes: 0x20 })));
  say('too late', await error(topic, batch(1, {}, now() + 4_000_000)));
  say('too large', await error(topic, recordBatch([{ value: 'x'.repeat(12_000_000), timestamp: now() }])));
}

async function probeSequences(client: RawClient, topic: string, say: Say) {
  const { error, producerId } = await client.init(undefined);
  say('producer id', error);
  const send = async (sequence: number, count = 1, epoch = 0, id = producerId) =>
    client.produce(topic, batch(count, { producerId: id, epoch, sequence }));
  const first = await send(0);
  for (let i = 1; i < 7; i++) await send(i);
  const relative = async (...args: Parameters<typeof send>) => {
    const answer = await send(...args);
    if (answer === 'closed' || first === 'closed' || answer.error !== 0) return answer;
    return answer.offset - first.offset;
  };
  say('last again', await relative(6));
  say('in the window again', await relative(2));
  say('out of the window again', await relative(1));
  say('gap', await relative(9));
  say('overlap', await relative(6, 2));
  say('next', await relative(7));
  say('next epoch, not from 0', await relative(3, 1, 1));
  say('next epoch', await relative(0, 1, 1));
  say('old epoch', await relative(8, 1, 0));
  say('unknown producer', await relative(5, 1, 0, 987_654_321));
  say('negative sequence', await relative(-1));
}

async function probeReads(client: RawClient, topic: string, say: Say) {
  const read = async (...args: Parameters<RawClient['fetch']>) => {
    const { error, aborted, records } = await client.fetch(...args);
    return { error, aborted, some: records.length > 0 };
  };
  say('fetch', await read(topic, 0));
  say('fetch committed', await read(topic, 0, { committed: true }));
  say('fetch the middle', (await client.fetch(topic, 1, { maxBytes: 1 })).records.length > 0);
  say('fetch beyond', await read(topic, 99_999));
  say('fetch before', await read(topic, -1));
  say('fetch no topic', await read(`${topic}-none`, 0));
  say('fetch no partition', await read(topic, 0, { partition: 9 }));
  say('fetch in no session', await read(topic, 0, { sessionId: 77, sessionEpoch: 3 }));
  say('end of nothing', await client.listOffset(topic, -1, 1));
  say('start', await client.listOffset(topic, -2));
  say('from 1970', await client.listOffset(topic, 0));
  say('from the future', await client.listOffset(topic, now() + 1_000_000));
  say('of the largest time', await client.listOffset(topic, -3));
  say('of time -9', await client.listOffset(topic, -9));
  say('offset of none', await client.listOffset(`${topic}-none`, -1));
}

/** Without what differs from run to run. */
function shown({ memberId, leaderId, ...rest }: Joined) {
  return { ...rest, hasId: memberId !== '', leads: memberId !== '' && memberId === leaderId };
}

async function probeGroups(client: RawClient, group: string, topic: string, say: Say) {
  say('join nothing', shown(await client.join('')));
  say('short session', shown(await client.join(group, { sessionMs: 5999 })));
  say('long session', shown(await client.join(group, { sessionMs: 1_800_001 })));
  say('unknown member', shown(await client.join(group, { member: 'x' })));
  say('no assignor', shown(await client.join(group, { protocols: [] })));
  say('no type', shown(await client.join(group, { type: '' })));
  say('heartbeat of none', await client.heartbeat(group, 1, 'x'));
  say('leave of none', await client.leave(group, 'x'));
  say('describe none', await client.describe(`${group}-none`));

  const offered = await client.join(group);
  say('id offered', shown(offered));
  say('heartbeat before joining', await client.heartbeat(group, -1, offered.memberId));
  const joined = await client.join(group, { member: offered.memberId });
  const { generation, memberId: member } = joined;
  say('joined', shown(joined));
  say('other assignor', shown(await client.join(group, { protocols: ['zz'] })));
  say('other type', shown(await client.join(group, { type: 'connect' })));
  say('describe unsynced', await client.describe(group));
  say('commit unsynced', await client.commit(group, topic, { generation, member }));
  say('sync of another generation', await client.sync(group, { ...joined, generation: generation + 1 }));
  say('sync', await client.sync(group, joined, { [member]: 'all' }));
  say('sync again', await client.sync(group, joined));
  say('describe', await client.describe(group));
  say('heartbeat', await client.heartbeat(group, generation, member));
  say('heartbeat, old', await client.heartbeat(group, generation - 1, member));
  say('heartbeat, stranger', await client.heartbeat(group, generation, 'x'));
  say('heartbeat, instance', await client.heartbeat(group, generation, member, 'i'));

  const own = { generation, member };
  say('commit', await client.commit(group, topic, own));
  say('commit, old', await client.commit(group, topic, { ...own, generation: generation + 5 }));
  say('commit, outsider', await client.commit(group, topic));
  say('commit, stranger', await client.commit(group, topic, { ...own, member: 'x' }));
  say('commit, no topic', await client.commit(group, `${topic}-none`, own));
  say('commit, no partition', await client.commit(group, topic, { ...own, partition: 99 }));
  say('commit, long note', await client.commit(group, topic, { ...own, metadata: 'x'.repeat(4097) }));
  say('commit, longest note', await client.commit(group, topic, { ...own, metadata: 'x'.repeat(4096) }));
  say('commit, null note', await client.commit(group, topic, { ...own, metadata: undefined }));
  say('committed', await client.committed(group, topic));
  say('committed elsewhere', await client.committed(group, topic, 1));
  say('commit to a new group', await client.commit(`${group}-new`, topic));
  say(
    'commit, new, generation',
    await client.commit(`${group}-newer`, topic, { generation: 3, member: 'x' }),
  );
  say('describe a group of offsets', await client.describe(`${group}-new`));
  say('delete with members', await client.deleteGroup(group));
  say('leave', await client.leave(group, member));
  say('describe empty', await client.describe(group));
  say('heartbeat after leaving', await client.heartbeat(group, generation, member));
  say('commit after leaving', await client.commit(group, topic, own));
  say('delete', await client.deleteGroup(group));
  say('delete again', await client.deleteGroup(group));
}

async function probeStaticMember(client: RawClient, group: string, topic: string, say: Say) {
  const instance = 'i';
  const first = await client.join(group, { instance });
  say('static sync', await client.sync(group, first, { [first.memberId]: 'A' }, instance));
  const back = await client.join(group, { instance });
  say('static back', shown(back));
  say('static back hears of', back.leaderId === first.memberId);
  say('static sync back', await client.sync(group, back, {}, instance));
  say('static former', await client.heartbeat(group, first.generation, first.memberId, instance));
  const former = { generation: first.generation, member: first.memberId, instance };
  say('static former commits', await client.commit(group, topic, former));
  say('static former leaves', await client.leave(group, first.memberId, instance));
  say('static leaves', await client.leave(group, '', instance));
  say('static gone', await client.describe(group));
}

async function probeTransactions(client: RawClient, id: string, topic: string, say: Say) {
  const group = `${id}-group`;
  const stranger = { transactionalId: `${id}-none`, producerId: 1, epoch: 0 };
  const sequenceOf = new Map<ProducerIdentity, number>();
  const send = async (producer: ProducerIdentity, partition = 1) => {
    const { producerId, epoch, transactionalId } = producer;
    const sequence = sequenceOf.get(producer) ?? 0;
    const bytes = batch(1, { producerId, epoch, sequence, transactional: true });
    const answer = await client.produce(topic, bytes, { partition, id: transactionalId });
    if (answer !== 'closed' && answer.error === 0) sequenceOf.set(producer, sequence + 1);
    return answer === 'closed' ? answer : answer.error;
  };
  say('init nothing', (await client.init('')).error);
  say('init too long', (await client.init(id, 900_001)).error);
  say('init 0', (await client.init(id, 0)).error);
  say('end of none', await client.end(stranger, true));
  say('add to none', await client.addPartitions(stranger, topic, 0));

  const one = await client.init(id);
  say('init', [one.error, one.epoch]);
  say('end of nothing', await client.end(one, true));
  say('send unannounced', await send(one));
  say('offsets unannounced', await client.commitInTransaction(one, group, topic));
  say('add no partition', await client.addPartitions(one, topic, 9));
  say('add, other producer', await client.addPartitions({ ...one, producerId: 1e9 }, topic, 0));
  say('add, other epoch', await client.addPartitions({ ...one, epoch: 5 }, topic, 0));
  say('add', await client.addPartitions(one, topic, 1));
  say('send', await send(one));
  say('send elsewhere', await send(one, 0));
  say('add group', await client.addGroup(one, group));
  say('offsets', await client.commitInTransaction(one, group, topic));
  say('offsets elsewhere', await client.commitInTransaction(one, elsewhere(group), topic));
  say('offsets, other epoch', await client.commitInTransaction({ ...one, epoch: 5 }, group, topic));
  say('committed before', await client.committed(group, topic));
  say('commit transaction', await client.end(one, true));
  say('commit transaction again', await client.end(one, true));
  say('abort after commit', await client.end(one, false));
  say('committed after', await client.committed(group, topic));

  await client.addPartitions(one, topic, 1);
  say('send on', await send(one));
  say('abort', await client.end(one, false));
  await client.addPartitions(one, topic, 1);
  await send(one);
  const two = await client.init(id);
  say('taken over', [two.error, two.producerId === one.producerId, two.epoch > one.epoch]);
  say('zombie sends', await send(one));
  say('zombie adds', await client.addPartitions(one, topic, 1));
  say('zombie adds group', await client.addGroup(one, group));
  say('zombie offsets', await client.commitInTransaction(one, group, topic));
  say('zombie commits', await client.end(one, true));
  say('zombie aborts', await client.end(one, false));
  say('heir adds', await client.addPartitions(two, topic, 1));
  say('heir sends', await send(two));
  say('heir commits', await client.end(two, true));
  const read = () => client.fetch(topic, 0, { partition: 1, committed: true });
  let end = await read();
  // The markers of a transaction may follow the answer to its end.
  for (let tries = 0; tries < 400 && end.stable !== end.highWatermark; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    end = await read();
  }
  const { aborted, stable, highWatermark } = end;
  say('aborted', [aborted?.map(({ firstOffset }) => firstOffset), stable, highWatermark]);
}

/**
 * Another group than this. Kafka takes offsets of any group whose offsets lie in the same partition of its own topic
 * as those of an announced one: 50 partitions by default, 8 in the scripts of this project.
 */
function elsewhere(group: string): string {
  const hash = (text: string) => Math.abs([...text].reduce((h, c) => (h * 31 + c.charCodeAt(0)) | 0, 0));
  for (let i = 0; ; i++) {
    const other = `${group}-x${i}`;
    if ([8, 50].every((partitions) => hash(other) % partitions !== hash(group) % partitions)) return other;
  }
}

async function probeRemoval(client: RawClient, topic: string, say: Say) {
  say('delete beyond', await client.deleteRecords(topic, 9999));
  say('delete records', await client.deleteRecords(topic, 1));
  say('delete fewer', await client.deleteRecords(topic, 0));
  say('delete -2', await client.deleteRecords(topic, -2));
  say('start after', await client.listOffset(topic, -2));
  say('from 1970 after', await client.listOffset(topic, 0));
  say('fetch deleted', (await client.fetch(topic, 0)).error);
  say('set config', await client.alterConfig(topic, 0, 'retention.ms', '77777777'));
  say('set bad config', await client.alterConfig(topic, 0, 'retention.ms', 'x'));
  say('set null', await client.alterConfig(topic, 0, 'retention.ms', undefined));
  say('reset config', await client.alterConfig(topic, 1, 'retention.ms', undefined));
  say('append to a number', await client.alterConfig(topic, 2, 'retention.ms', '5'));
  say('append to a list', await client.alterConfig(topic, 2, 'cleanup.policy', 'compact'));
  say('unknown config', await client.alterConfig(topic, 0, 'no.such', '5'));
  say('delete topic', await client.deleteTopic(topic));
  say('delete topic again', await client.deleteTopic(topic));
}
