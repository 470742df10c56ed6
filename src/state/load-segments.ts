import { nextTurn } from './next-turn.ts';
import type { RecordSink } from './records.ts';
import { GROUPS, type Section, type StateId } from './segment.ts';
import { partsOf, type Part } from './segment-parts.ts';
import type { SectionRecords, SegmentReader } from './segment-reader.ts';
import type { Table } from './table.ts';

/** Records shown before everything else has its turn. */
const SLICE = 4096;
/** So much of the files is in memory at once, or one group if that is more. */
const WINDOW_BYTES = 16 * 1024 * 1024;
/** From a group of fewer records nothing is concluded about the others. */
const FEW = 1000;

/**
 * Puts all records of segments, which are given oldest first, into their tables. All there is of a group of keys comes in
 * one go, what the latest file says of a key last: so the processor has in its cache what is replaced.
 */
export async function loadSegments(
  readers: readonly SegmentReader[],
  tableOf: (id: StateId) => Table,
): Promise<void> {
  const begun = new Set<Table>();
  for (const window of windows(partsOf(readers))) {
    const records = await read(window);
    for (const { id, sources } of window) {
      const table = tableOf(id);
      const put: RecordSink = (bytes, at, keyLength, valueLength) =>
        table.restore(bytes, at, keyLength, valueLength);
      for (const { section } of sources)
        while (records.get(section)?.show(SLICE, put) === true) await nextTurn();
      if (!begun.has(table)) expectOthers(table);
      begun.add(table);
    }
  }
}

/**
 * Hashes are spread evenly: once the first group is there, the size of all is known. A little less, so that no more memory
 * is taken than they will need; not for a few, where chance counts and nothing is won.
 */
function expectOthers(table: Table): void {
  if (table.size >= FEW) table.expect(Math.floor(table.size * GROUPS * 0.9));
}

/** Parts that are read together. */
function* windows(parts: readonly Part[]): Iterable<Part[]> {
  let window: Part[] = [];
  let bytes = 0;
  for (const part of parts) {
    const more = part.sources.reduce((sum, { section }) => sum + section.length, 0);
    if (window.length > 0 && bytes + more > WINDOW_BYTES) {
      yield window;
      window = [];
      bytes = 0;
    }
    window.push(part);
    bytes += more;
  }
  if (window.length > 0) yield window;
}

async function read(parts: readonly Part[]): Promise<Map<Section, SectionRecords>> {
  const sections = new Map<SegmentReader, Section[]>();
  for (const { reader, section } of parts.flatMap(({ sources }) => sources)) {
    const known = sections.get(reader);
    if (known === undefined) sections.set(reader, [section]);
    else known.push(section);
  }
  const records = new Map<Section, SectionRecords>();
  for (const [reader, wanted] of sections) await reader.readAll(wanted, records);
  return records;
}
