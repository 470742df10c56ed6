import {
  booleanOr,
  double,
  durationOr,
  duration,
  int,
  intOr,
  oneOf,
  memorySizeOr,
  oneOfOr,
  text,
  textOr,
  type OptionSpec,
} from '../common/options.ts';
import { MODEL_SETTINGS } from '../models/settings.ts';
import { isTimeZone } from '../types/time-zone.ts';
import type { SettingSpec } from './settings.ts';

const WEIR = { weirOnly: true } as const;

/** Flink has a second name for most. */
const RESTART_STRATEGIES =
  `exponential-delay fixed-delay failure-rate none exponentialdelay fixeddelay failurerate off disable`.split(
    ' ',
  );

/** Every SET key as data; `SET;`, HELP, completion and the checks read these records. */
export const SETTINGS: readonly SettingSpec[] = [
  // How statements run
  setting(
    'execution.runtime-mode',
    oneOfOr(
      'Whether queries follow their sources or run over what is there.',
      ['streaming', 'batch'],
      'streaming',
    ),
  ),
  setting(
    'table.local-time-zone',
    timeZone('Time zone of TIMESTAMP_LTZ as text, of CURRENT_DATE and the like.'),
  ),
  setting('table.dml-sync', booleanOr('INSERT waits for the end of its job.', false)),
  setting(
    'pipeline.name',
    text('Name of the next jobs, instead of insert-into_<sink>. Offsets are kept under it.'),
  ),
  setting(
    'table.exec.sink.not-null-enforcer',
    oneOfOr(
      'What a NULL for a NOT NULL column of a sink does: fail the job or drop the row.',
      ['ERROR', 'DROP'],
      'ERROR',
    ),
  ),

  // Event time
  setting(
    'table.exec.source.idle-timeout',
    durationOr('A partition silent for so long holds no watermark back. 0: it always does.', 0),
  ),
  setting('pipeline.auto-watermark-interval', durationOr('Watermarks move at most this often.', 200)),

  // Models
  setting(
    'table.exec.async-ml-predict.max-concurrent-operations',
    atLeast(
      1,
      intOr(
        'Model calls in flight at once, for each call of a query. Rows a second = this / seconds a call takes.',
        10,
      ),
    ),
  ),
  setting(
    'table.exec.async-ml-predict.output-mode',
    oneOfOr(
      'ORDERED keeps the order of the input; ALLOW_UNORDERED lets finished rows pass slow ones.',
      ['ORDERED', 'ALLOW_UNORDERED'],
      'ORDERED',
    ),
  ),
  setting(
    'table.exec.async-ml-predict.timeout',
    durationOr('Longest time for one row, retries included; after it the query fails.', 180_000),
  ),
  ...Object.entries(MODEL_SETTINGS).map(([key, spec]) => setting(key, spec)),

  // Jobs
  setting(
    'execution.checkpointing.interval',
    atLeast(1, durationOr('Positions of a job are committed this often.', 1000), '1 ms'),
  ),
  setting(
    'restart-strategy.type',
    oneOfOr(
      'What a job does that failed for a reason that may pass.',
      RESTART_STRATEGIES,
      'exponential-delay',
    ),
  ),
  setting(
    'restart-strategy.exponential-delay.initial-backoff',
    atLeast(1, durationOr('First wait before a restart.', 1000), '1 ms'),
  ),
  setting(
    'restart-strategy.exponential-delay.max-backoff',
    atLeast(1, durationOr('Longest wait before a restart.', 60_000), '1 ms'),
  ),
  setting(
    'restart-strategy.exponential-delay.backoff-multiplier',
    atLeast(1, doubleOr('Each wait is so many times the last one.', 1.5)),
  ),
  setting(
    'restart-strategy.exponential-delay.jitter-factor',
    atMost(1, atLeast(0, doubleOr('Share of the wait that chance adds or takes.', 0.1))),
  ),
  setting(
    'restart-strategy.exponential-delay.reset-backoff-threshold',
    atLeast(1, durationOr('After running so long the waits start small again.', 3_600_000), '1 ms'),
  ),
  setting(
    'restart-strategy.exponential-delay.attempts-before-reset-backoff',
    atLeast(1, int('Restarts in a row before the job fails for good; no limit if unset.')),
  ),
  setting(
    'restart-strategy.fixed-delay.attempts',
    atLeast(0, intOr('Restarts before the job fails for good.', 1)),
  ),
  setting('restart-strategy.fixed-delay.delay', durationOr('Wait before a restart.', 1000)),
  setting(
    'restart-strategy.failure-rate.max-failures-per-interval',
    atLeast(1, intOr('More failures than these in one interval, and the job fails for good.', 1)),
  ),
  setting(
    'restart-strategy.failure-rate.failure-rate-interval',
    atLeast(1, durationOr('The interval in which failures are counted.', 60_000), '1 ms'),
  ),
  setting('restart-strategy.failure-rate.delay', durationOr('Wait before a restart.', 1000)),
  setting(
    'weir.job.start',
    oneOfOr(
      'Where a job starts whose position is in doubt: auto asks; checkpoint, offsets and scratch decide.',
      ['auto', 'checkpoint', 'offsets', 'scratch'],
      'auto',
      WEIR,
    ),
  ),
  setting('weir.job.grace', durationOr('Longest time that STOP JOB drains before it cancels.', 30_000, WEIR)),

  setting(
    'execution.state-recovery.path',
    text('The savepoint at which jobs begin that are started from now on.'),
  ),
  setting(
    'execution.checkpointing.savepoint-dir',
    text('Where STOP JOB ... WITH SAVEPOINT puts savepoints; below the state folder if unset.'),
  ),

  // State
  setting(
    'state.backend.type',
    oneOfOr(
      'Where state is kept: hashmap in memory; leveldb (also: rocksdb) on disk, with what is in use in memory.',
      ['hashmap', 'leveldb', 'rocksdb'],
      'hashmap',
    ),
  ),
  setting(
    'weir.state.memory',
    atLeast(
      1 << 20,
      memorySizeOr('Most memory that the state of one job or query may take.', 512 << 20, WEIR),
      '1 mb',
    ),
  ),
  setting(
    'table.exec.state.ttl',
    durationOr('State of a key that nothing changed for so long is forgotten. 0: never.', 0),
  ),

  // Kafka
  setting(
    'weir.kafka.create-topics',
    booleanOr('Whether INSERT creates a missing topic, after saying so.', true, WEIR),
  ),
  setting(
    'weir.kafka.host-map',
    pairs(
      'Broker addresses as the broker names them, and where they are reached: kafka:29092=localhost:9092.',
      WEIR,
    ),
  ),

  // The shell
  setting(
    'sql-client.display.max-column-width',
    atLeast(1, intOr('Widest column of texts; longer ones are cut.', 30)),
  ),
  setting('sql-client.verbose', booleanOr('Errors come with their causes and stack.', false)),

  // What a script for a cluster may set and one process has no use for
  ignored(
    'execution.checkpointing.min-pause',
    duration('Least time between two checkpoints.'),
    'weir pauses for half the interval',
  ),
  ignored(
    'sql-client.execution.result-mode',
    oneOf('How results are drawn.', ['table', 'changelog', 'tableau']),
    'weir draws a result by what it is; --format chooses another form',
  ),
  ignored('parallelism.default', int('Parallel copies of an operator.'), 'weir runs one copy'),
  ignored(
    'table.exec.resource.default-parallelism',
    int('Parallel copies of an operator.'),
    'weir runs one copy',
  ),
  ignored('pipeline.max-parallelism', int('Most copies of an operator.'), 'weir runs one copy'),
  ignored(
    'pipeline.object-reuse',
    booleanOr('Rows are not copied between operators.', false),
    'weir never copies them',
  ),
  ignored(
    'pipeline.operator-chaining.enabled',
    booleanOr('Operators run in one thread.', true),
    'weir always chains',
  ),
  ignored('execution.target', text('Where jobs are sent.'), 'weir runs jobs itself'),
  ignored('execution.attached', booleanOr('The client stays with the job.', false), 'weir runs jobs itself'),
  ignored(
    'execution.checkpointing.mode',
    oneOf('Guarantee of checkpoints.', ['EXACTLY_ONCE', 'AT_LEAST_ONCE']),
    "checkpoints are exact, and 'sink.delivery-guarantee' of a table says what its rows are",
  ),
  ignored('execution.checkpointing.dir', text('Where checkpoints are.'), 'they are in the state folder'),
  ignored(
    'execution.checkpointing.incremental',
    booleanOr('Checkpoints hold what has changed.', false),
    'they always do',
  ),
  ignored('execution.checkpointing.num-retained', int('Checkpoints that are kept.'), 'weir keeps the last'),
  ignored(
    'execution.checkpointing.unaligned.enabled',
    booleanOr('Barriers overtake rows.', false),
    'barriers never overtake rows',
  ),
  ignored('execution.checkpointing.timeout', duration('Longest time of a checkpoint.'), 'weir waits for it'),
  ignored(
    'table.exec.mini-batch.enabled',
    booleanOr('Rows are aggregated in small batches.', false),
    'weir gives a result for each row',
  ),
  ignored(
    'table.exec.mini-batch.allow-latency',
    duration('Longest wait for a small batch.'),
    'weir gives a result for each row',
  ),
  ignored('table.exec.mini-batch.size', int('Rows of a small batch.'), 'weir gives a result for each row'),
  ignored(
    'table.optimizer.distinct-agg.split.enabled',
    booleanOr('DISTINCT aggregates in two steps.', false),
    'weir gives a result for each row',
  ),
  ignored(
    'table.exec.sink.type-length-enforcer',
    oneOf('What a text longer than its column does.', ['IGNORE', 'TRIM_PAD', 'ERROR']),
    'weir writes it as it is',
  ),
  ignored(
    'sql-client.execution.max-table-result.rows',
    int('Rows that a table view keeps.'),
    'weir has its own bound',
  ),
  ignored('sql-client.display.color-schema', text('Colours of the editor.'), 'weir follows the terminal'),
];

