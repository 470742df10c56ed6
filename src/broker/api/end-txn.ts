import type { Api } from './api.ts';
import { fencedFor, readProducerKey } from './producer-key.ts';

/** Commits or aborts a transaction. */
export const endTxn: Api = {
  key: 26,
  name: 'EndTxn',
  min: 0,
  max: 3,
  flexible: 3,
  handle({ version, body }, { transactions }) {
    const key = readProducerKey(body);
    const error = transactions.end(key, body.boolean() ? 'commit' : 'abort');
    return (response) => {
      response.int32(0);
      response.int16(fencedFor(version, 2, error));
      response.tags();
    };
  },
};
