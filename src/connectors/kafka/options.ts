import { durationOr, int, oneOf, oneOfOr, requiredText, text, textOr } from '../../common/options.ts';

const STARTUP = [
  'earliest-offset',
  'latest-offset',
  'group-offsets',
  'timestamp',
  'specific-offsets',
] as const;
const BOUNDED = ['unbounded', 'latest-offset', 'group-offsets', 'timestamp', 'specific-offsets'] as const;

export type StartupMode = (typeof STARTUP)[number];
export type BoundedMode = (typeof BOUNDED)[number];

/** Options of 'connector' = 'kafka', named as in Flink; those of the formats come from the formats. */
export const OPTIONS = {
  topic: text('Topic to read or write; several to read with semicolons.'),
  'topic-pattern': text('Not in weir: name the topics.'),
  'properties.bootstrap.servers': requiredText('Brokers to begin with: host:port, several with commas.'),
  'properties.group.id': text("Consumer group that keeps a job's positions; 'weir-<job>' if not set."),
  format: text('Format of the value; the same as value.format.'),
  'key.format': text('Format of the key.'),
  'value.format': text('Format of the value.'),
  'key.fields': text('Columns of the key, with semicolons.'),
  'key.fields-prefix': text('Put before the names of key columns to tell them from those of the value.'),
  'value.fields-include': oneOfOr(
    'Whether key columns stand in the value too.',
    ['ALL', 'EXCEPT_KEY'],
    'ALL',
  ),
  'scan.startup.mode': oneOf(
    'Where to start; without it a job goes on at its committed offsets, else at the earliest, and a SELECT at the earliest.',
    STARTUP,
  ),
  'scan.startup.specific-offsets': text(
    "Start for 'specific-offsets': 'partition:0,offset:42;partition:1,offset:300'.",
  ),
  'scan.startup.timestamp-millis': int("Start for 'timestamp': epoch milliseconds."),
  'scan.bounded.mode': oneOfOr('Where to end.', BOUNDED, 'unbounded'),
  'scan.bounded.specific-offsets': text("End for 'specific-offsets', not read any more."),
  'scan.bounded.timestamp-millis': int("End for 'timestamp': epoch milliseconds."),
  'scan.topic-partition-discovery.interval': durationOr(
    'How often to look for new partitions; 0 never.',
    300_000,
  ),
  'scan.parallelism': int('Of no effect: weir reads in one place.'),
  'sink.partitioner': text("'default' by key as Kafka's clients, 'fixed', 'round-robin'."),
  'sink.delivery-guarantee': oneOfOr(
    "What a failure may do to written rows: 'at-least-once' may repeat some, 'exactly-once' publishes each checkpoint whole.",
    ['at-least-once', 'exactly-once', 'none'],
    'at-least-once',
    { aliases: ['sink.semantic'] },
  ),
  'sink.transactional-id-prefix': textOr(
    "With 'exactly-once': '<prefix>-<job>' is the job's transactional id.",
    'weir',
  ),
  'sink.transaction-naming-strategy': oneOf('Of no effect: a job has one transactional id.', [
    'INCREMENTING',
    'POOLING',
  ]),
  'sink.parallelism': int('Of no effect: weir writes in one place.'),
  'sasl.username': text('Login, the short way beside properties.sasl.jaas.config.', { weirOnly: true }),
  'sasl.password': text('Login, the short way beside properties.sasl.jaas.config.', {
    weirOnly: true,
    secret: true,
  }),
} as const;
