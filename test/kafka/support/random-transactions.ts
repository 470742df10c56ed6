import { seeded } from '../../broker/frames.ts';
import type { ProducerIdentity } from '../../broker/raw-client.ts';
import { TransactionClient } from './transaction-client.ts';

const STEPS = 60;
const PARTITIONS = [0, 1];

interface Known extends ProducerIdentity {
  /** By partition, the next sequence. */
  readonly next: number[];
  /** By partition, the first sequence of the open transaction; undefined: it has not written there. */
  written: (number | undefined)[];
}

/**
 * A random run of requests of several producers that take each other's ids over, write, commit, abort and move offsets.
 * The same seed does the same on each broker for as long as the answers are the same; gives all answers. `mark` is a name
 * that nothing else uses.
 */
export async function playTransactions(address: string, mark: string, seed: number): Promise<string[]> {
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const client = new TransactionClient(address);
  const ids = [0, 1].map((i) => `${mark}-${i}`);
  const [topic, group] = [`${mark}-topic`, `${mark}-group`];
  const known: Known[] = [];
  const producerIds: number[] = [];
  const answers: string[] = [];
  const say = (what: string, answer: unknown) => answers.push(`${what}: ${JSON.stringify(answer)}`);
  const indexOf = (producerId: number) => {
    if (!producerIds.includes(producerId)) producerIds.push(producerId);
    return producerIds.indexOf(producerId);
  };
  /** The newest holder of an id more often than one before. */
  const anyone = () => known[known.length - 1 - Math.min(below(known.length), below(known.length))];

  async function init() {
    const of = below(3) === 0 ? anyone() : undefined;
    const id = of?.transactionalId ?? ids[below(ids.length)] ?? '';
    const { error, producerId, epoch } = await client.init(id, of ? { held: of } : {});
    const name = producerId < 0 ? -1 : indexOf(producerId);
    say(`init ${ids.indexOf(id)} held ${of?.epoch}`, [error, name, epoch]);
    if (error !== 0) return;
    known.push({ transactionalId: id, producerId, epoch, next: [0, 0], written: [undefined, undefined] });
  }

  async function write(producer: Known, name: string) {
    const partition = below(2);
    const next = producer.next[partition] ?? 0;
    const begun = producer.written[partition];
    const kind = begun === undefined ? below(2) : below(4);
    const count = 1 + below(3);
    const sequence = kind === 1 ? next + 2 : kind === 2 ? Math.max(begun ?? 0, next - 1 - below(7)) : next;
    const { error, offset } = await client.write(producer, topic, sequence, { partition, count });
    say(`write ${name} ${partition} ${sequence}+${count}`, [error, offset]);
    if (error !== 0 || sequence !== next) return;
    producer.next[partition] = next + count;
    producer.written[partition] ??= sequence;
  }

  async function end(producer: Known, name: string) {
    const commit = below(2) === 0;
    say(`${commit ? 'commit' : 'abort'} ${name}`, [
      await client.end(producer, commit),
      await client.end(producer, commit),
    ]);
    producer.written = [undefined, undefined];
  }

  async function look() {
    for (const partition of PARTITIONS) {
      const from = below(3) * 4;
      const { error, aborted, highWatermark, ...bounds } = await client.fetch(topic, from, { partition });
      // Kafka's may stand before the start, at the batch that the start lies in.
      const stable = Math.max(bounds.stable, bounds.start);
      // Kafka may name more of them: those behind the records that it gives.
      const within = aborted?.filter(({ firstOffset }) => firstOffset < stable);
      const named = within?.map(({ producerId, firstOffset }) => [indexOf(producerId), firstOffset]);
      say(`fetch ${partition} from ${from}`, [error, named, stable, highWatermark]);
    }
    say('offset', [await client.committed(group, topic, true), await client.committed(group, topic, false)]);
  }

  try {
    await client.raw.createTopic(topic, PARTITIONS.length);
    for (const partition of PARTITIONS)
      while ((await client.raw.listOffset(topic, -1, partition)).error !== 0)
        await new Promise((resolve) => setTimeout(resolve, 50));
    await init();
    for (let step = 0; step < STEPS; step++) {
      const producer = anyone();
      if (producer === undefined) throw new Error('no producer was made');
      const name = `${ids.indexOf(producer.transactionalId)}/${producer.epoch}`;
      const kind = below(18);
      if (kind === 0) await init();
      else if (kind < 4)
        say(`add ${name}`, await client.addPartitions(producer, topic, below(2) ? PARTITIONS : [below(2)]));
      else if (kind < 9) await write(producer, name);
      else if (kind < 11) await end(producer, name);
      else if (kind === 11) say(`group ${name}`, await client.addGroup(producer, group));
      else if (kind < 14) say(`stage ${name}`, await client.stageOffset(producer, group, topic, step));
      else if (kind === 14) say('plain offset', await client.raw.commit(group, topic));
      else if (kind === 15) say('delete', await client.raw.deleteRecords(topic, below(8)));
      else await look();
    }
    for (const id of ids) say('state', (await client.describe(id)).state);
    await look();
  } finally {
    client.close();
  }
  return answers;
}
