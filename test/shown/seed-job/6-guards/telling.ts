import { kafka } from '../../../../src/connectors/kafka/index.ts';
import { STRING } from '../../../../src/types/type.ts';
import { check, context, failureOf, forever, type Control } from './world.ts';

/** Failures in words, and what an idle connection costs. */
export const TELLING: readonly Control[] = [
  {
    finding: 'idle CPU',
    guard: 'idleTimer',
    claim: 'an idle connection arms next to no timers',
    async run(world) {
      const port = await world.port();
      await port.topicNames(forever);
      const original = globalThis.setTimeout;
      let armed = 0;
      globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
        armed++;
        return original(...args);
      }) as typeof setTimeout;
      await new Promise((resolve) => original(resolve, 2000));
      globalThis.setTimeout = original;
      check(armed < 50, `${armed} timers in 2 s`);
    },
  },
  {
    finding: 'W8',
    guard: 'explain',
    claim: 'a failure is told in words with a way out: a dead port',
    async run(world) {
      const error = await failureOf(world.port({ address: '127.0.0.1:1' }));
      check(
        /^nothing listens on 127.0.0.1:1/.test(error.message) && (error.hint ?? '').includes('weir broker'),
        `it says: ${error.message}`,
      );
    },
  },
  {
    finding: 'W19',
    guard: 'explain',
    claim: 'TLS spoken to a plain port is told as that',
    async run(world) {
      const error = await failureOf(world.port({ tls: true }));
      check(
        error.message.endsWith('does not speak TLS') && (error.hint ?? '').includes("'PLAINTEXT'"),
        `it says: ${error.message}`,
      );
    },
  },
  {
    finding: 'W8',
    claim: 'a missing topic is told with the nearest name',
    async run(world) {
      const topic = await world.topic();
      const options = new Map(
        Object.entries({ topic: `${topic}x`, 'properties.bootstrap.servers': world.brokers, format: 'json' }),
      );
      const source = kafka.createSource?.(
        { name: 't', columns: [{ name: 'id', type: STRING }], primaryKey: [], options },
        context,
      );
      const error = await failureOf(source?.start(undefined, forever) ?? Promise.resolve());
      await source?.close();
      check((error.hint ?? '').includes(topic), `it says: ${error.message}`);
    },
    async stock(world) {
      const topic = await world.topic();
      const consumer = world.kafka.consumer({ groupId: `g-${topic}`, retry: { retries: 0 } });
      await consumer.connect();
      const error = await failureOf(consumer.subscribe({ topics: [`${topic}x`] }));
      await consumer.disconnect();
      check(error.message.includes(topic), `it says: ${error.message}`);
    },
  },
];
