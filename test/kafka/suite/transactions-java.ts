import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unique, type Brokers } from '../support/harness.ts';

const ROOT = join(import.meta.dirname, '../../..');

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

/** Runs the Java program to its end; its steps and answers. One JVM: it takes seconds to start. */
async function runJava(address: string): Promise<Record<string, string>> {
  const program = join(ROOT, 'test/kafka/support/JavaTransactions.java');
  const child = spawn('bash', [join(ROOT, 'scripts/kafka/tools.sh'), program, address, unique('m')]);
  const timer = setTimeout(() => child.kill('SIGKILL'), 150_000); // tools.sh has become the JVM
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`java ended with ${String(code)}: ${stdout}${stderr}`);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const { step, answer } = JSON.parse(line) as { step: string; answer: string }; // as the program prints them
      return [step, answer];
    }),
  );
}

/** Transactions by Kafka's own Java clients. Needs a JDK and the jars of scripts/kafka. */
export function transactionJavaSuite(brokers: Brokers): void {
  test(
    "Kafka's own Java clients commit, abort, fence, move offsets and read committed rows",
    { timeout: 180_000 },
    async () => {
      expect(await runJava(brokers.plain)).toEqual(EXPECTED);
    },
  );
}
