import type { Guards } from './guards.ts';
import type { ConnectionPool, RequestQueue } from './kafkajs.ts';

/** The only kafkajs whose insides were read and measured. */
export const PATCHED_VERSION = '2.2.4';

/** How often an open connection looks for requests that time out; kafkajs looks every 100 ms. */
const TIMEOUT_CHECK_MS = 1000;

/**
 * Mends the connections of one pool in place; the library itself stays as it is. Returns why not, when the version is
 * another than the one these mends were made for.
 */
export function patchConnections(pool: ConnectionPool, version: string, guards: Guards): string | undefined {
  if (!guards.idleTimer) return undefined;
  if (version !== PATCHED_VERSION) {
    return `kafkajs is ${version}, weir's mends are for ${PATCHED_VERSION}: idle connections may use more CPU`;
  }
  for (const { requestQueue } of pool.pool) mendIdleTimer(requestQueue);
  return undefined;
}

/**
 * 2.2.4 arms a timer of about 1 ms again and again, also with nothing to send: 5 % of a core per idle connection,
 * 0.4 % without. A timer is only needed while requests wait behind a throttle: the end of a request looks by itself.
 */
function mendIdleTimer(queue: RequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue);
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0 || queue.throttledUntil > Date.now()) schedule();
  };
  queue.scheduleRequestTimeoutCheck = () => {
    queue.destroy();
    const timer = setInterval(() => {
      for (const request of queue.inflight.values())
        if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
      if (!queue.isConnected()) queue.destroy();
    }, TIMEOUT_CHECK_MS);
    queue.requestTimeoutIntervalId = timer;
  };
}
