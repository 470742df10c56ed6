import { setMaxListeners } from 'node:events';
import type { Operator } from '../operator.ts';
import { FanOut } from '../ops/fan-out.ts';
import type { SourceTime } from '../run/source-time.ts';

/** What a node feeds. */
export interface Consumer {
  readonly next: Operator;
  /** How many rows it still wants. */
  readonly demand: () => number;
  /** To be told when it wants more than it did; it may be more than a LIMIT's demand, a call above has room again. */
  readonly onWanted: (resume: () => void) => void;
  /** Ends the branch below it. */
  readonly signal: AbortSignal;
  /** Whether something above waits for event time. */
  readonly isTimed: boolean;
  /** What makes event time of the rows of the source below. */
  readonly times: readonly SourceTime[];
}

/** The demand of what takes all that comes. */
export const UNLIMITED = { demand: () => Infinity, onWanted: () => undefined };

/** Several consumers of the same rows as one: it wants what any of them wants. */
export function together(consumers: readonly Consumer[]): Consumer {
  const [first, second] = consumers;
  if (first === undefined) throw new TypeError('no consumer');
  if (second === undefined) return first;
  return {
    next: new FanOut(consumers.map(({ next }) => next)),
    demand: () => Math.max(...consumers.map(({ demand }) => demand())),
    onWanted(resume) {
      for (const { onWanted } of consumers) onWanted(resume);
    },
    signal: allAborted(consumers.map(({ signal }) => signal)),
    isTimed: consumers.some(({ isTimed }) => isTimed),
    times: consumers.flatMap(({ times }) => times),
  };
}

/** Aborts when all of them have. */
function allAborted(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  setMaxListeners(0, all.signal);
  const check = () => void (signals.every(({ aborted }) => aborted) && all.abort(signals[0]?.reason));
  for (const signal of signals) signal.addEventListener('abort', check, { once: true });
  check();
  return all.signal;
}
