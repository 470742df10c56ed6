import type { MetadataColumn } from '../../catalog/traits.ts';
import { BIGINT, STRING, timestampLtz, withNullability } from '../../types/type.ts';

/** What a row of a file has beside its payload; keys and types are Flink's. */
export const METADATA_COLUMNS = [
  {
    key: 'file.path',
    type: withNullability(STRING, false),
    writable: false,
    doc: 'Whole path of the file.',
  },
  {
    key: 'file.name',
    type: withNullability(STRING, false),
    writable: false,
    doc: 'Name of the file without its folder.',
  },
  {
    key: 'file.size',
    type: withNullability(BIGINT, false),
    writable: false,
    doc: 'Bytes in the file when it was last looked at.',
  },
  {
    key: 'file.modification-time',
    type: withNullability(timestampLtz(3), false),
    writable: false,
    doc: 'When the file was last written.',
  },
] as const satisfies readonly MetadataColumn[];

export type MetadataKey = (typeof METADATA_COLUMNS)[number]['key'];
