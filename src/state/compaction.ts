import type { Disk } from '../common/disk.ts';
import { ByteBudget } from './byte-budget.ts';
import { nextTurn } from './next-turn.ts';
import type { SegmentInfo } from './segment.ts';
import { partsOf, type Source } from './segment-parts.ts';
import { openSegment, type SegmentReader } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import { Slab } from './slab.ts';
import { Table } from './table.ts';

/** Records handled before everything else has its turn. */
const SLICE = 2048;
/** Fewer neighbours than this are left alone, */
const FEWEST = 8;
/** and those among which one holds more than a fourth: each record is rewritten once for each such growth. */
const GROWTH = 4;
/** Waste below this is not worth a file. */
const SLACK_BYTES = 256 * 1024;

/** Neighbours from `from` up to before `to`. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * Which of the segments, oldest first, to make one of: all when they hold twice what lives, else many small neighbours.
 * So their number grows with the logarithm of what was written. Undefined: none.
 */
export function chooseRun(sizes: readonly number[], liveBytes: number): Run | undefined {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length > 1 && total > liveBytes * 2 + SLACK_BYTES) return { from: 0, to: sizes.length };
  let best: Run | undefined;
  let smallest = Infinity;
  for (let from = 0; from + FEWEST <= sizes.length; from++) {
    let sum = 0;
    let largest = 0;
    for (let to = from + 1; to <= sizes.length && sum < smallest; to++) {
      const size = sizes[to - 1] ?? 0;
      sum += size;
      largest = Math.max(largest, size);
      if (to - from < FEWEST || sum < largest * GROWTH || sum >= smallest) continue;
      best = { from, to };
      smallest = sum;
    }
  }
  return best;
}

export interface Merge {
  readonly disk: Disk;
  readonly folder: string;
  /** Oldest first; none other lies between them. */
  readonly inputs: readonly SegmentInfo[];
  /** Name of the file to be written. */
  readonly file: string;
  /** They begin with the oldest segment of all: nothing is left that a deletion could hide. */
  readonly fromStart: boolean;
  readonly signal: AbortSignal;
}

/** Makes one segment of several; undefined when nothing is left. The inputs stay. */
export async function mergeSegments(merge: Merge): Promise<SegmentInfo | undefined> {
  const { disk, folder, inputs, file, signal } = merge;
  const readers: SegmentReader[] = [];
  for (const input of inputs) readers.push(await openSegment(disk, folder, input));
  const writer = new SegmentWriter(disk, folder, file);
  try {
    for (const { id, group, sources } of partsOf(readers)) {
      signal.throwIfAborted();
      writer.begin(id);
      if (isClean(sources, merge.fromStart)) await copyGroup(sources, group, writer);
      else await mergeGroup(sources, group, writer, merge);
    }
    return await writer.finish(inputs.at(-1)?.upTo);
  } catch (error) {
    await writer.abandon().catch(() => undefined); // what went wrong first is what counts
    throw error;
  }
}

/** Whether the records can stay as they are: all are of one file, and no deletion among them has become needless. */
function isClean(sources: readonly Source[], fromStart: boolean): boolean {
  const [first] = sources;
  return sources.every(({ reader }) => reader === first?.reader) && (first?.isFirst === true || !fromStart);
}

async function copyGroup(sources: readonly Source[], group: number, writer: SegmentWriter): Promise<void> {
  for (const { reader, section } of sources) {
    writer.putAll(group, (await reader.read(section)).bytes);
    if (writer.isFull) await writer.flush();
  }
}

/** Later records replace earlier ones. */
async function mergeGroup(
  sources: readonly Source[],
  group: number,
  writer: SegmentWriter,
  { fromStart, signal }: Merge,
): Promise<void> {
  const budget = new ByteBudget(Infinity, () => undefined);
  const table = new Table({ memory: { budget, slab: new Slab(budget) }, tracked: false });
  for (const { reader, section } of sources) {
    const records = await reader.read(section);
    while (
      records.show(SLICE, (bytes, at, keyLength, valueLength) =>
        table.restore(bytes, at, keyLength, valueLength, !fromStart),
      )
    ) {
      await nextTurn();
      signal.throwIfAborted();
    }
  }
  for (let slot: number | undefined = 1; slot !== undefined;) {
    slot = table.scan(slot, SLICE, writer.into(group));
    if (writer.isFull) await writer.flush();
    await nextTurn();
    signal.throwIfAborted();
  }
}
