import type { MetadataColumn } from '../../catalog/traits.ts';
import { BYTES, INT, BIGINT, mapOf, STRING, timestampLtz, withNullability } from '../../types/type.ts';

/** What a Kafka record has beside key and value; keys and types are Flink's. */
export const METADATA_COLUMNS = [
  {
    key: 'topic',
    type: withNullability(STRING, false),
    writable: false,
    doc: 'Name of the topic.',
  },
  {
    key: 'partition',
    type: withNullability(INT, false),
    writable: false,
    doc: 'Number of the partition.',
  },
  {
    key: 'headers',
    type: withNullability(mapOf(withNullability(STRING, false), BYTES), false),
    writable: true,
    doc: 'Headers by name; of several with one name the last.',
  },
  {
    key: 'leader-epoch',
    type: INT,
    writable: false,
    doc: 'Epoch of the leader that took the record.',
  },
  {
    key: 'offset',
    type: withNullability(BIGINT, false),
    writable: false,
    doc: 'Position in the partition.',
  },
  {
    key: 'timestamp',
    type: withNullability(timestampLtz(3), false),
    writable: true,
    doc: 'Time of the record.',
  },
  {
    key: 'timestamp-type',
    type: withNullability(STRING, false),
    writable: false,
    doc: "What that time is: 'CreateTime', 'LogAppendTime' or 'NoTimestampType'.",
  },
] as const satisfies readonly MetadataColumn[];

export type MetadataKey = (typeof METADATA_COLUMNS)[number]['key'];