function setting(key: string, spec: OptionSpec): SettingSpec {
  return { ...spec, key };
}

/** Known to Flink and of no effect here; SET says so instead of refusing the script. */
function ignored(key: string, spec: OptionSpec, why: string): SettingSpec {
  return { ...spec, key, ignored: why };
}

/** `written` is `least` as a user writes it. */
function atLeast<T extends number | undefined>(
  least: number,
  spec: OptionSpec<T>,
  written = String(least),
): OptionSpec<T> {
  return {
    ...spec,
    read(given) {
      const value = spec.read(given);
      if (value !== undefined && value < least) throw new Error(`expected at least ${written}`);
      return value;
    },
  };
}

function atMost(most: number, spec: OptionSpec<number>): OptionSpec<number> {
  return {
    ...spec,
    read(given) {
      const value = spec.read(given);
      if (value > most) throw new Error(`expected at most ${most}`);
      return value;
    },
  };
}

function doubleOr(doc: string, fallback: number): OptionSpec<number> {
  const spec = double(doc);
  return { ...spec, default: fallback, read: (given) => spec.read(given) ?? fallback };
}

/** `a=b,c=d`; the value is the text, the pairs are read where they are used. */
function pairs(doc: string, extra: { weirOnly: true }): OptionSpec<string | undefined> {
  return {
    ...text(doc, extra),
    type: 'MAP',
    read(given) {
      if (given.split(',').some((pair) => !/^\s*[^=\s]+\s*=\s*[^=\s]+\s*$/.test(pair)))
        throw new Error("expected 'from=to', several with commas between");
      return given;
    },
  };
}

function timeZone(doc: string): OptionSpec<string> {
  return {
    ...textOr(doc, 'UTC'),
    read(given) {
      if (!isTimeZone(given)) throw new Error("expected a zone such as 'Asia/Shanghai' or 'GMT+08:00'");
      return given;
    },
  };
}
