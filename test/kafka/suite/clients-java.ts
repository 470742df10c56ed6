import { expect, test } from 'vitest';
import type { Brokers } from '../support/harness.ts';
import { runJava } from '../support/run-java.ts';

const ASSIGNORS = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
};

/** By step; an exception is its name. */
const EXPECTED = {
  'made again': 'TopicExistsException',
  partitions: '2',
  'more partitions': '3',
  fewer: 'InvalidPartitionsException',
  nodes: '1',
  listed: 'true',
  'not there': 'UnknownTopicOrPartitionException',
  configured: 'null',
  config: '123456 DYNAMIC_TOPIC_CONFIG',
  'wrong config': 'InvalidConfigurationException',
  'records of five codecs': '100 []',
  'a large one': '2000000',
  'largest time of nothing': '-1',
  'start and end': '0 3',
  'by time': '1 -1',
  'largest time': '1',
  'no position': 'NoOffsetForPartitionException',
  'out of range': 'OffsetOutOfRangeException',
  'from 1': '[v300, v200]',
  position: '3',
  committed: 'a note',
  'time to offset': '1',
  'beginning and end': '0 3',
  'seen by the administrator': '2',
  altered: 'null',
  'seen altered': '1',
  'static member back without a rebalance': 'true',
  'static member replaced': 'FencedInstanceIdException',
  'to no topic': 'TimeoutException',
  'too large': 'RecordTooLargeException',
  'from the future': 'InvalidTimestampException',
  'without a key': 'InvalidRecordException',
  'a bad name': 'InvalidTopicException',
  'too many replicas': 'InvalidReplicationFactorException',
  'an unknown config': 'InvalidConfigurationException',
  'records deleted': '3',
  'start after': '3',
  'group state': 'Empty',
  'group listed': 'true',
  'group deleted': 'null',
  'group deleted again': 'GroupIdNotFoundException',
  'topic deleted': 'null',
  'topic deleted again': 'UnknownTopicOrPartitionException',
  ...Object.fromEntries(
    Object.entries(ASSIGNORS).flatMap(([assignor, name]) => [
      [`${assignor} shares`, '2 2'],
      [`${assignor} described`, `Stable 2 ${name}`],
      [`${assignor} alone`, '4'],
      [`${assignor} read`, '80 80'],
    ]),
  ),
};

/** Topics, records, groups and positions by Kafka's own Java clients. */
export function clientJavaSuite(brokers: Brokers): void {
  test(
    "Kafka's own Java clients make topics, share partitions, keep positions and are refused as by Kafka",
    { timeout: 420_000 },
    async () => {
      expect(await runJava('JavaClients', brokers.plain)).toEqual(EXPECTED);
    },
  );
}
