import { SqlError } from '../../common/errors.ts';
import type { Guards } from './guards.ts';
import type { FetchedBatch, TopicPartition } from './port.ts';
import { CodecError, type Codec } from './wire/compression.ts';
import type { Crc32c } from './wire/crc32c.ts';
import type { AbortedTransaction, FetchedPartition } from './wire/fetch-codec.ts';
import { CorruptBatch, readBatches, unpacked, type RecordBatch } from './wire/record-batch.ts';
import { RecordCursor } from './wire/record-cursor.ts';

const KAFKAJS_CODECS: readonly Codec[] = ['none', 'gzip'];

/** Of what a broker sent: the batches whose records a reader may see. */
export class VisibleBatches {
  readonly #readCommitted: boolean;
  readonly #crc: Crc32c;
  readonly #guards: Guards;

  constructor(readCommitted: boolean, crc: Crc32c, guards: Guards) {
    this.#readCommitted = readCommitted;
    this.#crc = crc;
    this.#guards = guards;
  }

  /** In order. Markers and aborted batches come as batches without records, so that positions move past them. */
  take(
    at: TopicPartition & { readonly position: number; readonly end: number | undefined },
    fetched: FetchedPartition,
  ): FetchedBatch[] {
    const { topic, partition, position, end } = at;
    try {
      const aborted = this.#readCommitted
        ? this.#guards.abortedByOffset
          ? new AbortedByOffset(fetched.aborted)
          : new AbortedAsSent(fetched.aborted)
        : undefined;
      const taken: FetchedBatch[] = [];
      for (const batch of readBatches(fetched.bytes, fetched.start, fetched.end, this.#crc)) {
        if (batch.lastOffset < position) continue;
        const hidden = aborted?.hides(batch) === true || batch.control;
        taken.push({
          topic,
          partition,
          batch: hidden ? { ...batch, count: 0, end: batch.start } : this.#unpacked(batch),
          from: position,
          until: end,
          next: batch.lastOffset + 1,
        });
      }
      return taken;
    } catch (error) {
      if (!(error instanceof CorruptBatch || error instanceof CodecError)) throw error;
      const compressed = error instanceof CodecError;
      throw new SqlError(
        'E_KAFKA',
        `${topic} partition ${partition}, from offset ${position}: ${error.message}`,
        {
          hint: compressed
            ? 'weir reads gzip, snappy and lz4 everywhere, zstd with Node 22.15 or newer'
            : undefined,
          cause: error,
        },
      );
    }
  }

  #unpacked(batch: RecordBatch): RecordBatch {
    return unpacked(batch, this.#guards.allCodecs ? undefined : KAFKAJS_CODECS);
  }
}

/**
 * Brokers list aborted transactions in the order of their ends. A producer's records are void from the transaction's
 * first offset up to its abort marker, whatever lies between: kafkajs takes the list as sorted and one entry a
 * record, and delivers aborted rows when several producers' transactions interleave.
 */
class AbortedByOffset {
  readonly #ahead: AbortedTransaction[];
  readonly #open = new Set<number>();
  #at = 0;

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  }

  hides(batch: RecordBatch): boolean {
    for (let next = this.#ahead[this.#at]; next !== undefined && next.firstOffset <= batch.lastOffset;) {
      this.#open.add(next.producerId);
      next = this.#ahead[++this.#at];
    }
    if (batch.control) {
      if (isAbortMarker(batch)) this.#open.delete(batch.producerId);
      return true;
    }
    return batch.transactional && this.#open.has(batch.producerId);
  }
}

/** As kafkajs 2.2.4 does it, for the negative control. */
class AbortedAsSent {
  readonly #ahead: AbortedTransaction[];
  readonly #open = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ahead = [...aborted];
  }

  hides(batch: RecordBatch): boolean {
    const next = this.#ahead[0];
    if (next !== undefined && batch.lastOffset >= next.firstOffset) {
      this.#ahead.shift();
      this.#open.add(next.producerId);
    }
    if (batch.control && isAbortMarker(batch)) this.#open.delete(batch.producerId);
    return batch.control || (batch.transactional && this.#open.has(batch.producerId));
  }
}

/** The key of a control record is version and type as int16; type 0 is abort. */
function isAbortMarker(batch: RecordBatch): boolean {
  const cursor = new RecordCursor(batch);
  return cursor.next() && cursor.keyStart >= 0 && batch.bytes.readInt16BE(cursor.keyStart + 2) === 0;
}
