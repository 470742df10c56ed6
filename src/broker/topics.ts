import { PartitionLog, type Appended } from './log.ts';
import { readTopicConfig, type TopicConfig } from './topic-config.ts';
import { ErrorCode } from './wire/error-code.ts';
import type { RecordBatch } from './wire/record-batch.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface Topic {
  readonly name: string;
  readonly logs: PartitionLog[];
  /** Configs set by someone, checked. */
  readonly overrides: ReadonlyMap<string, string>;
  readonly config: TopicConfig;
}

/** Partitions of all topics together: each costs memory before its first record. */
export const MOST_PARTITIONS = 10_000;

/** All topics of the broker, and the bound on the memory of their logs together. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  /** By name with '.' as '_': Kafka refuses two names that differ in these alone. */
  readonly #collisions = new Map<string, string>();
  readonly #maxBytes: number;
  readonly #changed: (log: PartitionLog) => void;
  #partitions = 0;
  #bytes = 0;

  /** `maxBytes` bounds the memory of all logs; `changed` hears of every append. */
  constructor(maxBytes: number, changed: (log: PartitionLog) => void) {
    this.#maxBytes = maxBytes;
    this.#changed = changed;
  }

  /** Memory of all logs. */
  get bytes(): number {
    return this.#bytes;
  }

  get(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  log(name: string, partition: number): PartitionLog | undefined {
    return this.#topics.get(name)?.logs[partition];
  }

  all(): Iterable<Topic> {
    return this.#topics.values();
  }

  /** Why a topic of this name cannot be made, or undefined. */
  refusalOf(name: string): { readonly error: ErrorCode; readonly message: string } | undefined {
    const problem = nameProblem(name);
    if (problem !== undefined) return { error: ErrorCode.invalidTopic, message: problem };
    if (this.#topics.has(name))
      return { error: ErrorCode.topicAlreadyExists, message: `Topic '${name}' already exists.` };
    const other = this.#collisions.get(collisionKey(name));
    if (other === undefined) return undefined;
    return {
      error: ErrorCode.invalidTopic,
      message: `Topic '${name}' collides with existing topic: ${other}`,
    };
  }

  /** Whether so many more partitions may be made. */
  hasRoomFor(partitions: number): boolean {
    return this.#partitions + partitions <= MOST_PARTITIONS;
  }

  /** The caller has asked `refusalOf` and `hasRoomFor` and checked the configs. */
  create(name: string, partitions: number, overrides: ReadonlyMap<string, string>): Topic {
    const topic = { name, logs: [], overrides, config: readTopicConfig(overrides) };
    this.#topics.set(name, topic);
    this.#collisions.set(collisionKey(name), name);
    this.addPartitions(topic, partitions);
    return topic;
  }

  addPartitions(topic: Topic, count: number): void {
    for (let i = 0; i < count; i++) topic.logs.push(new PartitionLog(this.#changed));
    this.#partitions += count;
  }

  configure(topic: Topic, overrides: ReadonlyMap<string, string>, now: number): void {
    const changed = { ...topic, overrides, config: readTopicConfig(overrides) };
    this.#topics.set(topic.name, changed);
    this.retain(changed, now);
  }

  delete(topic: Topic): void {
    this.#topics.delete(topic.name);
    this.#collisions.delete(collisionKey(topic.name));
    this.#partitions -= topic.logs.length;
    for (const log of topic.logs) {
      this.#bytes -= log.bytes;
      log.close();
    }
  }

  append(topic: Topic, log: PartitionLog, batch: RecordBatch, now: number): Appended | ErrorCode {
    const before = log.bytes;
    const appended = log.append(batch, topic.config, now);
    this.#bytes += log.bytes - before;
    if (log.bytes !== before) this.#makeRoom();
    return appended;
  }

  appendMarker(log: PartitionLog, producerId: number, epoch: number, commit: boolean, now: number): void {
    const before = log.bytes;
    log.appendMarker(producerId, epoch, commit, now);
    this.#bytes += log.bytes - before;
    this.#makeRoom();
  }

  /** Applies the retention of a topic; asked for before anyone looks at its logs. */
  retain(topic: Topic, now: number): void {
    if (topic.config.retentionBytes < 0 && topic.config.retentionMs < 0) return;
    for (const log of topic.logs) this.#account(log, () => log.retain(topic.config, now));
  }

  trim(log: PartitionLog, offset: number): void {
    this.#account(log, () => log.trim(offset));
  }

  /**
   * Over the bound, the largest partition gives its oldest batches: the global oldest would be the small lookup
   * topics, written once at the start. A sixteenth is freed at once, so that the search for it is rare.
   */
  #makeRoom(): void {
    if (this.#bytes <= this.#maxBytes) return;
    const target = this.#maxBytes - this.#maxBytes / 16;
    while (this.#bytes > target) {
      const log = this.#largest();
      if (log === undefined) return;
      const half = log.bytes / 2;
      this.#account(log, () => {
        const excess = this.#bytes - target;
        const before = log.bytes;
        while (log.bytes > half && before - log.bytes < excess && log.dropOldest());
      });
    }
  }

  #largest(): PartitionLog | undefined {
    let largest: PartitionLog | undefined;
    for (const topic of this.#topics.values())
      for (const log of topic.logs) if (log.bytes > (largest?.bytes ?? 0)) largest = log;
    return largest;
  }

  #account(log: PartitionLog, change: () => void): void {
    const before = log.bytes;
    change();
    this.#bytes += log.bytes - before;
  }
}

/** Why Kafka takes no topic of this name, or undefined. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Topic name is invalid: the empty string is not allowed';
  if (name === '.' || name === '..') return `Topic name is invalid: '${name}' is not allowed`;
  if (name.length > 249)
    return `Topic name is invalid: the length of '${name}' is longer than the max allowed length 249`;
  if (/^[a-zA-Z0-9._-]+$/.test(name)) return undefined;
  return `Topic name is invalid: '${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
}

function collisionKey(name: string): string {
  return name.replaceAll('.', '_');
}
