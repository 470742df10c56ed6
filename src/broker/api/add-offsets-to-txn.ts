import type { Api } from './api.ts';
import { fencedFor, readProducerKey } from './producer-key.ts';

/** Announces that a transaction will commit offsets of a group. */
export const addOffsetsToTxn: Api = {
  key: 25,
  name: 'AddOffsetsToTxn',
  min: 0,
  max: 3,
  flexible: 3,
  handle({ version, body }, { transactions }) {
    const key = readProducerKey(body);
    const error = transactions.addGroup(key, body.string());
    return (response) => {
      response.int32(0);
      response.int16(fencedFor(version, 2, error));
      response.tags();
    };
  },
};
