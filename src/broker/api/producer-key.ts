import type { ProducerKey } from '../transactions.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';

/** How most requests of a transaction begin. */
export function readProducerKey(body: Reader): ProducerKey {
  return { transactionalId: body.string(), producerId: body.int64(), epoch: body.int16() };
}

/**
 * The error as a client of this version knows it: older ones have no word of its own for a producer that was replaced,
 * and where the partition tells (`since` Infinity) none has.
 */
export function fencedFor(version: number, since: number, error: ErrorCode): ErrorCode {
  return error === ErrorCode.producerFenced && version < since ? ErrorCode.invalidProducerEpoch : error;
}
