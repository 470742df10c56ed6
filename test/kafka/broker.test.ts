import { describe, expect, test } from 'vitest';
import { startBroker } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';
import { clientSuite } from '../broker/client-suite.ts';
import { probeBroker } from '../broker/probes.ts';
import { realBrokers } from './support/real.ts';

// What the embedded broker is held to is what Apache Kafka does.
describe('what the embedded broker promises', () => {
  clientSuite(() => realBrokers().plain);

  test('right and wrong requests get the same answers from both', async () => {
    const mark = Math.random().toString(36).slice(2, 8);
    const embedded = await startBroker({ port: 0, clock: systemClock });
    try {
      const expected = await probeBroker(realBrokers().plain, mark);
      expect(Object.keys(expected).length).toBeGreaterThan(120);
      const answers = await probeBroker(embedded.address, mark);
      expect(differences(answers, expected)).toEqual([]);
    } finally {
      await embedded.close();
    }
  });
});

/** One line for each request that was answered otherwise. */
function differences(answers: Record<string, unknown>, expected: Record<string, unknown>): string[] {
  return Object.keys({ ...answers, ...expected }).flatMap((name) => {
    const [own, real] = [answers, expected].map((from) => JSON.stringify(from[name]));
    return own === real ? [] : [`${name}: ${own}, Apache Kafka: ${real}`];
  });
}
