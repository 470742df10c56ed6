import type { Positions } from '../connector.ts';
import type { TopicPartition } from './port.ts';

/** The name of a split in Positions: 'product_source-0'. */
export function splitName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/** Back from the name; topics may hold dashes themselves. */
export function parseSplit(name: string): TopicPartition | undefined {
  const match = /^(.+)-(\d+)$/s.exec(name);
  return match === null ? undefined : { topic: match[1] ?? '', partition: Number(match[2]) };
}

/** The offset that positions hold for a partition. */
export function positionOf(positions: Positions, at: TopicPartition): number | undefined {
  const text = positions.get(splitName(at));
  return text === undefined ? undefined : Number(text);
}
