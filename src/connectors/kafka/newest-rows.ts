import type { FetchPosition, KafkaPort } from './port.ts';
import type { Range } from './start-positions.ts';
import { RecordCursor } from './wire/record-cursor.ts';

/**
 * Positions from which the newest `count` records of all partitions together follow, by their timestamps. Reads the
 * last `count` of each partition once.
 */
export async function newestRows(
  port: KafkaPort,
  ranges: readonly Range[],
  count: number,
  readCommitted: boolean,
  signal: AbortSignal,
): Promise<FetchPosition[]> {
  const tails = ranges.map(({ topic, partition, earliest, latest }) => ({
    topic,
    partition,
    offset: Math.max(earliest, latest - count),
    end: latest,
  }));
  const fetcher = port.fetcher({ readCommitted, discoverMs: undefined, patienceMs: 2000 });
  const seen: { index: number; offset: number; timestamp: number }[] = [];
  try {
    fetcher.assign(tails.filter(({ offset, end }) => offset < end));
    while (await fetcher.arrival(signal)) {
      for (let fetched = fetcher.poll(); fetched !== undefined; fetched = fetcher.poll()) {
        const { topic, partition, from, until = Infinity } = fetched;
        const index = tails.findIndex((tail) => tail.topic === topic && tail.partition === partition);
        for (const cursor = new RecordCursor(fetched.batch); cursor.next();) {
          const { offset, timestamp } = cursor;
          if (offset >= from && offset < until) seen.push({ index, offset, timestamp });
        }
      }
    }
  } finally {
    fetcher.close();
  }
  seen.sort((a, b) => b.timestamp - a.timestamp || b.offset - a.offset);
  const newest = seen.slice(0, count);
  return tails.map(({ topic, partition, end }, index) => ({
    topic,
    partition,
    offset: newest.reduce((least, row) => (row.index === index ? Math.min(least, row.offset) : least), end),
  }));
}
