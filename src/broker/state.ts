import type { Clock } from '../common/clock.ts';
import { FetchWaits } from './fetch-waits.ts';
import { Groups } from './groups.ts';
import { Topics } from './topics.ts';
import { Transactions } from './transactions.ts';

export interface BrokerOptions {
  readonly clock: Clock;
  /** In [0, 1): makes member ids that no earlier broker gave out. */
  readonly random: () => number;
  /** Bound on the memory of all logs; the largest partition loses its oldest records beyond it. */
  readonly maxBytes: number;
  /** Make a topic when a client asks for one that is not there, as Kafka does by default. Default false. */
  readonly autoCreateTopics?: boolean;
  /** Partitions of a topic made without a number. Default 1. */
  readonly defaultPartitions?: number;
  /** How long after its decision a transaction gets its markers. Default 0; tests make clients wait with it. */
  readonly markerDelayMs?: number;
}

/** Where clients reach the broker. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What the APIs work on. One node, which leads every partition and coordinates every group. */
export interface BrokerState {
  readonly clock: Clock;
  readonly address: Address;
  /** Another one for each broker: its records and offsets are not those of the last. */
  readonly clusterId: string;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
  readonly topics: Topics;
  readonly groups: Groups;
  readonly transactions: Transactions;
  readonly waits: FetchWaits;
}

/** Not 0: kafkajs takes a controller of that id for none. */
export const NODE_ID = 1;

export function createState(options: BrokerOptions, clock: Clock, address: Address): BrokerState {
  const waits = new FetchWaits();
  const topics = new Topics(options.maxBytes, (log) => waits.touch(log));
  const groups = new Groups(clock, () => uuid(options.random));
  const limits = { markerDelayMs: options.markerDelayMs ?? 0 };
  return {
    clock,
    address,
    clusterId: `weir-${uuid(options.random)}`,
    autoCreateTopics: options.autoCreateTopics ?? false,
    defaultPartitions: options.defaultPartitions ?? 1,
    topics,
    groups,
    transactions: new Transactions(clock, topics, groups, limits),
    waits,
  };
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 8 }, () =>
    Math.floor(random() * 0x1_0000)
      .toString(16)
      .padStart(4, '0'),
  );
  return `${hex[0]}${hex[1]}-${hex[2]}-${hex[3]}-${hex[4]}-${hex.slice(5).join('')}`;
}
