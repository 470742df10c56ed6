import { describe, expect, test } from 'vitest';
import { startBroker } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';
import { clientSuite } from '../broker/client-suite.ts';
import { probeBroker } from '../broker/probes.ts';
import { unique } from './support/harness.ts';
import { playTransactions } from './support/random-transactions.ts';
import { realBrokers } from './support/real.ts';

/** Runs of random transactions on both brokers; more of them for a search. */
const SEEDS = Number(process.env['TRANSACTION_SEEDS'] ?? 15);

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

  test(
    `${SEEDS} random runs of transactions get the same answers from both`,
    { timeout: 600_000 },
    async () => {
      const embedded = await startBroker({ port: 0, clock: systemClock });
      try {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const mark = unique('random');
          const expected = await playTransactions(realBrokers().plain, mark, seed);
          const answers = await playTransactions(embedded.address, mark, seed);
          expect({ seed, answers }).toEqual({ seed, answers: expected });
        }
      } finally {
        await embedded.close();
      }
    },
  );
});

/** One line for each request that was answered otherwise. */
function differences(answers: Record<string, unknown>, expected: Record<string, unknown>): string[] {
  return Object.keys({ ...answers, ...expected }).flatMap((name) => {
    const [own, real] = [answers, expected].map((from) => JSON.stringify(from[name]));
    return own === real ? [] : [`${name}: ${own}, Apache Kafka: ${real}`];
  });
}
