import {
  booleanOr,
  duration,
  durationOr,
  int,
  memorySizeOr,
  oneOf,
  requiredText,
  text,
  textOr,
} from '../../common/options.ts';

/** Options of the filesystem connector, as Flink has them. */
export const OPTIONS = {
  path: requiredText(
    'A file, or a folder whose files are read with those of its folders; written is a folder.',
  ),
  format: requiredText('How rows stand in the files: json, csv, raw, canal-json.'),
  'source.monitor-interval': duration(
    'How often to look for new files and for lines added to known ones; without it a query reads what is there and ends.',
  ),
  'source.path.regex-pattern': text(
    'Regular expression that the whole path of a file must match to be read.',
  ),
  'source.report-statistics': oneOf('Of no effect: weir plans without statistics.', ['NONE', 'ALL']),
  'partition.default-name': textOr(
    'Folder name of a partition whose value is NULL or empty.',
    '__DEFAULT_PARTITION__',
  ),
  'sink.rolling-policy.file-size': memorySizeOr(
    'A file that has grown so large is closed and shown.',
    128 * 2 ** 20,
  ),
  'sink.rolling-policy.rollover-interval': durationOr(
    'A file that is so old is closed and shown.',
    30 * 60_000,
  ),
  'sink.rolling-policy.inactivity-interval': durationOr(
    'A file that got no row for so long is closed and shown.',
    30 * 60_000,
  ),
  'sink.rolling-policy.check-interval': durationOr('How often to look whether a file is old enough.', 60_000),
  'sink.parallelism': int('Of no effect: weir writes in one place.'),
  'sink.shuffle-by-partition.enable': booleanOr('Of no effect: weir writes in one place.', false),
  'auto-compaction': booleanOr('weir does not merge small files: true is refused.', false),
  'compaction.file-size': text('Of no effect without auto-compaction.'),
  'sink.partition-commit.policy.kind': text('weir marks no partition as complete: refused.'),
  'sink.partition-commit.policy.class': text('Of no effect without a policy.'),
  'sink.partition-commit.policy.class.parameters': text('Of no effect without a policy.'),
  'sink.partition-commit.success-file.name': text('Of no effect without a policy.'),
  'sink.partition-commit.trigger': text('Of no effect without a policy.'),
  'sink.partition-commit.delay': text('Of no effect without a policy.'),
  'sink.partition-commit.watermark-time-zone': text('Of no effect without a policy.'),
  'partition.time-extractor.kind': text('Of no effect without a policy.'),
  'partition.time-extractor.class': text('Of no effect without a policy.'),
  'partition.time-extractor.timestamp-pattern': text('Of no effect without a policy.'),
  'partition.time-extractor.timestamp-formatter': text('Of no effect without a policy.'),
};
