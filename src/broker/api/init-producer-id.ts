import type { Producer, Transactions } from '../transactions.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Api } from './api.ts';
import { fencedFor } from './producer-key.ts';

const NONE: Producer = { producerId: -1, epoch: -1 };

interface Request {
  readonly transactionalId: string | undefined;
  readonly timeoutMs: number;
  /** What the producer holds already, where it goes on after an error. */
  readonly present: Producer;
}

/** A producer id; with a transactional id the same one under a new epoch, which fences whoever had it before. */
export const initProducerId: Api = {
  key: 22,
  name: 'InitProducerId',
  min: 0,
  max: 4,
  flexible: 2,
  handle({ version, body }, { transactions }) {
    const result = init(readRequest(version, body), transactions);
    const error = typeof result === 'number' ? result : ErrorCode.none;
    const { producerId, epoch } = typeof result === 'number' ? NONE : result;
    return (response) => {
      response.int32(0);
      response.int16(fencedFor(version, 4, error));
      response.int64(producerId);
      response.int16(epoch);
      response.tags();
    };
  },
};

function readRequest(version: number, body: Reader): Request {
  return {
    transactionalId: body.nullableString(),
    timeoutMs: body.int32(),
    present: version >= 3 ? { producerId: body.int64(), epoch: body.int16() } : NONE,
  };
}

function init(
  { transactionalId, timeoutMs, present }: Request,
  transactions: Transactions,
): Producer | ErrorCode {
  if ((present.producerId === -1) !== (present.epoch === -1)) return ErrorCode.invalidRequest;
  if (transactionalId === undefined) return transactions.newProducer();
  return transactions.init(transactionalId, timeoutMs, present.epoch === -1 ? undefined : present);
}
