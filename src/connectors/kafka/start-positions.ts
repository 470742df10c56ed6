import { SqlError } from '../../common/errors.ts';
import type { Positions } from '../connector.ts';
import type { Bound, KafkaTable } from './kafka-table.ts';
import type { BoundedMode, StartupMode } from './options.ts';
import type { CommittedOffset, FetchPosition, KafkaPort, OffsetSpec, TopicPartition } from './port.ts';
import { outOfRange } from './out-of-range.ts';
import { positionOf } from './splits.ts';

/** One partition's range as of the start. */
export interface Range extends TopicPartition {
  readonly earliest: number;
  readonly latest: number;
}

/** Where a read starts, and in what words that is told. */
export interface Start {
  readonly positions: readonly FetchPosition[];
  /** 'the earliest', 'the committed offsets of group g' ... */
  readonly from: string;
  /** Whether `from` is the oldest row there is. */
  readonly fromEarliest: boolean;
}

export interface StartQuestion {
  readonly table: KafkaTable;
  readonly ranges: readonly Range[];
  /** Where the job stood, if it has. */
  readonly restored: Positions | undefined;
  /** Then `latest` is the end of what is committed, and a position beyond it may still be right. */
  readonly readCommitted: boolean;
  /** The group of the positions; undefined: none. */
  readonly groupId: string | undefined;
  readonly isJob: boolean;
  /** Offsets committed in the group, asked for only when a mode wants them. */
  committed(): Promise<readonly CommittedOffset[]>;
}

/** Both ends of each partition. */
export async function ranges(
  port: KafkaPort,
  partitions: readonly TopicPartition[],
  signal: AbortSignal,
): Promise<Range[]> {
  const [earliest, latest] = await Promise.all([
    port.offsets(partitions, 'earliest', signal),
    port.offsets(partitions, 'latest', signal),
  ]);
  return partitions.map(({ topic, partition }, i) => ({
    topic,
    partition,
    earliest: earliest[i]?.offset ?? 0,
    latest: latest[i]?.offset ?? 0,
  }));
}

/**
 * The start of every partition. Restored positions win; the start mode counts only for a job that has none.
 * Throws E_JOB_STATE for a restored position that is out of range, E_KAFKA where a group has no offset and none may be
 * made up.
 */
export async function startPositions(
  port: KafkaPort,
  question: StartQuestion,
  signal: AbortSignal,
): Promise<Start> {
  const { table, ranges: all, restored, groupId, isJob } = question;
  if (restored !== undefined) {
    const where = groupId === undefined ? 'where it stood' : `the committed offsets of group ${groupId}`;
    // A partition that no position names came later: it is read from its start.
    return {
      positions: all.map((range) => restoredPosition(range, restored, question)),
      from: where,
      fromEarliest: false,
    };
  }
  const bound = table.startup ?? {
    mode: isJob ? 'group-offsets' : 'earliest-offset',
    timestamp: undefined,
    offsets: undefined,
  };
  const explicit = table.startup !== undefined;
  if (bound.mode === 'earliest-offset') return atEnd(all, 'earliest', '');
  if (bound.mode === 'group-offsets' && isJob && !explicit) {
    // A job whose group has no offsets; had it any, they would have been restored.
    const reset = table.properties.get('auto.offset.reset') ?? 'earliest';
    if (reset !== 'none')
      return atEnd(all, reset === 'latest' ? 'latest' : 'earliest', ` (group ${groupId} has no offsets)`);
  }
  if (bound.mode === 'latest-offset') return atEnd(all, 'latest', '');
  const positions = await boundOffsets(port, bound, question, signal);
  return { positions, from: describe(bound, groupId), fromEarliest: false };
}

/** Where each partition ends; undefined for an unbounded read. */
export async function endPositions(
  port: KafkaPort,
  question: StartQuestion,
  signal: AbortSignal,
): Promise<readonly (number | undefined)[]> {
  const { table, ranges: all } = question;
  const { bounded } = table;
  switch (bounded.mode) {
    case 'unbounded':
      return all.map(() => undefined);
    case 'latest-offset':
      return all.map((range) => range.latest);
    default:
      return (await boundOffsets(port, bounded, question, signal)).map(({ offset }) => offset);
  }
}

async function boundOffsets(
  port: KafkaPort,
  bound: Bound<StartupMode | BoundedMode>,
  question: StartQuestion,
  signal: AbortSignal,
): Promise<FetchPosition[]> {
  const { ranges: all, table } = question;
  if (bound.mode === 'timestamp') {
    const at: OffsetSpec = { timestamp: bound.timestamp ?? 0 };
    const found = await port.offsets(all, at, signal);
    // No row at or after that time yet: what comes next is.
    return all.map((range, i) => position(range, found[i]?.offset ?? range.latest));
  }
  if (bound.mode === 'specific-offsets') return all.map((range) => specificPosition(range, bound, question));
  const committed = await question.committed();
  return all.map((range) => {
    const own = committed.find((c) => c.topic === range.topic && c.partition === range.partition);
    if (own !== undefined) return position(range, inRange(range, own.offset, question));
    switch (table.properties.get('auto.offset.reset')) {
      case 'earliest':
        return position(range, range.earliest);
      case 'latest':
        return position(range, range.latest);
      default:
        throw new SqlError(
          'E_KAFKA',
          `group ${question.groupId} has no offset for ${range.topic} partition ${range.partition}`,
          {
            hint: "'properties.auto.offset.reset' = 'earliest' or 'latest' says where to start then",
          },
        );
    }
  });
}

function specificPosition(
  range: Range,
  { offsets }: Bound<StartupMode | BoundedMode>,
  question: StartQuestion,
): FetchPosition {
  const offset = offsets?.get(range.partition);
  return position(range, offset === undefined ? range.earliest : inRange(range, offset, question));
}

function restoredPosition(range: Range, restored: Positions, question: StartQuestion): FetchPosition {
  const offset = positionOf(restored, range);
  return position(range, offset === undefined ? range.earliest : inRange(range, offset, question));
}

function inRange(range: Range, offset: number, { readCommitted }: StartQuestion): number {
  if (offset >= range.earliest && (readCommitted || offset <= range.latest)) return offset;
  throw outOfRange(`${range.topic} partition ${range.partition}`, offset, range.earliest, range.latest);
}

function atEnd(all: readonly Range[], end: 'earliest' | 'latest', why: string): Start {
  return {
    positions: all.map((range) => position(range, range[end])),
    from: `the ${end}${why}`,
    fromEarliest: end === 'earliest',
  };
}

function position({ topic, partition }: TopicPartition, offset: number): FetchPosition {
  return { topic, partition, offset };
}

function describe(bound: Bound<StartupMode>, groupId: string | undefined): string {
  if (bound.mode === 'timestamp') return `rows of ${new Date(bound.timestamp ?? 0).toISOString()} and later`;
  if (bound.mode === 'specific-offsets') return "the offsets of 'scan.startup.specific-offsets'";
  return `the committed offsets of group ${groupId}`;
}
