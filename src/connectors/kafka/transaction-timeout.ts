import { formatDuration, parseDuration } from '../../common/duration.ts';
import type { KafkaTable } from './kafka-table.ts';

/** What a killed job keeps readers of committed rows waiting at most, where checkpoints are frequent. */
const SHORTEST_MS = 60_000;
/** Brokers take no longer one unless told otherwise (transaction.max.timeout.ms). Flink's default of 1 h is refused by them. */
const LONGEST_MS = 900_000;
/** A transaction is given up at half its time-out, and checkpoints are late at times. */
const INTERVALS = 4;

/**
 * 'properties.transaction.timeout.ms', else as long as checkpoints need. Notices where it is too short for them, which
 * shows only once a checkpoint has more rows than are kept back.
 */
export function transactionTimeout(
  table: KafkaTable,
  checkpointInterval: string | undefined,
  notice: (text: string) => void,
): number {
  const intervalMs = parseDuration(checkpointInterval ?? '') ?? 0;
  const needed = Math.max(SHORTEST_MS, INTERVALS * intervalMs);
  const timeoutMs = table.transactionTimeoutMs ?? Math.min(LONGEST_MS, needed);
  if (timeoutMs / 2 <= intervalMs) {
    notice(
      `table ${table.name}: transactions are given up after ${formatDuration(timeoutMs / 2)}, half of 'properties.transaction.timeout.ms', and checkpoints come every ${formatDuration(intervalMs)}: one with more than 8 MB of rows would fail`,
    );
  }
  return timeoutMs;
}
