import { assert } from '../common/errors.ts';
import type { Section, StateId } from './segment.ts';
import type { SegmentReader } from './segment-reader.ts';

/** A section and the file that has it. */
export interface Source {
  readonly reader: SegmentReader;
  readonly section: Section;
  /** The file is the first of all. */
  readonly isFirst: boolean;
}

/** All that is known of the keys of one state and group. */
export interface Part {
  readonly id: StateId;
  readonly group: number;
  /** Oldest first. */
  readonly sources: Source[];
}

/** The sections of each state and group in several files, which are given oldest first. */
export function partsOf(readers: readonly SegmentReader[]): Part[] {
  const parts = new Map<string, Part>();
  for (const [i, reader] of readers.entries()) {
    for (const section of reader.sections) {
      const id = reader.states[section.state];
      assert(id !== undefined, 'a section of no state');
      const name = JSON.stringify([id.operator, id.name, section.group]);
      let part = parts.get(name);
      if (part === undefined) parts.set(name, (part = { id, group: section.group, sources: [] }));
      part.sources.push({ reader, section, isFirst: i === 0 });
    }
  }
  return [...parts.values()];
}
