import type { Transactional } from '../transactional-ids.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** States as Kafka names them; nothing here is ever in the last two. */
const STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
];

/** Transactional ids, all or those in some states, of some producers, or (v1) with a transaction open for longer than a time. */
export const listTransactions: Api = {
  key: 66,
  name: 'ListTransactions',
  min: 0,
  max: 1,
  flexible: 0,
  handle({ version, body }, { transactions, clock }) {
    const states = body.array(() => body.string());
    const producerIds = body.array(() => body.int64());
    const openForMs = version >= 1 ? body.int64() : -1;
    const unknown = states.filter((state) => !STATES.includes(state));
    const now = clock.now();
    const found = transactions
      .all()
      .filter(
        (entry) =>
          (states.length === 0 || states.includes(stateOf(entry))) &&
          (producerIds.length === 0 || producerIds.includes(entry.producerId)) &&
          (openForMs < 0 || (entry.state !== 'idle' && now - entry.begunAt > openForMs)),
      );
    return (response) => {
      response.int32(0);
      response.int16(ErrorCode.none);
      response.array(unknown, (state) => response.string(state));
      response.array(found, (entry) => {
        response.string(entry.id);
        response.int64(entry.producerId);
        response.string(stateOf(entry));
        response.tags();
      });
      response.tags();
    };
  },
};

/** The state of a transactional id in Kafka's words. */
export function stateOf({ state, outcome }: Transactional): string {
  if (state === 'open') return 'Ongoing';
  if (outcome === undefined) return 'Empty';
  const decided = outcome === 'commit' ? 'Commit' : 'Abort';
  return `${state === 'ending' ? 'Prepare' : 'Complete'}${decided}`;
}
