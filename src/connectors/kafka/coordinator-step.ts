import type { BrokerNode } from './broker-node.ts';
import type { Cluster } from './cluster.ts';
import { CODE, ConnectionLost, isPassing } from './protocol-error.ts';
import { pause } from './waiting.ts';

/** A transaction of the same id is still being ended: 5 ms is what it takes, kafkajs waits 300 ms. */
const CONCURRENT_WAIT_MS = 5;
const CONCURRENT_FOR_MS = 10_000;
/** Coordinators move and load: for this long that is no failure. */
export const COORDINATOR_FOR_MS = 20_000;

export interface CoordinatorStep {
  readonly kind: 'group' | 'transaction';
  /** The group, or the transactional id. */
  readonly key: string;
  /** For messages. */
  readonly what: string;
  /** Doing it twice is the same as once: a lost answer is asked for again. */
  readonly repeatable?: boolean;
  /** Gives the error code of the answer. */
  ask(node: BrokerNode): Promise<number>;
}

/**
 * One request to a coordinator. Repeated only where the broker surely did not do it (it is not the coordinator, is
 * loading, or still ends this id's last transaction), or where the step is repeatable. Throws ProtocolError,
 * ConnectionLost.
 */
export async function askCoordinator(
  cluster: Cluster,
  step: CoordinatorStep,
  signal: AbortSignal,
): Promise<void> {
  const { kind, key, what, repeatable = false, ask } = step;
  const begun = Date.now();
  for (;;) {
    let asked = false;
    let code: number;
    try {
      const node = await cluster.coordinator(kind, key, signal);
      asked = !repeatable;
      code = await ask(node);
    } catch (error) {
      const again = asked ? error instanceof ConnectionLost && !error.sent : isPassing(error);
      if (!again || Date.now() - begun > COORDINATOR_FOR_MS) throw error;
      await pause(100, signal);
      continue;
    }
    if (code === CODE.NONE) return;
    const waited = Date.now() - begun;
    const isEnding = code === CODE.CONCURRENT_TRANSACTIONS && cluster.guards.waitForTransaction;
    if (isEnding && waited < CONCURRENT_FOR_MS) {
      await pause(CONCURRENT_WAIT_MS, signal);
      continue;
    }
    const error = cluster.error(code, what);
    if (!error.passing || waited > COORDINATOR_FOR_MS) throw error;
    await pause(100, signal);
  }
}
