interface ConfigSpec {
  readonly type: 'number' | 'boolean' | 'text';
  readonly default: string;
  readonly values?: readonly string[];
  /** For numbers. */
  readonly least?: number;
  readonly doc: string;
}

/** The longest wait or largest size that Kafka can be told. */
const LARGEST = '9223372036854775807';
const NO_EFFECT = 'Read and shown; a log in memory has no use for it.';

function noEffect(type: ConfigSpec['type'], value: string): ConfigSpec {
  return { type, default: value, doc: NO_EFFECT };
}

/** Every topic config that may be set, with Kafka's default except where noted. */
export const TOPIC_CONFIGS: Readonly<Record<string, ConfigSpec>> = {
  'cleanup.policy': {
    type: 'text',
    default: 'delete',
    values: ['delete', 'compact', 'compact,delete', 'delete,compact'],
    doc: 'With compact a record without a key is refused, as in Kafka; old values are not compacted away.',
  },
  'max.message.bytes': {
    type: 'number',
    default: '1048588',
    least: 0,
    doc: 'Largest record batch.',
  },
  'message.timestamp.type': {
    type: 'text',
    default: 'CreateTime',
    values: ['CreateTime', 'LogAppendTime'],
    doc: 'Whose time a record carries.',
  },
  'message.timestamp.after.max.ms': {
    type: 'number',
    default: '3600000',
    least: 0,
    doc: 'How far ahead of the clock the time of a record may be.',
  },
  'message.timestamp.before.max.ms': {
    type: 'number',
    default: LARGEST,
    least: 0,
    doc: 'How far behind the clock the time of a record may be.',
  },
  'retention.bytes': {
    type: 'number',
    default: '-1',
    least: -1,
    doc: 'Memory for each partition, besides the bound for the whole broker; -1: that alone.',
  },
  'retention.ms': {
    type: 'number',
    default: '-1',
    least: -1,
    doc: 'Age since the write, whatever time the records carry; -1: no limit. Kafka: 7 days by that time.',
  },
  'compression.type': {
    type: 'text',
    default: 'producer',
    values: ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
    doc: 'Read and shown; batches stay as the producer packed them.',
  },
  'compression.gzip.level': noEffect('number', '-1'),
  'compression.lz4.level': noEffect('number', '9'),
  'compression.zstd.level': noEffect('number', '3'),
  'delete.retention.ms': noEffect('number', '86400000'),
  'file.delete.delay.ms': noEffect('number', '60000'),
  'flush.messages': noEffect('number', LARGEST),
  'flush.ms': noEffect('number', LARGEST),
  'follower.replication.throttled.replicas': noEffect('text', ''),
  'index.interval.bytes': noEffect('number', '4096'),
  'leader.replication.throttled.replicas': noEffect('text', ''),
  'local.retention.bytes': noEffect('number', '-2'),
  'local.retention.ms': noEffect('number', '-2'),
  'max.compaction.lag.ms': noEffect('number', LARGEST),
  'min.cleanable.dirty.ratio': noEffect('number', '0.5'),
  'min.compaction.lag.ms': noEffect('number', '0'),
  'min.insync.replicas': noEffect('number', '1'),
  preallocate: noEffect('boolean', 'false'),
  'remote.storage.enable': noEffect('boolean', 'false'),
  'segment.bytes': noEffect('number', '1073741824'),
  'segment.index.bytes': noEffect('number', '10485760'),
  'segment.jitter.ms': noEffect('number', '0'),
  'segment.ms': noEffect('number', '604800000'),
  'unclean.leader.election.enable': noEffect('boolean', 'false'),
};

/** What a log obeys. */
export interface TopicConfig {
  readonly maxMessageBytes: number;
  readonly appendTime: boolean;
  readonly compact: boolean;
  readonly timestampAfterMaxMs: number;
  readonly timestampBeforeMaxMs: number;
  readonly retentionBytes: number;
  readonly retentionMs: number;
}

/** What is wrong with a config, in Kafka's manner, or undefined. */
export function checkTopicConfig(name: string, value: string): string | undefined {
  const spec = Object.hasOwn(TOPIC_CONFIGS, name) ? TOPIC_CONFIGS[name] : undefined;
  if (spec === undefined) return `Unknown topic config name: ${name}`;
  const fits =
    spec.type === 'boolean'
      ? ['true', 'false'].includes(value.toLowerCase())
      : spec.type === 'number'
        ? /^[+-]?\d+(\.\d+)?$/.test(value.trim()) && Number(value) >= (spec.least ?? -Infinity)
        : spec.values === undefined || spec.values.includes(value);
  return fits ? undefined : `Invalid value ${value} for configuration ${name}`;
}

/** The checked overrides of a topic, as its logs use them. */
export function readTopicConfig(overrides: ReadonlyMap<string, string>): TopicConfig {
  const value = (name: string) => overrides.get(name) ?? TOPIC_CONFIGS[name]?.default ?? '';
  return {
    maxMessageBytes: Number(value('max.message.bytes')),
    appendTime: value('message.timestamp.type') === 'LogAppendTime',
    compact: value('cleanup.policy').includes('compact'),
    timestampAfterMaxMs: Number(value('message.timestamp.after.max.ms')),
    timestampBeforeMaxMs: Number(value('message.timestamp.before.max.ms')),
    retentionBytes: Number(value('retention.bytes')),
    retentionMs: Number(value('retention.ms')),
  };
}
