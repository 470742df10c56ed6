import { assert } from '../common/errors.ts';
import type { Key } from '../types/key.ts';
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readKey, writeKey } from './key-bytes.ts';
import type { EntryName, KeyedMap } from './keyed-map.ts';
import { hashBytes } from './slot-index.ts';
import { TimeQueue } from './time-queue.ts';

/** Timers of one time lie below this many keys, so that a million of them are not one key's entries. */
const SHARDS = 32;

export interface Timer {
  readonly key: Key;
  /** What tells timers of one key and time apart, such as a window; NULL when nothing does. */
  readonly namespace: Key;
  readonly time: number;
}

type TimerName = readonly [key: Key, namespace: Key];

/** Names timers below their time. */
export const TIMER_NAME: EntryName<TimerName> = {
  write(out: ByteWriter, [key, namespace]) {
    writeKey(out, key);
    writeKey(out, namespace);
  },
  read: (from: ByteReader) => [readKey(from), readKey(from)],
};

/**
 * Timers of event time or of processing time, kept in state. Whoever owns it takes those that are due with `next`, at a
 * watermark or when its clock says so. A timer is what its key, namespace and time say: registered twice it fires once.
 */
export class TimerService {
  readonly #timers: KeyedMap<true, TimerName>;
  readonly #queue = new TimeQueue();
  readonly #scratch = new ByteWriter(64);

  constructor(timers: KeyedMap<true, TimerName>) {
    this.#timers = timers;
  }

  /** The earliest time of a timer, or an earlier one whose timers were all deleted; undefined when there are none. */
  get earliest(): number | undefined {
    return this.#queue.earliest;
  }

  /** `time` is in ms. Throws E_STATE_FULL. */
  register(key: Key, time: number, namespace: Key = null): void {
    assert(Number.isSafeInteger(time), `a timer at ${time}`);
    const shard = this.#shardOf(key, namespace);
    if (this.#timers.add(place(time, shard), [key, namespace], true)) this.#queue.add(time, shard);
  }

  /** Nothing happens when there is no such timer. */
  delete(key: Key, time: number, namespace: Key = null): void {
    this.#timers.delete(place(time, this.#shardOf(key, namespace)), [key, namespace]);
  }

  /**
   * Takes the earliest timer at or before `upTo`, undefined when there is none. Timers of one time come in an order that
   * a restart does not change. Those registered meanwhile take part.
   */
  next(upTo: number): Timer | undefined {
    for (;;) {
      const time = this.#queue.earliest;
      if (time === undefined || time > upTo) return undefined;
      const shard = this.#queue.shard;
      const name = this.#timers.shift(place(time, shard));
      if (name === undefined) {
        this.#queue.drop();
        continue;
      }
      const [key, namespace] = name;
      return { key, namespace, time };
    }
  }

  /** Finds out which times there are; to be called once the state below was restored. */
  async restored(): Promise<void> {
    await this.#timers.forEachKey((key) => {
      const [time, shard] = String(key).split('/');
      this.#queue.add(Number(time), Number(shard));
    });
  }

  #shardOf(key: Key, namespace: Key): number {
    this.#scratch.at = 0;
    TIMER_NAME.write(this.#scratch, [key, namespace]);
    return hashBytes(this.#scratch.bytes, 0, this.#scratch.at) % SHARDS;
  }
}

function place(time: number, shard: number): string {
  return `${time}/${shard}`;
}
