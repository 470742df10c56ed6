import type { ProducerKey } from '../transactions.ts';
import type { Reader } from '../wire/reader.ts';

/** How most requests of a transaction begin. */
export function readProducerKey(body: Reader): ProducerKey {
  return { transactionalId: body.string(), producerId: body.int64(), epoch: body.int16() };
}
