import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** A producer id; with a transactional id the same one under a new epoch, which fences whoever had it before. */
export const initProducerId: Api = {
  key: 22,
  name: 'InitProducerId',
  min: 0,
  max: 1,
  handle({ body }, { transactions }) {
    const transactionalId = body.nullableString();
    const timeoutMs = body.int32();
    const result =
      transactionalId === undefined
        ? transactions.newProducer()
        : transactions.init(transactionalId, timeoutMs);
    const error = typeof result === 'number' ? result : ErrorCode.none;
    const { producerId, epoch } = typeof result === 'number' ? { producerId: -1, epoch: -1 } : result;
    return (response) => {
      response.int32(0);
      response.int16(error);
      response.int64(producerId);
      response.int16(epoch);
    };
  },
};
