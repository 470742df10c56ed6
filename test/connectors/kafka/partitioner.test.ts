import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import {
  defaultPartitioner,
  murmur2,
  roundRobinPartitioner,
} from '../../../src/connectors/kafka/partitioner.ts';

const require = createRequire(import.meta.url);

// The values of Kafka's own UtilsTest.
const JAVA: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

test('murmur2 of the published texts is what the Java client computes', () => {
  for (const [text, hash] of JAVA) expect([text, murmur2(Buffer.from(text))]).toEqual([text, hash]);
});

test('murmur2 equals the implementation of kafkajs for keys of every length', () => {
  const reference = require('kafkajs/src/producer/partitioners/default/murmur2.js') as (
    key: Buffer,
  ) => number;
  for (let length = 0; length < 70; length++) {
    const key = Buffer.from(Array.from({ length }, (_, i) => (i * 91 + length * 7) & 0xff));
    expect(murmur2(key)).toBe(reference(key));
  }
});

test('rows without a key stay together for 16 KB and then go on to the next partition', () => {
  const partition = defaultPartitioner(() => 0);
  const places = Array.from({ length: 40 }, () => partition(null, 1024, 3));
  expect(places).toEqual([
    ...new Array<number>(16).fill(0),
    ...new Array<number>(16).fill(1),
    ...new Array<number>(8).fill(2),
  ]);
});

test('round-robin goes on by one with each row, whatever its key', () => {
  const partition = roundRobinPartitioner(() => 0);
  expect(['a', 'a', null, 'b'].map((key) => partition(key === null ? null : Buffer.from(key), 1, 3))).toEqual(
    [0, 1, 2, 0],
  );
});
