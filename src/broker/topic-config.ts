import { unreachable } from '../common/errors.ts';

interface ConfigSpec {
  readonly type: 'int' | 'long' | 'double' | 'boolean' | 'string' | 'list';
  readonly default: string;
  /** For strings; for each item of a list. */
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
    type: 'list',
    default: 'delete',
    values: ['delete', 'compact'],
    doc: 'With compact a record without a key is refused, as in Kafka; old values are not compacted away.',
  },
  'max.message.bytes': {
    type: 'int',
    default: '1048588',
    least: 0,
    doc: 'Largest record batch.',
  },
  'message.timestamp.type': {
    type: 'string',
    default: 'CreateTime',
    values: ['CreateTime', 'LogAppendTime'],
    doc: 'Whose time a record carries.',
  },
  'message.timestamp.after.max.ms': {
    type: 'long',
    default: '3600000',
    least: 0,
    doc: 'How far ahead of the clock the time of a record may be.',
  },
  'message.timestamp.before.max.ms': {
    type: 'long',
    default: LARGEST,
    least: 0,
    doc: 'How far behind the clock the time of a record may be.',
  },
  'retention.bytes': {
    type: 'long',
    default: '-1',
    least: -1,
    doc: 'Memory for each partition, besides the bound for the whole broker; -1: that alone.',
  },
  'retention.ms': {
    type: 'long',
    default: '-1',
    least: -1,
    doc: 'Age since the write, whatever time the records carry; -1: no limit. Kafka: 7 days by that time.',
  },
  'compression.type': {
    type: 'string',
    default: 'producer',
    values: ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
    doc: 'Read and shown; batches stay as the producer packed them.',
  },
  'compression.gzip.level': noEffect('int', '-1'),
  'compression.lz4.level': noEffect('int', '9'),
  'compression.zstd.level': noEffect('int', '3'),
  'delete.retention.ms': noEffect('long', '86400000'),
  'file.delete.delay.ms': noEffect('long', '60000'),
  'flush.messages': noEffect('long', LARGEST),
  'flush.ms': noEffect('long', LARGEST),
  'follower.replication.throttled.replicas': noEffect('list', ''),
  'index.interval.bytes': noEffect('int', '4096'),
  'leader.replication.throttled.replicas': noEffect('list', ''),
  'local.retention.bytes': noEffect('long', '-2'),
  'local.retention.ms': noEffect('long', '-2'),
  'max.compaction.lag.ms': noEffect('long', LARGEST),
  'min.cleanable.dirty.ratio': noEffect('double', '0.5'),
  'min.compaction.lag.ms': noEffect('long', '0'),
  'min.insync.replicas': noEffect('int', '1'),
  preallocate: noEffect('boolean', 'false'),
  'remote.storage.enable': noEffect('boolean', 'false'),
  'remote.log.copy.disable': noEffect('boolean', 'false'),
  'remote.log.delete.on.disable': noEffect('boolean', 'false'),
  'segment.bytes': noEffect('int', '1073741824'),
  'segment.index.bytes': noEffect('int', '10485760'),
  'segment.jitter.ms': noEffect('long', '0'),
  'segment.ms': noEffect('long', '604800000'),
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
  const wanted = expectation(spec, value);
  return wanted === undefined ? undefined : `Invalid value ${value} for configuration ${name}: ${wanted}`;
}

/** What a value should have been, or undefined if it is that. */
function expectation({ type, values, least }: ConfigSpec, value: string): string | undefined {
  switch (type) {
    case 'boolean':
      return /^(true|false)$/i.test(value) ? undefined : 'Expected value to be either true or false';
    case 'int':
    case 'long':
    case 'double': {
      const pattern = type === 'double' ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+$/;
      if (!pattern.test(value.trim())) return `Not a number of type ${type.toUpperCase()}`;
      return Number(value) < (least ?? -Infinity) ? `Value must be at least ${least}` : undefined;
    }
    case 'string':
      return fitsOneOf([value], values);
    case 'list':
      return fitsOneOf(value.split(','), values);
    default:
      return unreachable(type);
  }
}

function fitsOneOf(items: readonly string[], values: readonly string[] | undefined): string | undefined {
  if (values === undefined || items.every((item) => values.includes(item.trim()))) return undefined;
  return `String must be one of: ${values.join(', ')}`;
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
