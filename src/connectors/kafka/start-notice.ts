import { formatDuration } from '../../common/duration.ts';
import type { Purpose } from '../connector.ts';
import type { KafkaPort } from './port.ts';
import type { Range, Start } from './start-positions.ts';

/**
 * The one line that says where a read starts, before the first row of it is read (and the first model call is paid):
 * position, rows, age, group.
 */
export async function startNotice(
  port: KafkaPort,
  purpose: Purpose,
  table: string,
  start: Start,
  ranges: readonly Range[],
  nowMs: number,
  signal: AbortSignal,
): Promise<string> {
  const rows = start.positions.reduce(
    (sum, { offset }, i) => sum + Math.max(0, (ranges[i]?.latest ?? offset) - offset),
    0,
  );
  const oldest = start.fromEarliest && rows > 0 ? await oldestTime(port, ranges, signal) : undefined;
  const age = oldest === undefined ? '' : `, oldest ${formatDuration(Math.max(0, nowMs - oldest))}`;
  const many = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}${age}`;
  if (purpose.kind === 'job') return `Job '${purpose.name}': reading ${table} from ${start.from}: ${many}`;
  const partitions = `${ranges.length} ${ranges.length === 1 ? 'partition' : 'partitions'}`;
  if (purpose.preview)
    return `reading ${table} from ${start.from} (${partitions}), then following; commits nothing`;
  return `reading ${table} from ${start.from} (${partitions}): ${many}; commits nothing`;
}

/** Time of the first record of all; undefined when no record has one. */
async function oldestTime(
  port: KafkaPort,
  ranges: readonly Range[],
  signal: AbortSignal,
): Promise<number | undefined> {
  const first = await port.offsets(ranges, { timestamp: 0 }, signal);
  const times = first.flatMap(({ timestamp }) => (timestamp === undefined ? [] : [timestamp]));
  return times.length === 0 ? undefined : Math.min(...times);
}
