import { expect, test } from 'vitest';
import type { Brokers } from '../support/harness.ts';
import { runJava } from '../support/run-java.ts';

/** Transactions of four producers across each other, every second one aborted: what is left of five rounds. */
const INTERLEAVED = [0, 1, 2, 3, 4].flatMap((round) =>
  [0, 1, 2].flatMap((part) =>
    [0, 1, 2, 3].filter((i) => (i + round) % 2 === 0).map((i) => `m${round}-${i}-${part}`),
  ),
);

/** By step; an exception is its name. */
const EXPECTED = {
  'nothing begun': 'IllegalStateException',
  'committed rows': '[r0-0, r0-2, r2-0, r2-2, r4-0, r4-2, r0-1, r2-1, r4-1]',
  'all rows': '19',
  ends: 'true',
  'committed at last': 'true',
  'fenced commit': 'ProducerFencedException',
  'fenced close': 'closed',
  'fenced by the administrator': 'null',
  'commit after that': 'ProducerFencedException',
  'only the heir': '[heir]',
  'fenced send': 'InvalidProducerEpochException',
  'rows to move': '[row0, row1, row2, row3, row4]',
  'not yet stable': 'TimeoutException',
  moved: '2note',
  'not moved': '2note',
  'an older generation': 'CommitFailedException',
  'aborted then': 'aborted',
  'a stranger': 'CommitFailedException',
  'by no member': '5',
  'rows moved': '[row0]',
  'commits too late': 'refused',
  'only what was in time': '[in time]',
  'a time-out beyond what is allowed': 'KafkaException',
  described: 'Ongoing true 60000',
  listed: '[Ongoing]',
  producers: '1 1 true',
  'described after': 'CompleteCommit',
  interleaved: `[${INTERLEAVED.join(', ')}]`,
};

/** Transactions by Kafka's own Java clients. Needs a JDK and the jars of scripts/kafka. */
export function transactionJavaSuite(brokers: Brokers): void {
  test(
    "Kafka's own Java clients commit, abort, fence, move offsets and read committed rows",
    { timeout: 420_000 },
    async () => {
      const answers = await runJava('JavaTransactions', brokers.plain);
      for (const [step, answer] of Object.entries(EXPECTED)) expect(answers[step], step).toBe(answer);
      expect(Object.keys(answers).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
    },
  );
}
