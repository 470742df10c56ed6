import { setMaxListeners } from 'node:events';

/** The promise, or the signal's reason as soon as it aborts; the promise itself goes on and its failure is swallowed. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  setMaxListeners(0, signal); // as many waits at once as there are brokers: no leak, no warning
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Calls back after `ms` of real time, unless the returned function is called before. In two steps: a process that is held
 * up during one of them, as on a busy machine, has the other to hear what came meanwhile, for timers go first.
 */
export function afterSilence(ms: number, callback: () => void): () => void {
  const last = Math.min(200, ms / 2);
  let timer = setTimeout(() => {
    timer = setTimeout(callback, last);
  }, ms - last);
  return () => clearTimeout(timer);
}

/** The promise, or the error of `late` after `ms` of real time. */
export function within<T>(ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = afterSilence(ms, () => reject(late()));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Real time, as all waiting for brokers is. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
