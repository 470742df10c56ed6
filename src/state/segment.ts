/** Which state of which operator, and how its values are laid out. Compared when a snapshot is restored. */
export interface StateId {
  readonly operator: string;
  readonly name: string;
  /** As a user may read it: `values of ROW<BIGINT, STRING>`. */
  readonly layout: string;
}

/** Records lie together by group of their keys' hashes, so that files can be merged one group at a time. */
export const GROUPS = 64;

export function groupOf(hash: number): number {
  return hash >>> 26;
}

/** Records of one state and group, side by side in a file. */
export interface Section {
  /** Index into the file's states. */
  readonly state: number;
  readonly group: number;
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

/** A finished file. Its records replace those of earlier files of the same keys. */
export interface SegmentInfo {
  readonly file: string;
  readonly bytes: number;
  /** Names the state that is reached once it and all before it are applied. */
  readonly upTo: string;
}

// A file is: sections (records one behind the other), the table of states and sections, and a trailer: length and crc32
// of that table, and MAGIC. A record is: twice the length of the key (plus 1 when it was deleted), unless deleted the
// length of the value, the key, the value. Lengths are varints.
export const TRAILER_BYTES = 16;
export const MAGIC = Buffer.from('weirst01', 'latin1');
