/** Which partition a row goes to; `size` is about how many bytes it has. */
export type Partitioner = (key: Uint8Array | null, size: number, partitions: number) => number;

/** Rows without a key stay on one partition for this many bytes, so that batches are worth sending. */
const STICKY_BYTES = 16 << 10;

/**
 * As Kafka's own: equal keys to equal partitions by murmur2, so that rows written here and by Java clients meet; rows
 * without a key stick to a random partition for a while, then go on to the next.
 */
export function defaultPartitioner(random: () => number): Partitioner {
  const sticky = stickyPartitioner(random);
  return (key, size, partitions) =>
    key === null ? sticky(key, size, partitions) : (murmur2(key) & 0x7fffffff) % partitions;
}

function stickyPartitioner(random: () => number): Partitioner {
  let current = Math.floor(random() * 0x10000);
  let bytes = 0;
  return (_key, size, partitions) => {
    if (bytes >= STICKY_BYTES) {
      current++;
      bytes = 0;
    }
    bytes += size;
    return current % partitions;
  };
}

/** One row here, one row there, whatever the key. */
export function roundRobinPartitioner(random: () => number): Partitioner {
  let next = Math.floor(random() * 0x10000);
  return (_key, _size, partitions) => next++ % partitions;
}

/** Everything that one writer writes to one partition: the first, since a weir job is one writer. */
export const fixedPartitioner: Partitioner = () => 0;

/** The hash of Kafka's Java client (seed 0x9747b28c), as a signed int32. */
export function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995;
  const length = data.length;
  let h = 0x9747b28c ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k =
      (data[i] ?? 0) | ((data[i + 1] ?? 0) << 8) | ((data[i + 2] ?? 0) << 16) | ((data[i + 3] ?? 0) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const rest = length & 3;
  if (rest >= 3) h ^= (data[whole + 2] ?? 0) << 16;
  if (rest >= 2) h ^= (data[whole + 1] ?? 0) << 8;
  if (rest >= 1) h = Math.imul(h ^ (data[whole] ?? 0), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}
